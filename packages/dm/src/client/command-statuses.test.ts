import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Command, Item, Message } from '@scomo/syncml';
import { type DeviceObject, interior, leaf, putInbox, putNode, LIMITS as TREE, type Tree } from '@scomo/tree';
import { alert, status } from '../../test/build.ts';
import { accounts, clientEnv, DEVICE_ID, opening, testTree } from '../../test/pair.ts';
import { client } from '../index.ts';

/** An object whose nodes answer an Exec with the number they are named by, and refuse to be changed with 403. */
const object: DeviceObject<string> = {
  root: './Job',
  guard: (_tree, _uri, command) => (command === 'Add' ? undefined : 403),
  exec: (tree, { uri }) => ({ tree, status: Number(uri.slice(-3)), effects: [] }),
};

function device(): Tree {
  const full = new Map(Array.from({ length: TREE.childrenMax }, (_, i) => [`c${i}`, leaf('')]));
  const jobs = [200, 202, 403, 420, 500, 510].map((code) => [
    String(code),
    leaf('', { access: ['Exec', 'Replace', 'Delete'] }),
  ]);
  const nodes = {
    Job: interior(Object.fromEntries(jobs)),
    Full: interior(full),
    fixed: leaf('v', { permanent: true, access: ['Get'] }),
    run: leaf('', { access: ['Exec'] }),
    theirs: interior({ z: leaf('') }, { acl: 'Get=B' }),
    big: leaf('x'.repeat(20_000)),
    A: interior({ x: leaf('one'), y: leaf('two'), sub: interior() }),
  };
  const all = { ...testTree(), acl: 'Add=*&Delete=*&Exec=*&Get=*&Replace=*' };
  return putInbox(
    Object.entries(nodes).reduce<Tree>((tree, [name, node]) => putNode(tree, [name], node), all),
  );
}

const item = (locUri: string, more: Omit<Item, 'target'> = {}): Item => ({ target: { locUri }, ...more });
type Kind = 'Add' | 'Copy' | 'Delete' | 'Exec' | 'Get' | 'Replace';
const cmd = (kind: Kind, locUri: string, more: Omit<Item, 'target'> = {}, cmdId = 'c'): Command => ({
  kind,
  cmdId,
  items: [item(locUri, more)],
});
const copy = (from: string, to: string): Command => cmd('Copy', to, { source: { locUri: from } });
const seq = (...commands: Command[]): Command => ({ kind: 'Sequence', cmdId: 's', commands });
const atomic = (...commands: Command[]): Command => ({ kind: 'Atomic', cmdId: 'a', commands });
const missing = cmd('Replace', './none', { data: '' }, 'm');
const LONG = `./${'n'.repeat(TREE.segmentCharsMax + 1)}`;
const TNDS = { type: 'application/vnd.syncml.dmtnds+xml', format: 'xml' };

