import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Scheme } from '@scomo/dm';
import { decode, type Encoding, encode, type Message } from '@scomo/syncml';
import {
  DEVICE_ID,
  deployTask,
  type Fixture,
  fixture,
  inventoryTask,
  pkgId,
  removeTask,
} from '../../test/fixture.ts';
import { callIn, component, work } from '../../test/real-device.ts';
import { receiveTurn } from './receive-turn.ts';

function withOldOnes(tasks: Parameters<typeof fixture>[0], scheme?: Scheme, encoding?: Encoding): Fixture {
  const made = fixture(tasks, scheme, encoding);
  made.device.components = ['com.a', 'com.b'].map((id) => component(id, '1.0', pkgId(1), true));
  return made;
}

/** Sessions and work until nothing is open. */
async function runOut({ device, wire, store, ports }: Fixture, max = 8): Promise<void> {
  for (let count = 0; count < max; count += 1) {
    assert.equal(await callIn(device, wire), 'done');
    ports.time += 60_000;
    work(device, ports.now());
    if ([...store.tasks.values()].every((task) => task.nextCheckAt === null)) return;
  }
  assert.fail(JSON.stringify(store.events));
}

for (const encoding of ['xml', 'wbxml'] as const) {
  for (const scheme of ['none', 'basic', 'md5', 'hmac'] as const) {
    test(`a set of two reaches the device over ${encoding} with ${scheme}`, async () => {
      const made = withOldOnes([deployTask('tk_1', ['com.a', 'com.b'])], scheme, encoding);
      await runOut(made);
      const task = made.store.tasks.get('tk_1');
      assert.equal(task?.state, 'verified', task?.reason);
      assert.equal(task.deviceId, DEVICE_ID);
      assert.deepEqual(
        made.store.events.map((event) => event.state),
        ['planned', 'waiting', 'inactive', 'activating', 'verified'],
      );
      assert.deepEqual(
        made.device.components.map(({ id, version, active }) => [id, version, active]),
        [
          ['com.a', '2.0', true],
          ['com.b', '2.0', true],
        ],
      );
      assert.deepEqual(made.device.known, ['tk-1-0-1', 'tk-1-1-1', 'tk-1-a-1']);
      assert.deepEqual(made.device.spool, []);
      assert.deepEqual(
        made.store.inventory?.deployed.map((row) => [row.id, row.version, row.state, row.pkgIdRef]),
        [
          ['com.a', '2.0', 20, pkgId(2)],
          ['com.b', '2.0', 20, pkgId(3)],
        ],
      );
    });
  }
}

test('small messages take more turns to the same end', async () => {
  const made = withOldOnes([deployTask('tk_1', ['com.a', 'com.b'])], 'md5', 'xml');
  const wire = { ...made.wire, maxMsgSize: 5000 };
  await runOut({ ...made, wire });
  assert.equal(made.store.tasks.get('tk_1')?.state, 'verified');
});

test('a long inventory is read whole', async () => {
  const made = fixture([inventoryTask('tk_1')]);
  const ids = Array.from({ length: 800 }, (_, index) => `deb:package-${String(index).padStart(4, '0')}`);
  made.device.components = ids.map((id) => component(id, '1.0', pkgId(1), true));
  assert.equal(await callIn(made.device, made.wire), 'done');
  const rows = made.store.inventory?.deployed ?? [];
  assert.deepEqual(rows.map((row) => row.id).sort(), ids);
  assert.ok(rows.every((row) => row.state === 20 && row.status === 10 && row.pkgIdRef === pkgId(1)));
});

test('a failed activation shows who failed and why, and that both are as before', async () => {
  const made = withOldOnes([deployTask('tk_1', ['com.a', 'com.b'])]);
  made.device.broken = 'com.b';
  await runOut(made);
  const task = made.store.tasks.get('tk_1');
  assert.equal(task?.reason, 'com.b: ActivateFailed (1409): exit code 1');
  assert.deepEqual(
    task.members.map(({ component: id, from, code }) => [id, from, code]),
    [
      ['com.a', '1.0', 1497],
      ['com.b', '1.0', 1409],
    ],
  );
  const active = made.store.inventory?.deployed.filter((row) => row.state === 20);
  assert.deepEqual(
    active?.map((row) => row.version),
    ['1.0', '1.0'],
  );
});

