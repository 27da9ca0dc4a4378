import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  accountOf,
  at,
  deviceOf,
  eventOf,
  inventoryOf,
  messageOf,
  recordOf,
  rowOf,
  sessionOf,
  TYPE,
  taskOf,
} from './samples.ts';
import { type StoreUnderTest, withDevices } from './with-devices.ts';

/** What every implementation of `TurnStore` must do with one device at a time. */
export function turnContract(under: StoreUnderTest): void {
  test('an unknown device has no turn, and a save for it is stale', () =>
    withDevices(under, [], async (store) => {
      assert.equal(await store.loadTurn('none'), undefined);
      assert.equal(await store.saveTurn({ deviceId: 'none', revision: 0, seenAt: at(1) }), 'stale');
    }));

  test('A8 what is kept of a resynchronisation comes back until it is replaced, and the switch of the type with it', () =>
    withDevices(under, ['D1'], async (store) => {
      assert.equal((await store.loadTurn('D1'))?.rotation, undefined);
      await store.createDeviceType({ ...TYPE, name: 'resync', resync: true });
      assert.equal((await store.deviceType('resync'))?.resync, true);
      await store.createDevice(deviceOf('D2', 'resync'), accountOf('D2'));
      const next = { a1: 'a', clientSecret: 'c', serverSecret: 's' };
      const rotation = { usedAt: at(1), next, walk: { asked: ['x'], read: { './DMAcc': 'ours' } } };
      assert.equal(await store.saveTurn({ deviceId: 'D2', revision: 0, rotation, seenAt: at(1) }), 'saved');
      await store.saveTurn({ deviceId: 'D2', revision: 1, seenAt: at(2) });
      const state = await store.loadTurn('D2');
      assert.deepEqual([state?.rotation, state?.device.typeResync], [rotation, true]);
      await store.saveTurn({ deviceId: 'D2', revision: 2, rotation: { usedAt: at(3) }, seenAt: at(3) });
      assert.deepEqual((await store.loadTurn('D2'))?.rotation, { usedAt: at(3) });
    }));

  test('a turn gives back what was saved, byte for byte', () =>
    withDevices(under, ['D1', 'D2'], async (store) => {
      const session = sessionOf('se_1', 'D1');
      const account = accountOf('D1', 'bmV4dA==');
      const tasks = [taskOf('tk_1', 'D1', { releaseId: 're_1', state: 'waiting', reason: 'consent' })];
      const save = {
        deviceId: 'D1',
        revision: 0,
        account,
        session,
        tasks,
        info: { Man: 'x' },
        seenAt: at(9),
      };
      assert.equal(await store.saveTurn(save), 'saved');
      const state = await store.loadTurn('D1');
      assert.deepEqual(
        { ...state, session: { ...state?.session, reply: [...(state?.session?.reply ?? [])] } },
        {
          device: {
            deviceId: 'D1',
            deviceType: 'gateway',
            wakeUp: [],
            labels: { site: 'A' },
            info: { Man: 'x' },
            createdAt: at(0),
            lastSeenAt: at(9),
          },
          account,
          session: { ...session, reply: [...session.reply] },
          tasks,
          revision: 1,
        },
      );
      assert.equal((await store.loadTurn('D2'))?.revision, 0);
    }));

  test('an account of MACs is found by its user name, and no two have the same', () =>
    withDevices(under, ['D1'], async (store) => {
      const hmac = (deviceId: string, name: string) => {
        const account = accountOf(deviceId);
        return { ...account, incoming: { ...account.incoming, scheme: 'hmac' as const, name } };
      };
      assert.equal(await store.createDevice(deviceOf('D2'), hmac('D2', 'user-D1')), true);
      assert.equal(await store.createDevice(deviceOf('D3'), hmac('D3', 'user-D1')), false);
      assert.equal(await store.device('D3'), undefined);
      const names = ['user-D1', 'D1', 'D2', 'user-D3'];
      const found = await Promise.all(names.map((name) => store.deviceOfMac(name)));
      assert.deepEqual(found, ['D2', undefined, undefined, undefined]);
      assert.deepEqual((await store.loadTurn('D2'))?.account, hmac('D2', 'user-D1'));
    }));

  test('an account of a certificate comes back as it was', () =>
    withDevices(under, [], async (store) => {
      const account = accountOf('D1');
      const incoming = { ...account.incoming, scheme: 'mtls' as const, certificate: 'ab'.repeat(32) };
      assert.equal(await store.createDevice(deviceOf('D1'), { ...account, incoming }), true);
      assert.deepEqual((await store.loadTurn('D1'))?.account.incoming, incoming);
    }));

  test('what a save does not name stays; session null ends it', () =>
    withDevices(under, ['D1'], async (store) => {
      const session = sessionOf('se_1', 'D1');
      await store.saveTurn({ deviceId: 'D1', revision: 0, session, info: { Mod: 'y' }, seenAt: at(1) });
      assert.equal(await store.saveTurn({ deviceId: 'D1', revision: 1, seenAt: at(2) }), 'saved');
      const kept = await store.loadTurn('D1');
      assert.equal(kept?.session?.key, 'se_1');
      assert.deepEqual(kept?.account, accountOf('D1'));
      assert.deepEqual(kept?.device.info, { Mod: 'y' });
      await store.saveTurn({ deviceId: 'D1', revision: 2, session: null, seenAt: at(3) });
      assert.equal((await store.loadTurn('D1'))?.session, undefined);
    }));
}

