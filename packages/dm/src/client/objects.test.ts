import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Command, Item, Message } from '@scomo/syncml';
import { getNode, interior, leaf, putNode } from '@scomo/tree';
import { alert, status } from '../../test/build.ts';
import { accounts, clientEnv, DEVICE_ID, opening, stored, testTree } from '../../test/pair.ts';
import { sinkObject } from '../../test/sinks.ts';
import { golden, outline, withoutExtras } from '../../test/vectors.ts';
import { client } from '../index.ts';
import { LIMITS } from '../limits.ts';

const BLOB = './Vendor/Acme/Blob';
const ok = status({});
const text = (length: number) => 'x'.repeat(length);

/** A device in a session, as it has just answered the server's first message. */
function device(over: { readonly sink?: ReturnType<typeof sinkObject>; readonly messagesMax?: number } = {}) {
  const sink = over.sink ?? sinkObject();
  const env = clientEnv({
    objects: [sink],
    limits: { authRoundsMax: 3, messagesMax: over.messagesMax ?? 200 },
  });
  const open = { acl: 'Add=*&Delete=*&Get=*&Replace=*' };
  const vendor = interior({ Blob: leaf('old'), Log: leaf('log') }, open);
  let tree = putNode(testTree(), './Vendor', interior({ Acme: vendor }, open));
  tree = putNode(tree, './DevDetail', interior({ FwV: leaf('2.8.1') }, open));
  tree = putNode(tree, './S', interior({}, open));
  const account = accounts('none', 'none').device;
  let session = client.openSession(opening(account, 'xml', { sessionId: '8' }), tree, env).session;
  return {
    sink,
    value: (uri: string) => {
      const node = getNode(tree, uri);
      return node && node.format !== 'node' ? node.value : undefined;
    },
    hear(message: Message) {
      const turn = client.receive(session, account, message, tree, env);
      ({ session, tree } = { ...turn, session: stored(turn.session) });
      return turn;
    },
  };
}

function fromServer(msgId: number, commands: readonly Command[], final = false): Message {
  const header = { verDtd: '1.2', verProto: 'DM/1.2', sessionId: '8', msgId: String(msgId) };
  const ends = { target: { locUri: DEVICE_ID }, source: { locUri: 'https://dm.example.net/oma' } };
  return { header: { ...header, ...ends }, commands: [ok, ...commands], final };
}

const get = (locUri: string): Command => ({ kind: 'Get', cmdId: '5', items: [{ target: { locUri } }] });
const chunk = (
  data: string,
  over: Partial<Item> & { size?: number; uri?: string; kind?: 'Add' | 'Replace' } = {},
): Command => {
  const { size, uri = BLOB, kind = 'Replace', ...item } = over;
  const meta = size === undefined ? {} : { meta: { size } };
  return { kind, cmdId: '4', items: [{ target: { locUri: uri }, ...meta, data, moreData: true, ...item }] };
};
const last = ({ items, ...command }: Extract<Command, { kind: 'Replace' | 'Add' }>): Command => ({
  ...command,
  items: items.map(({ moreData: _, ...item }) => item),
});
const lastChunk = (data: string, over: Parameters<typeof chunk>[1] = {}) =>
  last(chunk(data, over) as Extract<Command, { kind: 'Replace' }>);

for (const encoding of ['xml', 'wbxml'] as const) {
  test(`story 15-20: an object in three chunks, committed with the last (${encoding})`, () => {
    const { hear, value } = device();
    hear(fromServer(1, [get('./DevDetail/FwV')], true));
    const said = (name: string) => withoutExtras(hear(golden(name, encoding)).reply ?? assert.fail());
    assert.deepEqual(said('15-lob-server-chunk1'), withoutExtras(golden('16-lob-client-213-1222', encoding)));
    assert.deepEqual(
      said('17-lob-server-chunk2'),
      withoutExtras(golden('18-lob-client-213-1222-b', encoding)),
    );
    assert.equal(value(BLOB), 'old');
    assert.deepEqual(said('19-lob-server-last-chunk'), withoutExtras(golden('20-lob-client-200', encoding)));
    const abc = Array.from({ length: 3000 }, (_, i) => String.fromCharCode(97 + (i % 26))).join('');
    assert.equal(value(BLOB), abc);
  });

  test(`story 21: anything else before the last chunk breaks the object off (${encoding})`, () => {
    const { hear, value } = device();
    hear(fromServer(1, [get('./DevDetail/FwV')], true));
    hear(golden('15-lob-server-chunk1', encoding));
    const reply = hear({ ...fromServer(3, [get('./DevDetail/FwV')], true) }).reply;
    assert.deepEqual(outline(reply), outline(golden('21-lob-client-1225', encoding)));
    const broken = reply?.commands.find((one) => one.kind === 'Alert');
    assert.deepEqual(broken, golden('21-lob-client-1225', encoding).commands[1]);
    assert.equal(value(BLOB), 'old');
  });
}