test('inventory and removal', async () => {
  const made = withOldOnes([inventoryTask('tk_1'), removeTask('tk_2', ['com.b'])]);
  await runOut(made);
  assert.equal(made.store.tasks.get('tk_1')?.state, 'verified');
  assert.equal(made.store.tasks.get('tk_2')?.state, 'removed');
  assert.deepEqual(
    made.device.components.map(({ id }) => id),
    ['com.a'],
  );
});

test('a check-in without work stores nothing in line', async () => {
  const made = fixture([]);
  assert.equal(await callIn(made.device, made.wire), 'done');
  const { saves } = made.store;
  for (const count of [1, 2, 3]) {
    assert.equal(await callIn(made.device, made.wire), 'done');
    assert.deepEqual([made.store.saves, made.store.idleSaves], [saves, count]);
  }
  assert.equal(made.store.rows.get(DEVICE_ID)?.device.info.Man, 'm');
});

/** Every request and answer of one session, as bytes. */
async function recorded(made: Fixture) {
  const pairs: { request: Uint8Array; token: string | undefined; reply: Uint8Array }[] = [];
  const send: typeof made.wire.send = async (input) => {
    const answer = await made.wire.send(input);
    if (answer.status === 200) pairs.push({ request: input.bytes, token: input.token, reply: answer.bytes });
    return answer;
  };
  await callIn(made.device, { ...made.wire, send });
  return pairs;
}

test('a repeated request gets the stored bytes and changes nothing', async () => {
  const made = withOldOnes([deployTask('tk_1', ['com.a'])]);
  let repeats = 0;
  const send: typeof made.wire.send = async (input) => {
    const first = await made.wire.send(input);
    const { saves, idleSaves } = made.store;
    assert.deepEqual(await made.wire.send(input), first);
    assert.deepEqual([made.store.saves, made.store.idleSaves], [saves, idleSaves]);
    repeats += 1;
    return first;
  };
  await runOut({ ...made, wire: { ...made.wire, send } });
  assert.ok(repeats > 10);
  assert.equal(made.store.tasks.get('tk_1')?.state, 'verified');
  assert.deepEqual(made.device.known, ['tk-1-0-1', 'tk-1-a-1']);
});

test('a device whose nonces were lost is proven to again, without any task', async () => {
  const made = fixture([]);
  const nonces = () => JSON.stringify(made.store.rows.get(DEVICE_ID)?.account);
  await callIn(made.device, made.wire);
  const old = made.store.rows.get(DEVICE_ID)?.account;
  assert.ok(old !== undefined);
  for (const _ of [1, 2, 3]) await callIn(made.device, made.wire);
  const row = made.store.rows.get(DEVICE_ID);
  assert.ok(row !== undefined && nonces() !== JSON.stringify(old));
  row.account = old;
  assert.equal(await callIn(made.device, made.wire), 'done');
});

test('a device that does not care for our proof is greeted once', async () => {
  const made = fixture([]);
  const { account } = made.device;
  made.device.account = { ...account, incoming: { ...account.incoming, scheme: 'none' } };
  const pairs = await recorded(made);
  const commands = pairs.flatMap(({ reply }) =>
    outline(decode(reply, 'wbxml')).filter((name) => name === 'Get'),
  );
  assert.deepEqual(commands, ['Get']);
  assert.equal(pairs.length, 3);
});

test('two requests at once run one after the other and get the same reply', async () => {
  const made = withOldOnes([inventoryTask('tk_1')]);
  const send: typeof made.wire.send = async (input) => {
    const [first, second] = await Promise.all([made.wire.send(input), made.wire.send(input)]);
    assert.deepEqual(first, second);
    return first;
  };
  assert.equal(await callIn(made.device, { ...made.wire, send }), 'done');
  assert.equal(made.env.queue.size, 0);
});

