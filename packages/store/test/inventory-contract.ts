import assert from 'node:assert/strict';
import { test } from 'node:test';
import { at, inventoryOf, rowOf } from './samples.ts';
import { type StoreUnderTest, withDevices } from './with-devices.ts';

/** How inventories replace each other. */
export function inventoryContract(under: StoreUnderTest): void {
  test('rows keep their since until version or state change; what is gone is gone', () =>
    withDevices(under, ['D1'], async (store) => {
      const save = (revision: number, ...rows: ReturnType<typeof rowOf>[]) =>
        store.saveTurn({
          deviceId: 'D1',
          revision,
          inventory: inventoryOf(...rows),
          seenAt: at(revision + 1),
        });
      assert.equal(await save(0, rowOf('app', '1'), rowOf('lib', '1'), rowOf('old', '1')), 'saved');
      assert.equal(
        await save(1, rowOf('app', '2'), rowOf('lib', '1', { status: 50 }), rowOf('new', '1')),
        'saved',
      );
      assert.deepEqual(await store.inventory('D1'), [
        { ...rowOf('app', '2'), since: at(2) },
        { ...rowOf('lib', '1', { status: 50 }), since: at(1) },
        { ...rowOf('new', '1'), since: at(2) },
      ]);
      assert.equal((await store.device('D1'))?.inventoryAt, at(2));
    }));

  test('the same inventory in another order is no change, but it is seen', () =>
    withDevices(under, ['D1'], async (store) => {
      const first = inventoryOf(rowOf('a', '1'), rowOf('b', '1'));
      await store.saveTurn({ deviceId: 'D1', revision: 0, inventory: first, seenAt: at(1) });
      const second = inventoryOf(rowOf('b', '1'), rowOf('a', '1'));
      await store.saveTurn({ deviceId: 'D1', revision: 1, inventory: second, seenAt: at(8) });
      assert.deepEqual(
        (await store.inventory('D1')).map((row) => row.since),
        [at(1), at(1)],
      );
      assert.equal((await store.device('D1'))?.inventoryAt, at(8));
    }));

  test('one component twice: two places are two rows, one place is the last row', () =>
    withDevices(under, ['D1'], async (store) => {
      const rows = [
        rowOf('a', '1', { uri: 'x' }),
        rowOf('a', '2', { uri: 'y' }),
        rowOf('a', '3', { uri: 'y' }),
      ];
      await store.saveTurn({ deviceId: 'D1', revision: 0, inventory: inventoryOf(...rows), seenAt: at(1) });
      assert.deepEqual(
        (await store.inventory('D1')).map((row) => [row.uri, row.version]),
        [
          ['x', '1'],
          ['y', '3'],
        ],
      );
    }));

  test('an empty inventory empties', () =>
    withDevices(under, ['D1'], async (store) => {
      await store.saveTurn({
        deviceId: 'D1',
        revision: 0,
        inventory: inventoryOf(rowOf('a', '1')),
        seenAt: at(1),
      });
      await store.saveTurn({ deviceId: 'D1', revision: 1, inventory: inventoryOf(), seenAt: at(2) });
      assert.deepEqual(await store.inventory('D1'), []);
    }));
}
