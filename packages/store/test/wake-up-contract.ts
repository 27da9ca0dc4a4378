import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FleetStore, NewWakeUp } from '@scomo/fleet';
import { accountOf, at, eventOf, sessionOf, taskOf } from './samples.ts';
import { type StoreUnderTest, withDevices } from './with-devices.ts';

const UDP = { bearer: 'udp', address: '192.0.2.1' } as const;
const FAST = 1_000;

function wakeUpOf(id: string, deviceId: string, n = 1, change: Partial<NewWakeUp> = {}): NewWakeUp {
  return {
    id,
    deviceId,
    uiMode: 'background',
    state: 'queued',
    reason: 'waiting for its turn',
    tries: 0,
    nextCheckAt: at(n),
    askedAt: at(n),
    expiresAt: at(n + 86_400),
    ...change,
  };
}

const taken = async (store: FleetStore, n: number, perSecond = FAST) =>
  (await store.takeWakeUps(at(n), perSecond)).map(({ wakeUp }) => `${wakeUp.id} ${wakeUp.tries}`);
const shown = async (store: FleetStore, deviceId = 'D1') =>
  (await store.wakeUps({ limit: 9, deviceId })).items.map(
    ({ id, state, reason, tries }) => `${id} ${state} ${tries}: ${reason}`,
  );
const taskShown = async (store: FleetStore) => {
  const task = await store.task('tk_1');
  return [task?.state, task?.reason, task?.nextCheckAt];
};
const CALLS_IN = 'waiting for the device to call in';