/** What sessions learn of a client, and what its type says of it. */
export function profileContract(under: StoreUnderTest): void {
  test('what is learnt of a client stays until a save says otherwise', () =>
    withDevices(under, ['D1'], async (store) => {
      assert.equal((await store.loadTurn('D1'))?.device.learnt, undefined);
      const learnt = { lists: 'refused', userAgent: 'x' } as const;
      await store.saveTurn({ deviceId: 'D1', revision: 0, learnt, seenAt: at(1) });
      await store.saveTurn({ deviceId: 'D1', revision: 1, info: { Man: 'x' }, seenAt: at(2) });
      assert.deepEqual((await store.loadTurn('D1'))?.device.learnt, learnt);
      assert.deepEqual((await store.device('D1'))?.learnt, learnt);
    }));

  test('the profile of its type comes with a device', () =>
    withDevices(under, [], async (store) => {
      const type = { ...TYPE, name: 'phones', profile: 'aosp' };
      await store.createDeviceType(type);
      await store.createDevice(deviceOf('D1', 'phones'), accountOf('D1'));
      assert.deepEqual(await store.deviceType('phones'), type);
      assert.equal((await store.loadTurn('D1'))?.device.typeProfile, 'aosp');
      assert.equal((await store.device('D1'))?.typeProfile, 'aosp');
    }));
}

/** What a turn must leave alone, and what it must survive. */
export function turnLimitsContract(under: StoreUnderTest): void {
  test('a stale save changes nothing of the device', () =>
    withDevices(under, ['D1'], async (store) => {
      await store.saveTurn({ deviceId: 'D1', revision: 0, seenAt: at(1) });
      const before = await store.loadTurn('D1');
      const late = {
        deviceId: 'D1',
        revision: 0,
        account: accountOf('D1', 'b3RoZXI='),
        session: sessionOf('se_9', 'D1'),
        tasks: [taskOf('tk_9', 'D1')],
        events: [eventOf('tk_9')],
        info: { Man: 'no' },
        inventory: inventoryOf(rowOf('app', '1')),
        record: recordOf('se_9', 'D1'),
        messages: [messageOf('se_9', 1)],
        seenAt: at(5),
      };
      assert.equal(await store.saveTurn(late), 'stale');
      assert.deepEqual(await store.loadTurn('D1'), before);
      assert.deepEqual(await store.inventory('D1'), []);
      assert.equal(await store.session('se_9'), undefined);
      assert.equal(await store.task('tk_9'), undefined);
    }));

  test('only open tasks come with the turn, oldest first; a final one is never changed', () =>
    withDevices(under, ['D1'], async (store) => {
      const tasks = [
        taskOf('tk_b', 'D1', { createdAt: at(2) }),
        taskOf('tk_a', 'D1', { createdAt: at(3) }),
        taskOf('tk_c', 'D1', { state: 'verified', nextCheckAt: null }),
      ];
      await store.saveTurn({ deviceId: 'D1', revision: 0, tasks, seenAt: at(4) });
      const state = await store.loadTurn('D1');
      assert.deepEqual(
        state?.tasks.map((task) => task.id),
        ['tk_b', 'tk_a'],
      );
      const again = [taskOf('tk_c', 'D1', { state: 'downloading' })];
      assert.equal(
        await store.saveTurn({ deviceId: 'D1', revision: 1, tasks: again, seenAt: at(5) }),
        'saved',
      );
      assert.equal((await store.task('tk_c'))?.state, 'verified');
    }));

  test('texts that PostgreSQL cannot hold are stored with U+FFFD in their place', () =>
    withDevices(under, ['D1'], async (store) => {
      const save = {
        deviceId: 'D1',
        revision: 0,
        info: { 'M\0': 'a\0b', DevId: '\ud800x', plain: '\\u0000' },
        inventory: inventoryOf(rowOf('a\0', '1\udc00')),
        events: [eventOf('tk_1', 1, { reason: 'nul \0' })],
        tasks: [taskOf('tk_1', 'D1', { reason: 'nul \0' })],
        seenAt: at(1),
      };
      assert.equal(await store.saveTurn(save), 'saved');
      assert.deepEqual((await store.loadTurn('D1'))?.device.info, {
        'M\ufffd': 'a\ufffdb',
        DevId: '\ufffdx',
        plain: '\\u0000',
      });
      assert.equal((await store.inventory('D1'))[0]?.id, 'a\ufffd');
      assert.equal((await store.taskEvents('tk_1'))[0]?.reason, 'nul \ufffd');
    }));

  test('chunks of an object are kept in order, give way to those of the next one, and go when told', () =>
    withDevices(under, ['D1', 'D2'], async (store) => {
      const octets = (text: string) => new Uint8Array(Buffer.from(text));
      const save = async (deviceId: string, revision: number, chunk: 'drop' | readonly [number, string]) => {
        const kept = chunk === 'drop' ? chunk : { index: chunk[0], octets: octets(chunk[1]) };
        return store.saveTurn({ deviceId, revision, seenAt: at(1), chunk: kept });
      };
      const chunks = async (deviceId: string) =>
        (await store.loadChunks(deviceId)).map((each) => Buffer.from(each).toString());
      assert.deepEqual(await chunks('D1'), []);
      assert.equal(await save('D1', 0, [0, 'a']), 'saved');
      await Promise.all([save('D1', 1, [1, 'b']), save('D2', 0, [0, 'x'])]);
      assert.equal(await save('D1', 1, [2, 'c']), 'stale');
      assert.deepEqual([await chunks('D1'), await chunks('D2')], [['a', 'b'], ['x']]);
      await save('D1', 2, [0, 'A']);
      assert.deepEqual(await chunks('D1'), ['A']);
      await save('D1', 3, 'drop');
      assert.deepEqual([await chunks('D1'), await chunks('D2')], [[], ['x']]);
    }));
}
