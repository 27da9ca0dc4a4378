import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { type Client, isTaskOver, type TaskView } from '@scomo/api';
import { insist } from '../rigs/insist.ts';

const ROUND_PAUSE_MS = 50;

/**
 * The operations of one cycle: each finds what the one before has left, and none what it is to bring about: whether an
 * Exec that was lost had arrived could not be told otherwise.
 */
export const CYCLE = [
  { operation: 'Download', of: 'package' },
  { operation: 'Install', of: 'package' },
  { operation: 'Deactivate', of: 'component' },
  { operation: 'Activate', of: 'component' },
  { operation: 'Remove', of: 'component' },
  { operation: 'Remove', of: 'package' },
] as const;
export type Step = (typeof CYCLE)[number];

export interface OperatorEnv {
  readonly client: Client;
  readonly packageId: string;
  readonly component: string;
  /** A round of the device's agent. */
  round(): Promise<unknown>;
  /** For how long a task may be open. */
  readonly patienceMs: number;
}

/** Orders one operation and has the agent work until the task is over. Throws Error when patience ends. */
export async function operate(deviceId: string, step: Step, env: OperatorEnv): Promise<TaskView> {
  const about = step.of === 'package' ? { packageId: env.packageId } : { component: env.component };
  const body = { deviceId, kind: 'operation', operation: step.operation, ...about } as const;
  const idempotencyKey = randomUUID();
  const { id } = await insist(() => env.client.createTask({ body, idempotencyKey }));
  const until = performance.now() + env.patienceMs;
  for (;;) {
    await env.round();
    const task = await insist(() => env.client.getTask({ params: { id } }));
    if (isTaskOver(task)) return task;
    if (performance.now() > until)
      throw new Error(`${step.operation} of ${deviceId} is still ${task.state} (${task.reason})`);
    await wait(ROUND_PAUSE_MS);
  }
}
