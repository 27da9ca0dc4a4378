import { setTimeout as pause } from 'node:timers/promises';
import type { FleetStore } from '@scomo/fleet';
import pg from 'pg';
import { LISTEN_AGAIN_MS } from '../limits.ts';
import type { Log } from '../log.ts';

const CHANNEL = 'scomo_announcements';

type Ours = Pick<FleetStore, 'announce' | 'hear'>;

/** Pushes to all programs on this database, by LISTEN and NOTIFY: kept by nobody, lost by who does not listen just then. */
export function announcements(
  pool: pg.Pool,
  connection: pg.ClientConfig,
  log: Log,
): Ours & { endHearing(): Promise<void> } {
  const stop = new AbortController();
  let current: pg.Client | undefined;
  return {
    async announce(deviceId, push) {
      const text = JSON.stringify({ deviceId, push: Buffer.from(push).toString('base64') });
      await pool.query('select pg_notify($1, $2)', [CHANNEL, text]);
    },

    async hear(listener) {
      const listenAnew = async (): Promise<void> => {
        const client = new pg.Client({ ...connection, keepAlive: true });
        client.on('error', (error) => log.warn(`database connection lost: ${error.message}`));
        client.on('notification', ({ payload = '' }) => {
          const { deviceId, push } = JSON.parse(payload) as { deviceId: string; push: string };
          listener(deviceId, Buffer.from(push, 'base64'));
        });
        try {
          await client.connect();
          await client.query(`listen ${CHANNEL}`);
          stop.signal.throwIfAborted();
        } catch (error) {
          await client.end();
          throw error;
        }
        current = client;
        client.once('end', () => void untilListening());
      };
      const untilListening = async (): Promise<void> => {
        for (current = undefined; current === undefined && !stop.signal.aborted; ) {
          await pause(LISTEN_AGAIN_MS, undefined, { signal: stop.signal }).catch(() => undefined);
          if (!stop.signal.aborted)
            await listenAnew().catch((error: Error) => log.warn(`cannot listen: ${error.message}`));
        }
      };
      await listenAnew();
    },

    async endHearing() {
      stop.abort();
      await current?.end();
    },
  };
}
