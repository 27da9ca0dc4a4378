import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FleetStore, Page } from '@scomo/fleet';
import { CursorError, toCursor } from '../src/cursor.ts';
import { accountOf, at, deviceOf, recordOf, TYPE } from './samples.ts';
import { type StoreUnderTest, withDevices } from './with-devices.ts';

async function walk<T>(list: (after?: string) => Promise<Page<T>>): Promise<T[][]> {
  const pages: T[][] = [];
  let after: string | undefined;
  do {
    const page = await list(after);
    pages.push([...page.items]);
    after = page.next;
  } while (after !== undefined);
  return pages;
}

const BAD_CURSORS = [
  '',
  'x',
  '!!!',
  toCursor([]),
  toCursor(['a', 'b', 'c']),
  toCursor(['a\0', 'b\0']),
  toCursor(['soon', 'key']),
  Buffer.from('{"0":"a"}').toString('base64url'),
  Buffer.from('[1,2]').toString('base64url'),
];

/** Keyset pages. */
export function pageContract(under: StoreUnderTest): void {
  test('pages hold each item once, in byte order, and end without a cursor', () =>
    withDevices(under, [], async (store) => {
      const ids = ['A', 'B', 'a', 'b', 'é'];
      for (const id of ids.toReversed()) await store.createDevice(deviceOf(id), accountOf(id));
      const pages = await walk((after) => store.devices({ limit: 2, ...(after && { after }) }));
      assert.deepEqual(
        pages.map((page) => page.map((device) => device.deviceId)),
        [['A', 'B'], ['a', 'b'], ['é']],
      );
      await store.createDeviceType({ ...TYPE, name: 'other' });
      assert.deepEqual((await store.devices({ limit: 2, deviceType: 'other' })).items, []);
      const types = await walk((after) => store.deviceTypes({ limit: 1, ...(after && { after }) }));
      assert.deepEqual(
        types.flat().map((type) => type.name),
        ['gateway', 'other'],
      );
    }));

  test('equal times are told apart by key, newest first', () =>
    withDevices(under, ['D1'], async (store) => {
      for (const [n, key] of ['se_1', 'se_2', 'se_3'].entries()) {
        const record = recordOf(key, 'D1', { startedAt: at(5) });
        await store.saveTurn({ deviceId: 'D1', revision: n, record, seenAt: at(n) });
      }
      const pages = await walk((after) => store.sessions({ limit: 1, ...(after && { after }) }));
      assert.deepEqual(
        pages.flat().map((record) => record.key),
        ['se_3', 'se_2', 'se_1'],
      );
    }));

  test('foreign cursors are refused', () =>
    withDevices(under, [], async (store) => {
      const lists: ((after: string) => Promise<unknown>)[] = [
        (after) => store.tasks({ limit: 1, after }),
        (after) => store.sessions({ limit: 1, after }),
        (after) => store.packages({ limit: 1, after }),
        (after) => store.releases({ limit: 1, after }),
        (after) => store.offers({ limit: 1, after }),
      ];
      for (const after of BAD_CURSORS) {
        for (const list of lists) await assert.rejects(list(after), CursorError, after);
      }
      await assert.rejects(store.devices({ limit: 1, after: toCursor(['a', 'b']) }), CursorError);
    }));

  test('a page holds 1 to 500 items whatever is asked', () =>
    withDevices(under, [], async (store) => {
      await Promise.all(Array.from({ length: 501 }, (_, n) => createType(store, n)));
      const size = async (limit: number) => (await store.deviceTypes({ limit })).items.length;
      assert.deepEqual(
        [await size(0), await size(499), await size(500), await size(501)],
        [1, 499, 500, 500],
      );
    }));
}

function createType(store: FleetStore, n: number): Promise<boolean> {
  return store.createDeviceType({ ...TYPE, name: `type-${n}` });
}