test('after two minutes the same bytes are no repetition any more', async () => {
  const made = withOldOnes([inventoryTask('tk_1')]);
  const [, , last] = await recorded(made);
  assert.ok(last !== undefined);
  const again = {
    bytes: last.request,
    encoding: 'wbxml' as const,
    ...(last.token === undefined ? {} : { token: last.token }),
  };
  made.ports.time += 121_000;
  const answer = await receiveTurn(again, made.env);
  assert.ok(answer.status === 200);
  assert.notDeepEqual(answer.bytes, last.reply);
});

/** Codes of the SyncHdr Status and of the Alerts of an answer. */
function outline(message: Message): (string | number | undefined)[] {
  return message.commands.map((command) =>
    command.kind === 'Status'
      ? `${command.cmd} ${command.code}${command.chal === undefined ? '' : ` ${command.chal.meta.type}`}`
      : command.kind === 'Alert'
        ? command.code
        : command.kind,
  );
}

async function ask(made: Fixture, message: Message, token?: string): Promise<Message> {
  const bytes = encode(message, 'wbxml');
  const answer = await receiveTurn(
    { bytes, encoding: 'wbxml', ...(token === undefined ? {} : { token }) },
    made.env,
  );
  assert.ok(answer.status === 200);
  return decode(answer.bytes, 'wbxml');
}

const OPENING: Message = {
  header: {
    verDtd: '1.2',
    verProto: 'DM/1.2',
    sessionId: '9',
    msgId: '1',
    target: { locUri: 'http://127.0.0.1/dm' },
    source: { locUri: DEVICE_ID, locName: 'dev' },
    cred: { meta: { format: 'b64', type: 'syncml:auth-md5' }, data: 'd3JvbmcgY3JlZGVudGlhbA==' },
  },
  commands: [{ kind: 'Alert', cmdId: '1', code: 1201, items: [] }],
  final: true,
};
const with_ = (header: Partial<Message['header']>): Message => ({
  ...OPENING,
  header: { ...OPENING.header, ...header },
});

test('an unknown device gets exactly what a wrong credential gets, and leaves no trace', async () => {
  const made = fixture([deployTask('tk_1', ['com.a'])]);
  const known = await ask(made, OPENING);
  const { saves } = made.store;
  const unknown = await ask(made, with_({ source: { locUri: 'IMEI:1', locName: 'dev' } }));
  assert.deepEqual(outline(unknown), ['SyncHdr 401 syncml:auth-md5', 'Alert 401']);
  assert.deepEqual(outline(unknown), outline(known));
  assert.equal(
    encode(unknown, 'wbxml').length - 'IMEI:1'.length * 2,
    encode(known, 'wbxml').length - DEVICE_ID.length * 2,
  );
  assert.equal(made.store.saves, saves);
});

test('an unproven device changes no task, is sent none and is not seen', async () => {
  const made = fixture([deployTask('tk_1', ['com.a'])]);
  const reply = await ask(made, OPENING);
  assert.equal(made.store.tasks.get('tk_1')?.state, 'planned');
  assert.ok(!JSON.stringify(reply).includes('tk_1'));
  assert.equal(made.store.rows.get(DEVICE_ID)?.device.lastSeenAt, undefined);
});

test('a message of an open session needs its token', async () => {
  const made = fixture([inventoryTask('tk_1')]);
  await ask(made, OPENING);
  const { saves } = made.store;
  const next = with_({ msgId: '2' });
  for (const token of [undefined, 'other'])
    assert.deepEqual(outline(await ask(made, next, token)), ['SyncHdr 401 syncml:auth-md5', 'Alert 401']);
  assert.equal(made.store.saves, saves);
});

test('a late message without the token is answered like one of an unknown device', async () => {
  const made = fixture([]);
  await callIn(made.device, made.wire);
  const stranger = {
    ...with_({ msgId: '7' }),
    header: { ...with_({ msgId: '7' }).header, source: { locUri: 'IMEI:0' } },
  };
  for (const token of [undefined, 'any'])
    assert.deepEqual(
      outline(await ask(made, with_({ msgId: '7' }), token)),
      outline(await ask(made, stranger, token)),
    );
});

