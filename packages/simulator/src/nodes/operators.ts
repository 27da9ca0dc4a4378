import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { ApiError, type Client, type CreatedDevice, createClient, type TaskView } from '@scomo/api';
import { DEVICE_TYPE } from '../world.ts';

const RETRY_PAUSE_MS = 200;

/** An operator who asks the other node when one does not answer. */
export interface Operators {
  provision(deviceId: string): Promise<CreatedDevice>;
  /** Id of the new task. */
  order(deviceId: string, kind: 'remove' | 'inventory', components?: readonly string[]): Promise<string>;
  task(id: string): Promise<TaskView>;
}

export function operatorsOf(urls: readonly string[], token: string): Operators {
  const clients = urls.map((url) => createClient({ url, token, fetch }));
  let turn = 0;
  const ask = async <T>(call: (client: Client) => Promise<T>): Promise<T> => {
    for (;;) {
      const client = clients[turn++ % clients.length];
      if (client === undefined) throw new Error('no node to ask');
      try {
        return await call(client);
      } catch (error) {
        if (error instanceof ApiError && error.problem.status < 500) throw error;
        await wait(RETRY_PAUSE_MS);
      }
    }
  };
  return {
    provision(deviceId) {
      const idempotencyKey = randomUUID();
      const body = { deviceId, deviceType: DEVICE_TYPE, auth: { scheme: 'basic' as const } };
      return ask((client) => client.createDevice({ body, idempotencyKey }));
    },
    async order(deviceId, kind, components) {
      const idempotencyKey = randomUUID();
      const body = { deviceId, kind, ...(components === undefined ? {} : { components }) };
      const { id } = await ask((client) => client.createTask({ body, idempotencyKey }));
      return id;
    },
    task: (id) => ask((client) => client.getTask({ params: { id } })),
  };
}
