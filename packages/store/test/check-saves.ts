import assert from 'node:assert/strict';
import type { FleetStore } from '@scomo/fleet';
import { at, eventOf, inventoryOf, rowOf, sessionOf } from './samples.ts';

/** Saves the turn after `revision`, with something in every table that a turn writes. */
export function saveNext(store: FleetStore, deviceId: string, revision: number): Promise<'saved' | 'stale'> {
  const next = revision + 1;
  return store.saveTurn({
    deviceId,
    revision,
    session: sessionOf(`se_${next}`, deviceId),
    events: [eventOf(`tk_${deviceId}`, next)],
    ...(next % 5 === 0 && { inventory: inventoryOf(rowOf('app', String(next))) }),
    seenAt: at(next),
  });
}

/**
 * Each device stands where its last acknowledged save left it, or one save further (written, but the answer was
 * lost); each save is there whole and once. Returns where the devices stand.
 */
export async function checkSaves(
  store: FleetStore,
  deviceIds: readonly string[],
  acknowledged: Readonly<Record<string, number>>,
): Promise<Record<string, number>> {
  const found: Record<string, number> = {};
  for (const deviceId of deviceIds) {
    const state = await store.loadTurn(deviceId);
    assert.ok(state);
    const { revision, session } = state;
    const least = acknowledged[deviceId] ?? 0;
    assert.ok(revision === least || revision === least + 1, `${deviceId} is at ${revision}, not ${least}`);
    const events = await store.taskEvents(`tk_${deviceId}`);
    assert.deepEqual(
      events.map((event) => event.at),
      Array.from({ length: revision + 1 }, (_, n) => at(n)),
    );
    assert.equal(session?.key, revision === 0 ? undefined : `se_${revision}`);
    const fifth = revision - (revision % 5);
    const versions = (await store.inventory(deviceId)).map((row) => row.version);
    assert.deepEqual(versions, fifth === 0 ? [] : [String(fifth)]);
    found[deviceId] = revision;
  }
  return found;
}
