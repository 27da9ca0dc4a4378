import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Command } from '@scomo/syncml';
import { alert, fromClient, PACKAGE_1, status } from '../../test/build.ts';
import { accounts, get, serverEnv, sliceOf, stored } from '../../test/pair.ts';
import { golden, outline } from '../../test/vectors.ts';
import { server } from '../index.ts';

const TAG = 'blob';
const BLOB: server.TaggedCommand = {
  tag: TAG,
  command: { kind: 'Replace', cmdId: '', items: [{ target: { locUri: './Vendor/Acme/Blob' } }] },
  object: { ref: 'it', size: 4_500 },
};
const OBJECTS = { it: new Uint8Array(4_500).fill(7) };

/** A server that has sent the first chunk (CmdID 4 of its message 1) to a client that takes 2,000 octets. */
function sending(messagesMax = 200) {
  const account = accounts('none', 'none').server;
  const env = serverEnv('wbxml', { limits: { authRoundsMax: 3, messagesMax } });
  let session: server.ServerSession | undefined;
  const hear = (
    commands: readonly Command[],
    final = false,
    offered: readonly server.TaggedCommand[] = [],
  ) => {
    const msgId = (session?.messageCount ?? 0) + 1;
    const header = { meta: { maxMsgSize: 2_000 }, final };
    const got = server.receive(session, account, fromClient(msgId, commands, header), env);
    const given = server.mayCommand(got.session) ? offered : [];
    const slice = sliceOf(server.wantedSlice(got.session, given), OBJECTS);
    const made = server.compose(stored(got.session), given, env, slice);
    session = stored(made.session);
    const told = got.events.flatMap((one) =>
      one.type === 'status' ? [`${one.tag} ${one.code}`] : [one.type],
    );
    return { outline: outline(made.message), told, state: made.session.state, session: made.session };
  };
  const first = hear(PACKAGE_1, true, [BLOB]);
  return { first, hear };
}

const header = (msg: number) => status({ msgRef: String(msg) });
const of = (msg: number, cmdRef: string, code: number) =>
  status({ msgRef: String(msg), cmdRef, cmd: 'Replace', code });
const next = alert(1222, { cmdId: '3' });

test('chunks go out alone and without Final, the last one with it, and are one command to the caller', () => {
  const { first, hear } = sending();
  assert.deepEqual(first.outline.slice(-1), ['Replace']);
  assert.equal(first.state, 'object');
  const second = hear([header(1), of(1, '4', 213), next]);
  assert.deepEqual(second, {
    ...second,
    outline: ['Status SyncHdr 200', 'Status Alert 200', 'Replace'],
    told: [],
    state: 'object',
  });
  assert.deepEqual(second.outline, outline(golden('17-lob-server-chunk2')));
  const third = hear([header(2), of(2, '3', 213), next]);
  assert.deepEqual(third.outline, outline(golden('19-lob-server-last-chunk')));
  assert.equal(third.state, 'statuses');
  assert.equal(third.session.sending, undefined);
  const end = hear([header(3), of(3, '3', 200)], true);
  assert.deepEqual(end.told, ['blob 200']);
  assert.equal(end.state, 'closed');
});

const CHUNK = ['Status SyncHdr 200', 'Status Alert 200', 'Replace'];
const OVER = ['Status SyncHdr 200', 'Status Alert 200', 'Get', 'Final'];
/** Answers to the first chunk; what the server says, what its caller hears. spec/omadm.md §4.4, peers A8 */
const answers: readonly [
  id: string,
  commands: readonly Command[],
  outline: readonly string[],
  told: readonly string[],
][] = [
  ['213 without 1222', [header(1), of(1, '4', 213)], ['Status SyncHdr 200', 'Replace'], []],
  ['1222 without 213', [header(1), next], CHUNK, []],
  ['200 for the chunk', [header(1), of(1, '4', 200), next], CHUNK, []],
  ['nothing at all', [header(1)], ['Status SyncHdr 200', 'Replace'], []],
  [
    '424 with 1223 beside it',
    [header(1), of(1, '4', 424), alert(1223, { cmdId: '3' })],
    ['Status SyncHdr 200', 'Status Alert 200', 'Alert 1222'],
    ['blob 424', 'oddity'],
  ],
  [
    '1225',
    [header(1), of(1, '4', 213), alert(1225, { cmdId: '3' }), next],
    ['Status SyncHdr 200', 'Status Alert 200', 'Status Alert 200', 'Get', 'Final'],
    ['oddity', 'blob 1225'],
  ],
  ['1225 alone with Final', [header(1), alert(1225, { cmdId: '3' })], OVER, ['oddity', 'blob 1225']],
  [
    '1223',
    [header(1), of(1, '4', 213), alert(1223, { cmdId: '3' })],
    ['Status SyncHdr 200', 'Status Alert 200', 'Final'],
    ['aborted'],
  ],
];
const refusals = [404, 406, 411, 412, 413, 415, 420, 424, 425, 500].map((code): (typeof answers)[number] => [
  String(code),
  [header(1), of(1, '4', code), next],
  OVER,
  [`blob ${code}`],
]);
for (const [id, commands, expected, told] of [...answers, ...refusals]) {
  test(`a chunk answered with ${id}`, () => {
    const { hear } = sending();
    const final = id.includes('Final');
    const got = hear(commands, final, [get('./A')]);
    assert.deepEqual(got.told, told);
    assert.deepEqual(got.outline, expected);
  });
}

test('an object is not cut by the bound of messages, what comes after it is', () => {
  const { hear } = sending(3);
  hear([header(1), of(1, '4', 213), next]);
  hear([header(2), of(2, '3', 213), next]);
  const end = hear([header(3), of(3, '3', 200)], true, [get('./A')]);
  assert.deepEqual([end.told, end.state], [['blob 200'], 'statuses']);
  assert.equal(hear([status({ msgRef: '4' })], true, [get('./A')]).state, 'closed');
});
