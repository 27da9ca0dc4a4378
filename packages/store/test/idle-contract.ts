import assert from 'node:assert/strict';
import { test } from 'node:test';
import { accountOf, at, eventOf, sessionOf } from './samples.ts';
import { type StoreUnderTest, withDevices } from './with-devices.ts';

/** Idle check-ins: written behind, seen at once by this process. */
export function idleContract(under: StoreUnderTest): void {
  test('an idle save is seen by the next load, keeps the revision and outlives close', async () => {
    await withDevices(under, ['D1'], async (store) => {
      store.saveIdle({ deviceId: 'D1', revision: 0, account: accountOf('D1', 'b25l'), seenAt: at(3) });
      store.saveIdle({ deviceId: 'D1', revision: 0, account: accountOf('D1', 'dHdv'), seenAt: at(4) });
      const state = await store.loadTurn('D1');
      assert.deepEqual(state?.account, accountOf('D1', 'dHdv'));
      assert.deepEqual([state?.revision, state?.device.lastSeenAt], [0, at(4)]);
      assert.equal((await store.device('D1'))?.lastSeenAt, undefined);
      assert.equal(await store.saveTurn({ deviceId: 'D1', revision: 0, seenAt: at(5) }), 'saved');
      // The nonces of the idle save went along.
      assert.deepEqual((await store.loadTurn('D1'))?.account, accountOf('D1', 'dHdv'));
    });
  });

  test('an idle save of an older revision changes nothing', () =>
    withDevices(under, ['D1'], async (store) => {
      await store.saveTurn({ deviceId: 'D1', revision: 0, seenAt: at(1) });
      store.saveIdle({
        deviceId: 'D1',
        revision: 0,
        account: accountOf('D1', 'b2xk'),
        session: null,
        seenAt: at(9),
      });
      const state = await store.loadTurn('D1');
      assert.deepEqual(state?.account, accountOf('D1'));
      assert.equal(state?.device.lastSeenAt, at(1));
    }));

  test('an idle save can end the session', () =>
    withDevices(under, ['D1'], async (store) => {
      await store.saveTurn({ deviceId: 'D1', revision: 0, session: sessionOf('se_1', 'D1'), seenAt: at(1) });
      store.saveIdle({ deviceId: 'D1', revision: 1, session: null, seenAt: at(2) });
      assert.equal((await store.loadTurn('D1'))?.session, undefined);
    }));

  test('what must not be lost is refused as idle', () =>
    withDevices(under, ['D1'], async (store) => {
      const save = { deviceId: 'D1', revision: 0, events: [eventOf('tk_1')], seenAt: at(1) };
      assert.throws(() => store.saveIdle(save), /an idle save carries no events/);
    }));
}
