import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SESSIONS_PER_DEVICE_MAX } from '../src/limits.ts';
import { at, messageOf, recordOf } from './samples.ts';
import { type StoreUnderTest, withDevices } from './with-devices.ts';

/** Records of sessions and their messages. */
export function sessionContract(under: StoreUnderTest): void {
  test('a record grows with its session and keeps the messages in order', () =>
    withDevices(under, ['D1'], async (store) => {
      const messages = [messageOf('se_1', 1, 'out'), messageOf('se_1', 1, 'in')];
      const open = recordOf('se_1', 'D1');
      await store.saveTurn({ deviceId: 'D1', revision: 0, record: open, messages, seenAt: at(1) });
      const ended = recordOf('se_1', 'D1', { endedAt: at(5), messages: 2, outcome: 'done' });
      const more = [messageOf('se_1', 2)];
      await store.saveTurn({ deviceId: 'D1', revision: 1, record: ended, messages: more, seenAt: at(2) });
      const found = await store.session('se_1');
      assert.deepEqual(found?.record, ended);
      assert.deepEqual(
        found?.messages.map(({ index, direction, bytes }) => [index, direction, ...bytes]),
        [
          [1, 'in', 1, 0, 255],
          [1, 'out', 1, 0, 255],
          [2, 'in', 2, 0, 255],
        ],
      );
      assert.equal(await store.session('se_2'), undefined);
    }));

  test('the newest sessions of a device are kept with their messages, the others go; other devices are left alone', () =>
    withDevices(under, ['D1', 'D2'], async (store) => {
      await store.saveTurn({ deviceId: 'D2', revision: 0, record: recordOf('se_x', 'D2'), seenAt: at(1) });
      const made = SESSIONS_PER_DEVICE_MAX + 1;
      for (let n = 0; n < made; n++) {
        const key = `se_${String(n).padStart(3, '0')}`;
        const record = recordOf(key, 'D1', { startedAt: at(n) });
        const messages = [messageOf(key, 1)];
        await store.saveTurn({ deviceId: 'D1', revision: n, record, messages, seenAt: at(n) });
      }
      const { items, next } = await store.sessions({ limit: 500, deviceId: 'D1' });
      assert.equal(items.length, SESSIONS_PER_DEVICE_MAX);
      assert.equal(next, undefined);
      assert.deepEqual([items[0]?.key, items.at(-1)?.key], ['se_050', 'se_001']);
      assert.equal(await store.session('se_000'), undefined);
      assert.equal((await store.session('se_001'))?.messages.length, 1);
      assert.equal((await store.sessions({ limit: 500 })).items.length, SESSIONS_PER_DEVICE_MAX + 1);
    }));
}
