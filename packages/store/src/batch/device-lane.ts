import type { TurnSave, TurnState, TurnStore } from '@scomo/fleet';
import type { Pool } from 'pg';
import type { Log } from '../log.ts';
import type { SecretBox } from '../secrets.ts';
import { batcher } from './batcher.ts';
import { loadChunks } from './chunks.ts';
import { idleWrites } from './idle-writes.ts';
import { loadTurns } from './load-turns.ts';
import { macNames } from './mac-names.ts';
import { saveTurns } from './save-turns.ts';

/** The device path: turns of concurrent sessions share statements and commits. */
export function deviceLane(
  pool: Pool,
  box: SecretBox,
  log: Log,
): TurnStore & { readonly drained: () => Promise<void> } {
  const loads = batcher<string, TurnState | undefined>(
    (deviceId) => deviceId,
    (deviceIds) => loadTurns(pool, box, deviceIds),
  );
  const saves = batcher<TurnSave, 'saved' | 'stale'>(
    (save) => save.deviceId,
    (batch) => saveTurns(pool, box, batch),
  );
  const names = batcher<string, string | undefined>(
    (name) => name,
    (batch) => macNames(pool, batch),
  );
  const idle = idleWrites(pool, box, log);
  return {
    async loadTurn(deviceId) {
      const state = await loads.add(deviceId);
      return state && idle.over(state);
    },
    deviceOfMac: (name) => names.add(name),
    loadChunks: (deviceId) => loadChunks(pool, deviceId),
    saveTurn: (save) => saves.add(idle.merge(save)),
    saveIdle: (save) => idle.add(save),
    async drained() {
      await Promise.all([loads.drained(), names.drained(), saves.drained()]);
      await idle.flush();
    },
  };
}