/** `command code why`: what a proven server sends; the Status of the command numbered `c`. spec/omadm.md §2.3-§2.10 */
const ROWS: readonly [id: string, sent: Command][] = [
  ['Add 200 a leaf', cmd('Add', './A/n', { data: '' })],
  ['Add 200 with its ancestors', cmd('Add', './A/p/q/n', { data: '' })],
  ['Add 213 a chunk', cmd('Add', './A/n', { data: 'ab', meta: { size: 9 }, moreData: true })],
  ['Add 215 after a failed one in an Atomic', atomic(missing, cmd('Add', './A/n', { data: '' }))],
  ['Add 216 before a failed one in an Atomic', atomic(cmd('Add', './A/n', { data: '' }), missing)],
  ['Add 405 below a leaf', cmd('Add', './A/x/n', { data: '' })],
  ['Add 405 below the Inbox', cmd('Add', './Inbox/n', { data: '' })],
  ['Add 405 a property', cmd('Add', './A/x?prop=Title', { data: 't' })],
  ['Add 413 a value beyond the limit', cmd('Add', './A/n', { data: 'x'.repeat(TREE.valueSizeMax + 1) })],
  ['Add 414 a name beyond MaxSegLen', cmd('Add', LONG, { data: '' })],
  ['Add 414 deeper than MaxDepth', cmd('Add', `.${'/d'.repeat(TREE.segmentsMax + 1)}`, { data: '' })],
  ['Add 415 an unknown Format', cmd('Add', './A/n', { data: '', meta: { format: 'blob' } })],
  ['Add 415 text that is no int', cmd('Add', './A/n', { data: 'one', meta: { format: 'int' } })],
  ['Add 418 what is there', cmd('Add', './A/x', { data: '' })],
  ['Add 420 one child too many', cmd('Add', './Full/n', { data: '' })],
  ['Add 424 more than its Size', cmd('Add', './A/n', { data: 'ab', meta: { size: 1 }, moreData: true })],
  ['Add 425 without the right', cmd('Add', './theirs/n', { data: '' })],
  ['Replace 200 a value', cmd('Replace', './A/x', { data: 'new' })],
  ['Replace 200 a name', cmd('Replace', './A/x?prop=Name', { data: 'n' })],
  ['Replace 213 a chunk', cmd('Replace', './A/x', { data: 'ab', meta: { size: 9 }, moreData: true })],
  ['Replace 215 after a failed one', atomic(missing, cmd('Replace', './A/x', { data: '' }))],
  ['Replace 216 before a failed one', atomic(cmd('Replace', './A/x', { data: '' }), missing)],
  ['Replace 403 what is in use', cmd('Replace', './Job/200', { data: '' })],
  ['Replace 404 what is not there', cmd('Replace', './A/n', { data: '' })],
  ['Replace 405 an interior node', cmd('Replace', './A', { data: '' })],
  ['Replace 405 the name of a permanent node', cmd('Replace', './fixed?prop=Name', { data: 'n' })],
  ['Replace 405 a property that is only read', cmd('Replace', './A/x?prop=TStamp', { data: '' })],
  ['Replace 406 an unknown property', cmd('Replace', './A/x?prop=Colour', { data: '' })],
  ['Replace 413 a value beyond the limit', cmd('Replace', './A/x', { data: 'x'.repeat(65_537) })],
  ['Replace 414 a URI too long', cmd('Replace', LONG, { data: '' })],
  ['Replace 415 text that is no bool', cmd('Replace', './A/x', { data: '1', meta: { format: 'bool' } })],
  ['Replace 418 the name of a sibling', cmd('Replace', './A/x?prop=Name', { data: 'y' })],
  [
    'Replace 420 an ACL beyond the limit',
    cmd('Replace', './A?prop=ACL', { data: `Get=${'s'.repeat(1024)}` }),
  ],
  [
    'Replace 424 more than its Size',
    cmd('Replace', './A/x', { data: 'ab', meta: { size: 1 }, moreData: true }),
  ],
  ['Replace 425 without the right', cmd('Replace', './theirs/z', { data: '' })],
  ['Delete 200 a sub-tree', cmd('Delete', './A')],
  ['Delete 215 after a failed one', atomic(missing, cmd('Delete', './A'))],
  ['Delete 216 before a failed one', atomic(cmd('Delete', './A'), missing)],
  ['Delete 403 what is in use', cmd('Delete', './Job/200')],
  ['Delete 404 what is not there', cmd('Delete', './A/n')],
  ['Delete 405 the root', cmd('Delete', '.')],
  ['Delete 405 a permanent node', cmd('Delete', './Inbox')],
  ['Delete 414 a URI too long', cmd('Delete', LONG)],
  ['Delete 425 without the right', cmd('Delete', './theirs')],
  ['Get 200 a value', cmd('Get', './A/x')],
  ['Get 200 a node without children', cmd('Get', './A/sub')],
  ['Get 215 after a failed one in a Sequence', seq(missing, cmd('Get', './A/x'))],
  ['Get 404 what is not there', cmd('Get', './A/n')],
  ['Get 405 what cannot be read', cmd('Get', './run')],
  ['Get 405 the Inbox', cmd('Get', './Inbox')],
  ['Get 406 an unknown list', cmd('Get', './A?list=MOS')],
  ['Get 406 an unknown property', cmd('Get', './A?prop=Colour')],
  ['Get 406 a list of an unknown property', cmd('Get', './A?list=TNDS+Colour')],
  ['Get 413 more than the server takes', cmd('Get', './big')],
  ['Get 414 a URI too long', cmd('Get', LONG)],
  ['Get 425 without the right', cmd('Get', './notMine')],
  ['Get 500 in an Atomic', atomic(cmd('Get', './A/x'))],
  ['Copy 200 to a leaf', copy('./A/x', './A/y')],
  ['Copy 200 to a new leaf', copy('./A/x', './A/n')],
  ['Copy 215 after a failed one', atomic(missing, copy('./A/x', './A/y'))],
  ['Copy 216 before a failed one', atomic(copy('./A/x', './A/y'), missing)],
  ['Copy 403 over an interior node', copy('./A/x', './A/sub')],
  ['Copy 404 of what is not there', copy('./A/n', './A/x')],
  ['Copy 405 of an interior node', copy('./A', './A/y')],
  ['Copy 405 below a leaf', copy('./A/x', './A/y/n')],
  ['Copy 414 a URI too long', copy('./A/x', LONG)],
  ['Copy 420 one child too many', copy('./A/x', './Full/n')],
  ['Copy 425 without the right', copy('./theirs/z', './A/x')],
  ['Exec 200 done', cmd('Exec', './Job/200')],
  ['Exec 202 accepted', cmd('Exec', './Job/202')],
  ['Exec 215 after a failed one in a Sequence', seq(missing, cmd('Exec', './Job/200'))],
  ['Exec 403 forbidden', cmd('Exec', './Job/403')],
  ['Exec 404 what is not there', cmd('Exec', './Job/404')],
  ['Exec 405 what is no operation', cmd('Exec', './A/x')],
  ['Exec 406 an operation without an object', cmd('Exec', './run')],
  ['Exec 414 a URI too long', cmd('Exec', LONG)],
  ['Exec 420 device full', cmd('Exec', './Job/420')],
  ['Exec 425 without the right', cmd('Exec', './theirRun')],
  ['Exec 500 failed', cmd('Exec', './Job/500')],
  ['Exec 500 in an Atomic', atomic(cmd('Exec', './Job/200'))],
  ['Exec 510 the store failed', cmd('Exec', './Job/510')],
  ['Sequence 200 whatever becomes of its commands', { ...seq(missing), cmdId: 'c' } as Command],
  ['Sequence 500 in an Atomic', atomic({ ...seq(), cmdId: 'c' } as Command)],
  ['Atomic 200 all done', { ...atomic(cmd('Delete', './A', {}, 'd')), cmdId: 'c' } as Command],
  ['Atomic 500 in an Atomic', atomic({ ...atomic(), cmdId: 'c' } as Command)],
  ['Atomic 507 one failed', { ...atomic(missing), cmdId: 'c' } as Command],
  ['Alert 200 next message', { ...alert(1222), cmdId: 'c' }],
  ['Alert 406 an unknown one', { ...alert(1299), cmdId: 'c' }],
];