const SINK = './S/new';
const open = (size: number, data = text(300)) =>
  chunk(data, { size, uri: SINK, kind: 'Add', meta: { size, format: 'bin' } });
const more = (data = text(300)) => chunk(data, { uri: SINK, kind: 'Add' });

/** Sequences of chunk messages; expected: Status of each, other answers in words. spec/omadm.md §4.4, security.md B9 */
const sequences: readonly [
  id: string,
  messages: readonly (readonly Command[])[],
  answers: readonly string[],
][] = [
  ['no Size', [[chunk(text(300))]], ['Replace 411']],
  [
    'no Data',
    [
      [
        {
          kind: 'Replace',
          cmdId: '4',
          items: [{ target: { locUri: BLOB }, meta: { size: 9 }, moreData: true }],
        },
      ],
    ],
    ['Replace 412'],
  ],
  [
    'no Target',
    [[{ kind: 'Replace', cmdId: '4', items: [{ data: 'a', meta: { size: 9 }, moreData: true }] }]],
    ['Replace 412'],
  ],
  ['first chunk is the Size', [[chunk(text(300), { size: 300 })]], ['Replace 424']],
  ['first chunk is above the Size', [[chunk(text(301), { size: 300 })]], ['Replace 424']],
  [
    'Size above MaxObjSize',
    [[chunk('a', { size: 1_048_577, uri: SINK, kind: 'Add', meta: { size: 1_048_577, format: 'bin' } })]],
    ['Add 413'],
  ],
  ['Size 2^31', [[chunk('a', { size: 2 ** 31 })]], ['Replace 413']],
  [
    'Size at what a tree holds of chunks',
    [[chunk('a', { size: LIMITS.heldObjectBytesMax })]],
    ['Replace 213'],
  ],
  [
    'Size above what a tree holds of chunks',
    [[chunk('a', { size: LIMITS.heldObjectBytesMax + 1 })]],
    ['Replace 413'],
  ],
  ['no such node', [[chunk('a', { size: 9, uri: './Vendor/Acme/None' })]], ['Replace 404']],
  ['a node that is there', [[chunk('a', { size: 9, kind: 'Add' })]], ['Add 418']],
  ['no right', [[chunk('a', { size: 9, uri: './DevInfo/Man' })]], ['Replace 425']],
  [
    'a sink that wants something else first',
    [[chunk('a', { size: 9, uri: './S/locked', kind: 'Add' })]],
    ['Add 412'],
  ],
  ['text for a sink', [[chunk('a', { size: 9, uri: SINK, kind: 'Add' })]], ['Add 415']],
  [
    'less than the Size',
    [[open(900)], [more()], [lastChunk('a', { uri: SINK, kind: 'Add' })]],
    ['Add 213', 'Add 213', 'Add 424'],
  ],
  [
    'more than the Size, last',
    [[open(500)], [lastChunk(text(201), { uri: SINK, kind: 'Add' })]],
    ['Add 213', 'Add 424'],
  ],
  ['more than the Size, not last', [[open(500)], [more()]], ['Add 213', 'Add 424']],
  [
    'the Size, then an empty last chunk',
    [[open(600)], [more()], [lastChunk('', { uri: SINK, kind: 'Add' })]],
    ['Add 213', 'Add 213', 'Add 200'],
  ],
  [
    'Size repeated',
    [[open(500)], [lastChunk(text(200), { uri: SINK, kind: 'Add', size: 500 })]],
    ['Add 213', 'Add 200'],
  ],
  ['another Size', [[open(500)], [open(501)]], ['Add 213', '1225', 'Add 213']],
  ['chunk after a failure', [[open(500)], [more()], [more()]], ['Add 213', 'Add 424', 'Add 411']],
  ['another object', [[open(500)], [chunk('a', { size: 9 })]], ['Add 213', '1225', 'Replace 213']],
  ['another command', [[open(500)], [get('./Vendor/Acme/Log')]], ['Add 213', '1225', 'Get 200', 'Results']],
  [
    'another command beside the chunk',
    [[open(500), get('./Vendor/Acme/Log')]],
    ['Add 213', '1225', 'Get 200', 'Results'],
  ],
  [
    'the same node by another command',
    [[open(500)], [lastChunk('a', { uri: SINK, kind: 'Replace' })]],
    ['Add 213', '1225', 'Replace 415'],
  ],
  [
    '1222 between',
    [[open(500)], [alert(1222)], [lastChunk(text(200), { uri: SINK, kind: 'Add' })]],
    ['Add 213', 'Alert 200', 'Add 200'],
  ],
  ['a chunk in a Sequence', [[{ kind: 'Sequence', cmdId: '4', commands: [open(500)] }]], ['Sequence 406']],
  [
    'a chunk in an Atomic',
    [[{ kind: 'Atomic', cmdId: '4', commands: [chunk('a', { size: 9 })] }]],
    ['Atomic 406'],
  ],
  [
    'a value for a sink in a Sequence',
    [[{ kind: 'Sequence', cmdId: '4', commands: [lastChunk('a', { uri: SINK, kind: 'Add' })] }]],
    ['Sequence 406'],
  ],
  [
    'a chunk beside an Item',
    [
      [
        {
          kind: 'Add',
          cmdId: '4',
          items: [
            { target: { locUri: './A/z' }, data: 'a' },
            { target: { locUri: SINK }, data: 'b', moreData: true },
          ],
        },
      ],
    ],
    ['Add 406'],
  ],
  [
    'a whole value for a sink',
    [[lastChunk('abc', { uri: SINK, kind: 'Add', meta: { format: 'bin' } })]],
    ['Add 200'],
  ],
];
for (const [id, messages, expected] of sequences) {
  test(`chunks: ${id}`, () => {
    const { hear, sink, value } = device();
    const replies = messages.map((commands, index) => hear(fromServer(index + 1, commands)).reply);
    const lines = replies.flatMap((reply) => outline(reply).filter((line) => !/SyncHdr|1222/.test(line)));
    assert.deepEqual(
      lines.map((line) => line.replace(/^Status |^Alert (?=1225)/, '')),
      expected,
    );
    for (const reply of replies) assert.equal(reply?.final, false);
    const done = expected.includes('Add 200');
    assert.equal(value(SINK) !== undefined, done);
    assert.equal(value(BLOB), 'old');
    const going = /213$/.test(expected.at(-1) ?? '') && expected.some((line) => line.startsWith('Add'));
    if (!done && !going) assert.equal(sink.octets(), undefined, 'nothing is left in the sink');
  });
}

