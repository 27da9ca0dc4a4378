import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FleetStore } from '@scomo/fleet';
import { at, eventOf, inventoryOf, rowOf, taskOf } from './samples.ts';
import { type StoreUnderTest, withDevices } from './with-devices.ts';

const DEVICES = Array.from({ length: 50 }, (_, n) => `D${String(n).padStart(2, '0')}`);
const SAVES = Array.from({ length: 200 }, (_, n) => ({ n, deviceId: DEVICES[n % DEVICES.length] ?? '' }));

async function insist(store: FleetStore, deviceId: string, n: number): Promise<void> {
  for (;;) {
    const state = await store.loadTurn(deviceId);
    assert.ok(state);
    const save = {
      deviceId,
      revision: state.revision,
      events: [eventOf(`tk_${deviceId}`, n)],
      seenAt: at(n),
    };
    if ((await store.saveTurn(save)) === 'saved') return;
  }
}

/** Turns of many devices at once. */
export function concurrencyContract(under: StoreUnderTest): void {
  test('of the saves that loaded one revision exactly one holds', () =>
    withDevices(under, DEVICES, async (store) => {
      const outcomes = await Promise.all(
        SAVES.map(({ deviceId, n }) =>
          store.saveTurn({ deviceId, revision: 0, info: { winner: String(n) }, seenAt: at(n) }),
        ),
      );
      for (const deviceId of DEVICES) {
        const winners = SAVES.filter((save, n) => save.deviceId === deviceId && outcomes[n] === 'saved');
        const state = await store.loadTurn(deviceId);
        assert.deepEqual([state?.revision, state?.device.info], [1, { winner: String(winners[0]?.n) }]);
        assert.equal(winners.length, 1);
      }
    }));

  test('saves that load again after a stale one all get in, each exactly once', () =>
    withDevices(under, DEVICES, async (store) => {
      for (const deviceId of DEVICES) {
        await store.createTask(taskOf(`tk_${deviceId}`, deviceId), eventOf(`tk_${deviceId}`, -1));
      }
      await Promise.all(SAVES.map(({ deviceId, n }) => insist(store, deviceId, n)));
      for (const deviceId of DEVICES) {
        const mine = SAVES.filter((save) => save.deviceId === deviceId).map((save) => at(save.n));
        const events = (await store.taskEvents(`tk_${deviceId}`)).slice(1);
        assert.deepEqual(events.map((event) => event.at).sort(), mine);
        assert.equal((await store.loadTurn(deviceId))?.revision, 4);
      }
    }));

  test('a row that the database refuses fails alone', () =>
    withDevices(under, DEVICES, async (store) => {
      const outcomes = await Promise.allSettled(
        DEVICES.map((deviceId, n) =>
          store.saveTurn({
            deviceId,
            revision: 0,
            inventory: inventoryOf(rowOf('app', '1', { state: n === 31 ? 1e12 : 20 })),
            seenAt: n === 7 ? 'yesterday-ish' : at(n),
          }),
        ),
      );
      const failed = outcomes.flatMap((outcome, n) => (outcome.status === 'rejected' ? [n] : []));
      assert.deepEqual(failed, [7, 31]);
      const revisions = await Promise.all(DEVICES.map((deviceId) => store.loadTurn(deviceId)));
      assert.deepEqual(
        revisions.map((state) => state?.revision),
        DEVICES.map((_, n) => (n === 7 || n === 31 ? 0 : 1)),
      );
    }));

  test('turns and operators that end tasks never block each other for good', () =>
    withDevices(under, DEVICES, async (store) => {
      const ids = DEVICES.map((deviceId) => `tk_${deviceId}`);
      for (const deviceId of DEVICES) {
        await store.createTask(
          taskOf(`tk_${deviceId}`, deviceId, { expiresAt: at(5) }),
          eventOf(`tk_${deviceId}`),
        );
      }
      const turns = DEVICES.map((deviceId) => insist(store, deviceId, 1));
      const cancels = ids.toReversed().map((id) => store.cancelTask(id, at(4)));
      const expired = await store.expireTasks(at(6));
      await Promise.all(turns);
      const cancelled = (await Promise.all(cancels)).filter(Boolean).length;
      assert.equal(cancelled + expired, DEVICES.length);
    }));

  test('devices can be deleted under way: their saves become stale, nothing fails', () =>
    withDevices(under, DEVICES, async (store) => {
      const live = async (deviceId: string): Promise<number> => {
        for (let revision = 0; ; revision++) {
          const tasks = [taskOf(`tk_${revision}_${deviceId}`, deviceId)];
          const save = { deviceId, revision, info: { at: String(revision) }, tasks, seenAt: at(revision) };
          if ((await store.saveTurn(save)) === 'stale') return revision;
        }
      };
      const lives = DEVICES.map(live);
      const deleted = await Promise.all(DEVICES.toReversed().map((deviceId) => store.deleteDevice(deviceId)));
      assert.ok(deleted.every(Boolean));
      await Promise.all(lives);
      assert.deepEqual((await store.devices({ limit: 1 })).items, []);
      assert.deepEqual((await store.tasks({ limit: 1 })).items, []);
    }));
}