function send(command: Command, scheme: 'none' | 'md5' = 'none', over: Partial<Message['header']> = {}) {
  const account = accounts('none', scheme).device;
  const run = putNode(device(), './theirRun', leaf('', { access: ['Exec'], acl: 'Get=*' }));
  const theirs = putNode(run, './notMine', leaf('', { acl: 'Get=B' }));
  const env = clientEnv({ objects: [object] });
  const { session } = client.openSession(opening(account, 'xml', {}), theirs, env);
  const header = {
    ...{ verDtd: '1.2', verProto: 'DM/1.2', sessionId: '1', msgId: '1' },
    ...{ target: { locUri: DEVICE_ID }, source: { locUri: 'https://dm.example.net/' } },
    ...{ meta: { maxObjSize: 19_999 }, ...over },
  };
  const message: Message = { header, commands: [status({ code: 200 }), command], final: true };
  const turn = client.receive(session, account, message, theirs, env);
  return { turn, before: theirs };
}

const codesOf = (reply: Message | undefined, cmdRef: string) =>
  (reply?.commands ?? []).flatMap((one) =>
    one.kind === 'Status' && one.cmdRef === cmdRef ? [one.code] : [],
  );

for (const [id, command] of ROWS) {
  test(id, () => {
    const { turn, before } = send(command);
    const code = Number(id.split(' ')[1]);
    assert.deepEqual(codesOf(turn.reply, 'c'), [code]);
    if (code >= 300 || code === 215 || code === 216) assert.equal(turn.tree, before, 'the tree has changed');
  });
}

for (const kind of ['Add', 'Copy', 'Delete', 'Exec', 'Get', 'Replace', 'Sequence', 'Atomic'] as const) {
  const bare = kind === 'Sequence' || kind === 'Atomic' ? { kind, commands: [missing] } : cmd(kind, './A/x');
  const command = { ...bare, cmdId: 'c' } as Command;
  test(`${kind} 407 of a server that gives no credentials`, () => {
    const { turn, before } = send(command, 'md5');
    assert.deepEqual(codesOf(turn.reply, 'c'), [407]);
    assert.equal(turn.tree, before);
  });
  test(`${kind} 401 of a server that gives wrong credentials`, () => {
    const cred = { meta: { format: 'b64', type: 'syncml:auth-md5' }, data: 'AAAAAAAAAAAAAAAAAAAAAA==' };
    const { turn, before } = send(command, 'md5', { cred });
    assert.deepEqual(codesOf(turn.reply, 'c'), [401]);
    assert.equal(turn.tree, before);
  });
}

test('Atomic 517 when its statuses need more than one message, and all is undone', () => {
  const adds = Array.from({ length: 40 }, (_, i) => cmd('Add', `./A/n${i}`, { data: '' }, `d${i}`));
  const { turn, before } = send({ ...atomic(...adds), cmdId: 'c' } as Command, 'none', {
    meta: { maxMsgSize: 5000 },
  });
  assert.deepEqual(codesOf(turn.reply, 'c'), [517]);
  assert.deepEqual(codesOf(turn.reply, 'd0'), [216]);
  assert.equal(turn.tree, before);
});

test('Add of a document: all or nothing, with the status of the first node that fails', () => {
  const node = (name: string, value: string) =>
    `<Node><NodeName>${name}</NodeName><Value>${value}</Value></Node>`;
  const data = `<MgmtTree xmlns="syncml:dmddf1.2"><VerDTD>1.2</VerDTD>${node('n', '1')}${node('x', '2')}</MgmtTree>`;
  const { turn, before } = send(cmd('Add', './A', { meta: TNDS, data }));
  assert.deepEqual(codesOf(turn.reply, 'c'), [418]);
  assert.equal(turn.tree, before);
});

test('a missing ancestor that cannot be made is named', () => {
  const { turn } = send(cmd('Add', './Full/p/n', { data: '' }));
  const told = turn.reply?.commands.find((one) => one.kind === 'Status' && one.cmdRef === 'c');
  assert.ok(told?.kind === 'Status');
  assert.deepEqual([told.code, told.items[0]?.target?.locUri], [420, './Full/p']);
});
