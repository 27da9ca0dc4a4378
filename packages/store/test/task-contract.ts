import assert from 'node:assert/strict';
import { test } from 'node:test';
import { at, eventOf, sessionOf, taskOf } from './samples.ts';
import { type StoreUnderTest, withDevices } from './with-devices.ts';

/** Tasks as operators make and end them. */
export function taskContract(under: StoreUnderTest): void {
  test('a task is made with its first event, only for a device that exists', () =>
    withDevices(under, ['D1'], async (store) => {
      const task = taskOf('tk_1', 'D1', { code: 1401 });
      assert.equal(await store.createTask(task, eventOf('tk_1')), true);
      assert.equal(await store.createTask(taskOf('tk_2', 'D9'), eventOf('tk_2')), false);
      assert.deepEqual(await store.task('tk_1'), task);
      assert.equal(await store.task('tk_2'), undefined);
      assert.deepEqual(await store.taskEvents('tk_1'), [eventOf('tk_1')]);
      assert.deepEqual(await store.taskEvents('tk_2'), []);
    }));

  test('a new task makes an open session stale, and leaves a closed one alone', () =>
    withDevices(under, ['D1'], async (store) => {
      const open = sessionOf('se_1', 'D1');
      const closed = { ...open, session: { ...open.session, state: 'closed' } } as const;
      const revisionAfter = async (id: string, revision: number, session: typeof open) => {
        await store.saveTurn({ deviceId: 'D1', revision, session, seenAt: at(1) });
        await store.createTask(taskOf(id, 'D1'), eventOf(id));
        return (await store.loadTurn('D1'))?.revision;
      };
      assert.equal(await revisionAfter('tk_1', 0, open), 2);
      assert.equal(await revisionAfter('tk_2', 2, closed), 3);
    }));

  test('events keep their order, also within one save', () =>
    withDevices(under, ['D1'], async (store) => {
      await store.createTask(taskOf('tk_1', 'D1'), eventOf('tk_1', 1));
      const events = [eventOf('tk_1', 3, { sessionKey: 'se_1' }), eventOf('tk_1', 2)];
      await store.saveTurn({ deviceId: 'D1', revision: 0, events, seenAt: at(4) });
      assert.deepEqual(await store.taskEvents('tk_1'), [eventOf('tk_1', 1), ...events]);
    }));

  test('cancelling ends an open task once, and makes a turn under way stale', () =>
    withDevices(under, ['D1'], async (store) => {
      await store.createTask(taskOf('tk_1', 'D1'), eventOf('tk_1'));
      const loaded = await store.loadTurn('D1');
      assert.equal(await store.cancelTask('tk_1', at(7)), true);
      const tasks = [taskOf('tk_1', 'D1', { state: 'downloading' })];
      const save = { deviceId: 'D1', revision: loaded?.revision ?? -1, tasks, seenAt: at(8) };
      assert.equal(await store.saveTurn(save), 'stale');
      const task = await store.task('tk_1');
      assert.deepEqual([task?.state, task?.since, task?.nextCheckAt], ['cancelled', at(7), null]);
      assert.equal((await store.taskEvents('tk_1')).at(-1)?.state, 'cancelled');
      assert.equal(await store.cancelTask('tk_1', at(9)), false);
      assert.equal(await store.cancelTask('tk_none', at(9)), false);
      assert.deepEqual((await store.loadTurn('D1'))?.tasks, []);
    }));

  test('a task expires at its end of validity, not before, and not when it is final', () =>
    withDevices(under, ['D1', 'D2'], async (store) => {
      await store.createTask(taskOf('tk_1', 'D1', { expiresAt: at(10) }), eventOf('tk_1'));
      await store.createTask(taskOf('tk_2', 'D2', { expiresAt: at(10) }), eventOf('tk_2'));
      await store.createTask(taskOf('tk_3', 'D2', { expiresAt: at(11) }), eventOf('tk_3'));
      await store.cancelTask('tk_2', at(5));
      assert.equal(await store.expireTasks(at(9)), 0);
      assert.equal(await store.expireTasks(at(10)), 1);
      const states = await Promise.all(['tk_1', 'tk_2', 'tk_3'].map((id) => store.task(id)));
      assert.deepEqual(
        states.map((task) => task?.state),
        ['expired', 'cancelled', 'planned'],
      );
    }));

  test('tasks are listed newest first, by device and by state', () =>
    withDevices(under, ['D1', 'D2'], async (store) => {
      for (const [id, deviceId, n] of [
        ['tk_1', 'D1', 1],
        ['tk_3', 'D1', 2],
        ['tk_2', 'D1', 2],
        ['tk_4', 'D2', 3],
      ] as const) {
        await store.createTask(taskOf(id, deviceId, { createdAt: at(n) }), eventOf(id));
      }
      await store.cancelTask('tk_1', at(4));
      const ids = async (filter: { deviceId?: string; state?: string }) =>
        (await store.tasks({ limit: 10, ...filter })).items.map((task) => task.id);
      assert.deepEqual(await ids({}), ['tk_4', 'tk_3', 'tk_2', 'tk_1']);
      assert.deepEqual(await ids({ deviceId: 'D1' }), ['tk_3', 'tk_2', 'tk_1']);
      assert.deepEqual(await ids({ state: 'cancelled' }), ['tk_1']);
      assert.deepEqual(await ids({ deviceId: 'D2', state: 'cancelled' }), []);
    }));
}