/** Triggers on their way: made, taken at their time by one program, answered, expired. */
export function wakeUpContract(under: StoreUnderTest): void {
  test('a wake-up comes with addresses and account of its device, at its time and not before', () =>
    withSleepers(under, ['D1'], async (store) => {
      assert.equal(await store.setWakeUp('D9', [UDP]), false);
      assert.equal(await store.createWakeUp(wakeUpOf('wu_9', 'D9')), undefined);
      assert.equal(await store.setWakeUp('D1', []), true);
      assert.equal(await store.createWakeUp(wakeUpOf('wu_9', 'D1')), undefined);
      assert.equal(await store.setWakeUp('D1', [UDP]), true);
      const made = await store.createWakeUp(wakeUpOf('wu_1', 'D1'));
      assert.deepEqual(await store.takeWakeUps(at(0), FAST), []);
      const [due] = await store.takeWakeUps(at(1), FAST);
      assert.deepEqual(due?.before, made);
      assert.deepEqual([due?.addresses, due?.account], [[UDP], accountOf('D1')]);
      assert.deepEqual((await store.wakeUps({ limit: 9, deviceId: 'D1' })).items, [due?.wakeUp]);
    }));

  test('it is sent again later each time, with the same session id, until it expires', () =>
    withSleepers(under, ['D1'], async (store) => {
      const made = await store.createWakeUp(wakeUpOf('wu_1', 'D1', 0, { expiresAt: at(100) }));
      const times: number[] = [];
      for (let n = 0; n <= 110; n += 1) {
        const due = await store.takeWakeUps(at(n), FAST);
        for (const { wakeUp } of due) assert.equal(wakeUp.sessionId, made?.sessionId);
        if (due.length > 0) times.push(n);
      }
      assert.deepEqual(times, [0, 10, 40]);
      assert.deepEqual(await shown(store), ['wu_1 expired 3: the device did not call in']);
    }));

  test('asked again, the open one starts over and keeps its session id; after it a new one has the next id', () =>
    withSleepers(under, ['D1'], async (store) => {
      const first = await store.createWakeUp(wakeUpOf('wu_1', 'D1'));
      assert.deepEqual(await taken(store, 1), ['wu_1 1']);
      const again = await store.createWakeUp(wakeUpOf('wu_2', 'D1', 2));
      assert.deepEqual([again?.id, again?.sessionId, again?.tries], ['wu_1', first?.sessionId, 0]);
      assert.deepEqual(await taken(store, 10), [], 'no sooner than the first retry');
      assert.deepEqual(await taken(store, 11), ['wu_1 1']);
      await opened(store, [], 12);
      const next = await store.createWakeUp(wakeUpOf('wu_3', 'D1', 13));
      assert.equal(next?.sessionId, ((first?.sessionId ?? 0) % 0xffff) + 1);
    }));

  test('a session answers: by id when it has that of the trigger, else by its device', () =>
    withSleepers(under, ['D1'], async (store) => {
      const first = await store.createWakeUp(wakeUpOf('wu_1', 'D1', 1));
      await opened(store, [7, first?.sessionId ?? 0], 2);
      await store.createWakeUp(wakeUpOf('wu_2', 'D1', 3));
      await opened(store, [], 4);
      assert.deepEqual(await shown(store), [
        'wu_2 answered 0: the device called in by itself',
        'wu_1 answered 0: its session came',
      ]);
      assert.deepEqual(await store.takeWakeUps(at(99), FAST), []);
      const { items } = await store.wakeUps({ limit: 9, deviceId: 'D1' });
      assert.deepEqual(
        items.map((row) => [row.sessionKey, row.answeredAt, row.nextCheckAt]),
        [
          ['se_4', at(4), null],
          ['se_2', at(2), null],
        ],
      );
    }));

  test('an idle check-in after it was asked for answers when its time comes', () =>
    withSleepers(under, ['D1'], async (store) => {
      store.saveIdle({ deviceId: 'D1', revision: 0, seenAt: at(1) });
      await store.createWakeUp(wakeUpOf('wu_1', 'D1', 2));
      await flushed(store, at(1));
      assert.deepEqual(await taken(store, 2), ['wu_1 1']);
      store.saveIdle({ deviceId: 'D1', revision: 0, seenAt: at(3) });
      await flushed(store, at(3));
      assert.deepEqual(await taken(store, 12), []);
      assert.deepEqual(await shown(store), ['wu_1 answered 1: the device called in by itself']);
    }));

  test('a planned task is notified when the trigger goes, and planned again when it did not go or expires', () =>
    withSleepers(under, ['D1'], async (store) => {
      await store.createTask(taskOf('tk_1', 'D1'), eventOf('tk_1'));
      await store.createWakeUp(wakeUpOf('wu_1', 'D1', 1, { expiresAt: at(50) }));
      const [due] = await store.takeWakeUps(at(1), FAST);
      assert.ok(due);
      assert.deepEqual(await taskShown(store), ['notified', `woken, ${CALLS_IN}`, at(11)]);
      await store.wakeUpNotSent(due, 'udp: no route', at(2));
      const back = `wake-up not sent (udp: no route), ${CALLS_IN}`;
      assert.deepEqual(await taskShown(store), ['planned', back, at(3600)]);
      assert.deepEqual(await shown(store), ['wu_1 queued 1: udp: no route']);
      const [second] = await store.takeWakeUps(at(11), FAST);
      assert.ok(second);
      const [third] = await store.takeWakeUps(at(41), FAST);
      assert.ok(third);
      await store.wakeUpNotSent(third, 'udp: no route', at(42));
      assert.deepEqual(await taskShown(store), ['notified', `woken, ${CALLS_IN}`, at(50)]);
      await store.takeWakeUps(at(50), FAST);
      const silent = 'the device did not answer its wake-up, waiting for it to call in';
      assert.deepEqual(await taskShown(store), ['planned', silent, at(3600)]);
      const events = await store.taskEvents('tk_1');
      assert.deepEqual(
        events.map(({ state, at: when }) => [state, when]),
        [
          ['planned', at(1)],
          ['notified', at(1)],
          ['planned', at(2)],
          ['notified', at(11)],
          ['planned', at(50)],
        ],
      );
    }));

  test('a task that is further is left alone', () =>
    withSleepers(under, ['D1'], async (store) => {
      await store.createTask(taskOf('tk_1', 'D1', { state: 'installing', reason: 'x' }), eventOf('tk_1'));
      await store.createWakeUp(wakeUpOf('wu_1', 'D1'));
      assert.deepEqual(await taken(store, 1), ['wu_1 1']);
      assert.deepEqual(await taskShown(store), ['installing', 'x', at(600)]);
    }));

  test('no second takes more than one and a half times the rate', () => {
    const ids = Array.from({ length: 30 }, (_, n) => `D${n}`);
    return withSleepers(under, ids, async (store) => {
      for (const id of ids) await store.createWakeUp(wakeUpOf(`wu_${id}`, id, 0));
      const counts: number[] = [];
      for (let ms = 0; ms <= 3_000; ms += 250) {
        const now = new Date(Date.parse(at(1)) + ms).toISOString();
        counts.push((await store.takeWakeUps(now, 10)).length);
      }
      assert.deepEqual(counts, [5, 2, 3, 2, 3, 2, 3, 2, 3, 2, 3, 0, 0]);
    });
  });

  test('many programs take each wake-up once', () => {
    const ids = Array.from({ length: 40 }, (_, n) => `D${n}`);
    return withSleepers(under, ids, async (store) => {
      for (const id of ids) await store.createWakeUp(wakeUpOf(`wu_${id}`, id, 0));
      const all = new Set<string>();
      for (let n = 1; n < 6; n += 1) {
        const rounds = await Promise.all(Array.from({ length: 6 }, () => taken(store, n)));
        for (const each of rounds.flat()) {
          assert.ok(!all.has(each), `${each} was taken twice`);
          all.add(each);
        }
      }
      assert.equal(all.size, ids.length);
    });
  });

  test('a device keeps fifty', () =>
    withSleepers(under, ['D1'], async (store) => {
      for (let n = 1; n <= 52; n += 1) {
        await store.createWakeUp(wakeUpOf(`wu_${n}`, 'D1', 2 * n));
        await opened(store, [], 2 * n + 1);
      }
      const { items } = await store.wakeUps({ limit: 99, deviceId: 'D1' });
      assert.deepEqual([items.length, items[0]?.id, items.at(-1)?.id], [50, 'wu_52', 'wu_3']);
    }));
}

/** Devices that have an address. */
function withSleepers(
  under: StoreUnderTest,
  ids: readonly string[],
  work: (store: FleetStore) => Promise<void>,
): Promise<void> {
  return withDevices(under, ids, async (store) => {
    for (const id of ids) await store.setWakeUp(id, [UDP]);
    await work(store);
  });
}

/** A turn in which the device has opened a session. */
async function opened(store: FleetStore, triggerIds: readonly number[], n: number): Promise<void> {
  const revision = (await store.loadTurn('D1'))?.revision ?? 0;
  const session = sessionOf(`se_${n}`, 'D1');
  const open = { sessionKey: `se_${n}`, triggerIds };
  assert.equal(
    await store.saveTurn({ deviceId: 'D1', revision, session, seenAt: at(n), opened: open }),
    'saved',
  );
}

/** Idle saves go out a few times a second. */
async function flushed(store: FleetStore, seenAt: string): Promise<void> {
  while ((await store.device('D1'))?.lastSeenAt !== seenAt) await new Promise((done) => setTimeout(done, 20));
}