test('a late message is told that the session is over', async () => {
  const made = fixture([]);
  await callIn(made.device, made.wire);
  const { saves, idleSaves } = made.store;
  const token = made.store.rows.get(DEVICE_ID)?.session?.token;
  assert.deepEqual(outline(await ask(made, with_({ msgId: '7' }), token)), ['SyncHdr 200', 1223]);
  assert.deepEqual([made.store.saves, made.store.idleSaves], [saves, idleSaves]);
});

test('the same MsgID with other bytes breaks the session off', async () => {
  const made = fixture([inventoryTask('tk_1')]);
  await ask(made, OPENING);
  const token = made.store.rows.get(DEVICE_ID)?.session?.token;
  const other = { ...OPENING, commands: [] };
  assert.deepEqual(outline(await ask(made, other, token)), ['SyncHdr 400', 1223]);
  assert.equal(made.store.rows.get(DEVICE_ID)?.session, null);
  assert.equal([...made.store.records.values()].at(-1)?.outcome, 'aborted');
});

test('the same MsgID with another package 1 starts over', async () => {
  const made = fixture([inventoryTask('tk_1')]);
  await ask(made, OPENING);
  const first = made.store.rows.get(DEVICE_ID)?.session?.key;
  const again = {
    ...OPENING,
    final: true,
    commands: [{ kind: 'Alert', cmdId: '2', code: 1200, items: [] } as const],
  };
  assert.equal(outline(await ask(made, again))[0], 'SyncHdr 401 syncml:auth-md5');
  assert.notEqual(made.store.rows.get(DEVICE_ID)?.session?.key, first);
});

test('a save that was overtaken is done once more, then given up', async () => {
  const made = fixture([inventoryTask('tk_1')]);
  made.store.overtaken = 1;
  assert.equal(await callIn(made.device, made.wire), 'done');
  assert.equal(made.store.tasks.get('tk_1')?.state, 'verified');
  const busy = fixture([inventoryTask('tk_1')]);
  busy.store.overtaken = 2;
  assert.equal(await callIn(busy.device, busy.wire), 'HTTP 503');
});

test('bytes that are no message are told so, by status', async () => {
  const { env } = fixture();
  const status = async (bytes: Uint8Array, encoding: Encoding) =>
    (await receiveTurn({ bytes, encoding }, env)).status;
  assert.equal(await status(new TextEncoder().encode('<SyncML>'), 'xml'), 400);
  assert.equal(await status(new Uint8Array([2, 0]), 'wbxml'), 400);
  assert.equal(await status(new Uint8Array(300 * 1024).fill(32), 'xml'), 413);
});

test('a device id that no store would take is a stranger', async () => {
  const made = fixture();
  const answer = await ask(made, with_({ source: { locUri: 'x'.repeat(257), locName: 'dev' } }));
  assert.equal(outline(answer)[0], 'SyncHdr 401 syncml:auth-md5');
});

test('what is kept of the messages opens nothing', async () => {
  const made = withOldOnes([deployTask('tk_1', ['com.a'])], 'basic', 'xml');
  const send: typeof made.wire.send = async (input) => made.wire.send(input);
  await runOut({ ...made, wire: { ...made.wire, send } });
  const kept = made.store.messages.map((message) => new TextDecoder().decode(message.bytes)).join('\n');
  const secrets = [
    Buffer.from('dev:a-client-secret-of-32-characters').toString('base64'),
    Buffer.from('scomo:a-server-secret-of-32-characters').toString('base64'),
    'sig=abc',
    ...[...made.store.records.values()].map(() => made.store.rows.get(DEVICE_ID)?.session?.token ?? '?'),
  ];
  for (const secret of secrets) assert.ok(!kept.includes(secret), secret);
  assert.ok(kept.includes('<Data>***</Data>'));
  assert.ok(kept.includes('http://127.0.0.1/dl/pk_com.a?***'));
  const first = made.store.messages.filter(
    (message) => message.sessionKey === made.store.messages[0]?.sessionKey,
  );
  assert.deepEqual(
    first.map((message) => message.index),
    first.map((_, index) => index),
  );
  assert.equal(made.store.records.get(first[0]?.sessionKey ?? '')?.outcome, 'done');
});