test('base64 split anywhere reaches the sink as octets; what is none is refused', () => {
  const whole = Buffer.from(Array.from({ length: 500 }, (_, index) => (index * 7) & 255));
  const coded = whole.toString('base64');
  const meta = { format: 'b64' };
  for (const at of [1, 2, 3, 4, 301, coded.length - 1]) {
    const { hear, sink } = device();
    hear(
      fromServer(1, [
        chunk(coded.slice(0, at), { uri: SINK, kind: 'Add', meta: { ...meta, size: coded.length } }),
      ]),
    );
    hear(fromServer(2, [lastChunk(coded.slice(at), { uri: SINK, kind: 'Add' })]));
    assert.deepEqual(Buffer.from(sink.octets() ?? []), whole, `split at ${at}`);
  }
  const { hear, sink } = device();
  const bad = hear(fromServer(1, [chunk('****', { uri: SINK, kind: 'Add', meta: { ...meta, size: 9 } })]));
  assert.ok(outline(bad.reply).includes('Status Add 415'));
  assert.equal(sink.octets(), undefined);
});

test('what a sink refuses is the Status, in words too; nothing is left', () => {
  const sink = sinkObject((octets) =>
    octets.length > 400 ? { status: 420, detail: 'full' } : { status: 200 },
  );
  const { hear } = device({ sink });
  hear(fromServer(1, [open(900)]));
  const reply = hear(fromServer(2, [more()])).reply;
  const refusal = reply?.commands.find((one) => one.kind === 'Status' && one.cmd === 'Add');
  assert.ok(refusal?.kind === 'Status');
  assert.deepEqual([refusal.code, refusal.items], [420, [{ data: 'full' }]]);
  assert.equal(sink.octets(), undefined);
});

test('chunks worth a message do not count against the bound of a session; tiny ones do', () => {
  for (const [octets, sent] of [
    [LIMITS.chunkBytesMin, 40],
    [LIMITS.chunkBytesMin - 1, 5],
  ] as const) {
    const { hear } = device({ messagesMax: 5 });
    let taken = 0;
    for (let msg = 1; msg <= 40; msg += 1) {
      const turn = hear(fromServer(msg, [msg === 1 ? open(1_000_000, text(octets)) : more(text(octets))]));
      if (turn.reply === undefined) break;
      taken += 1;
    }
    assert.equal(taken, sent);
  }
});

test('a chunk with Final is answered without: the object is not over', () => {
  const { hear } = device();
  const reply = hear(fromServer(1, [open(500)], true)).reply;
  assert.deepEqual(outline(reply), ['Status SyncHdr 200', 'Status Add 213', 'Alert 1222']);
});
