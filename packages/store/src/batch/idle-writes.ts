import type { TurnSave, TurnState } from '@scomo/fleet';
import type { Pool } from 'pg';
import { BATCH_ROWS_MAX, IDLE_FLUSH_MS } from '../limits.ts';
import type { Log } from '../log.ts';
import type { SecretBox } from '../secrets.ts';
import { toIdleValues } from './save-rows.ts';
import { SAVE_IDLE } from './save-sql.ts';

const DEFERRABLE = new Set<keyof TurnSave>(['deviceId', 'revision', 'account', 'session', 'seenAt']);

/** Saves that may wait, and what of them concerns the turns that do not. */
export interface IdleWrites {
  add(save: TurnSave): void;
  /** The loaded state with what still waits for this device laid over it. */
  over(state: TurnState): TurnState;
  /** Takes what waits for the device into a save that does not wait. */
  merge(save: TurnSave): TurnSave;
  /** Writes what waits; failures are logged and forgotten. */
  flush(): Promise<void>;
}

/** Keeps the newest idle save per device and writes them out a few times a second. */
export function idleWrites(pool: Pool, box: SecretBox, log: Log): IdleWrites {
  let waiting = new Map<string, TurnSave>();
  // Handed to the database, not yet known to be there.
  let leaving = new Map<string, TurnSave>();
  let timer: NodeJS.Timeout | undefined;
  let writing = Promise.resolve();

  const write = async (saves: readonly TurnSave[]): Promise<void> => {
    for (let from = 0; from < saves.length; from += BATCH_ROWS_MAX) {
      const rows = saves.slice(from, from + BATCH_ROWS_MAX);
      await pool.query({ ...SAVE_IDLE, values: [...toIdleValues(rows, box)] }).catch((error: Error) => {
        log.warn(`${rows.length} idle check-ins not stored: ${error.message}`);
      });
    }
  };
  const flush = (): Promise<void> => {
    clearTimeout(timer);
    timer = undefined;
    writing = writing.then(() => {
      leaving = waiting;
      waiting = new Map();
      return write([...leaving.values()]);
    });
    return writing;
  };
  const of = (deviceId: string, revision: number): TurnSave | undefined => {
    const save = waiting.get(deviceId) ?? leaving.get(deviceId);
    return save?.revision === revision ? save : undefined;
  };

  return {
    add(save) {
      const extra = (Object.keys(save) as (keyof TurnSave)[]).find((name) => !DEFERRABLE.has(name));
      if (extra) throw new Error(`an idle save carries no ${extra}`);
      waiting.set(save.deviceId, { ...of(save.deviceId, save.revision), ...save });
      timer ??= setTimeout(flush, IDLE_FLUSH_MS);
    },
    over(state) {
      const save = of(state.device.deviceId, state.revision);
      if (!save) return state;
      const { session, ...rest } = state;
      const current = save.session === undefined ? session : save.session;
      return {
        ...rest,
        ...(current && { session: current }),
        account: save.account ?? state.account,
        device: save.seenAt === null ? state.device : { ...state.device, lastSeenAt: save.seenAt },
      };
    },
    merge(save) {
      const { account, session } = of(save.deviceId, save.revision) ?? {};
      waiting.delete(save.deviceId);
      leaving.delete(save.deviceId);
      return { ...(account && { account }), ...(session !== undefined && { session }), ...save };
    },
    flush,
  };
}
