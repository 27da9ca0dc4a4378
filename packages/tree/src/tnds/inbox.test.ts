import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { type Command, decode, type Encoding, type Item } from '@scomo/syncml';
import { leaf } from '../build.ts';
import type { DeviceObject } from '../device-object.ts';
import { getNode, putNode } from '../edit.ts';
import { execute, type TreeCommand } from '../execute.ts';
import type { Tree } from '../node.ts';
import { accountObject, openAccounts } from '../standard/account-object.ts';
import { standardTree } from '../standard/standard-tree.ts';

const FACTS = {
  devId: 'IMEI:004999010640000',
  man: 'M',
  mod: 'X',
  dmV: '1',
  lang: 'en',
  devTyp: 'T',
  oem: 'O',
  fwV: '1',
  swV: '1',
  hwV: '1',
  lrgObj: false,
};
const URN = 'urn:oma:mo:oma-dm-dmacc:1.0';
const META = { format: 'xml', type: 'application/vnd.syncml.dmtnds+xml' };
const objects: readonly DeviceObject<never>[] = [accountObject()];
const context = { serverId: 'A', objects, now: '2026-02-03T04:05:06Z' };

function device(over: Partial<Tree> = {}): Tree {
  return { ...openAccounts(standardTree(FACTS)), acl: 'Add=A&Delete=A&Get=A&Replace=A', ...over };
}

const doc = (inner: string) => `<MgmtTree xmlns="syncml:dmddf1.2"><VerDTD>1.2</VerDTD>${inner}</MgmtTree>`;
const node = (name: string, inner = '') => `<Node><NodeName>${name}</NodeName>${inner}</Node>`;
const account = (name: string, inner = '', type = URN) =>
  node(name, `<RTProperties><Type><DDFName>${type}</DDFName></Type></RTProperties>${inner}`);
const secret = (name: string, format: string, value: string) =>
  node(name, `<RTProperties><Format><${format}/></Format></RTProperties><Value>${value}</Value>`);
const appAuth = (inner: string) => node('AppAuth', node('1', inner));

function run(command: TreeCommand, tree = device(), serverId = 'A') {
  return execute(tree, command, { ...context, serverId });
}
const add = (locUri: string, more: Omit<Item, 'target'>): TreeCommand => ({
  kind: 'Add',
  cmdId: '1',
  items: [{ target: { locUri }, ...more }],
});
const inbox = (inner: string) => add('./Inbox', { meta: META, data: doc(inner) });
const get = (locUri: string): TreeCommand => ({ kind: 'Get', cmdId: '1', items: [{ target: { locUri } }] });
const names = (tree: Tree, uri: string) => {
  const found = getNode(tree, uri);
  return found?.format === 'node' ? [...found.children.keys()] : undefined;
};

const REFUSED: [name: string, command: TreeCommand, code: number][] = [
  ['Get of the Inbox', get('./Inbox'), 405],
  ['Get below the Inbox', get('./Inbox/x/y'), 405],
  ['list of the Inbox', get('./Inbox?list=TNDS'), 405],
  ['plain Add of the Inbox', add('./Inbox', { data: 'x' }), 418],
  ['plain Add below the Inbox', add('./Inbox/x', { data: 'x' }), 405],
  ['document below the Inbox', add('./Inbox/x', { meta: META, data: doc(account('x')) }), 405],
  [
    'Replace of the Inbox',
    { ...add('./Inbox', { meta: META, data: doc(account('x')) }), kind: 'Replace' } as TreeCommand,
    405,
  ],
  ['Delete of the Inbox', { ...get('./Inbox'), kind: 'Delete' } as TreeCommand, 405],
  ['no document', add('./Inbox', { meta: META, data: 'x' }), 415],
  ['no type', inbox(node('x', node('AppID', '<Value>w7</Value>'))), 415],
  ['a type that nobody takes', inbox(account('x', '', 'urn:oma:mo:oma-fumo:1.0')), 415],
  ['a second object of another type', inbox(account('x') + account('y', '', 'urn:y')), 415],
  ['a Path beside the object', inbox(account('x') + node('z', '<Path>main</Path>')), 415],
  ['two objects without name', inbox(account('') + account('')), 418],
  ['an unknown leaf', inbox(account('x', node('Evil', '<Value>1</Value>'))), 405],
  ['a leaf in another form', inbox(account('x', secret('AppID', 'int', '1'))), 415],
  ['a leaf where a node belongs', inbox(account('x', secret('AppAuth', 'chr', '1'))), 415],
];

for (const [name, command, code] of REFUSED) {
  test(`refused, ${name}`, () => {
    const tree = device();
    const outcome = run(command, tree);
    assert.equal(outcome.statuses[0]?.code, code);
    assert.equal(outcome.tree, tree);
  });
}

test('rights count at the Inbox and where the object goes', () => {
  const command = inbox(account('x'));
  assert.equal(run(command, device(), 'B').statuses[0]?.code, 425);
  const accounts = getNode(device(), './DMAcc');
  assert.ok(accounts);
  const theirs = putNode(device(), './DMAcc', { ...accounts, acl: 'Add=B' });
  assert.equal(run(command, theirs).statuses[0]?.code, 425);
  const closed = putNode(device(), './DMAcc', { ...accounts, access: ['Get'] });
  assert.equal(run(command, closed).statuses[0]?.code, 405);
  const box = getNode(device(), './Inbox');
  assert.ok(box);
  assert.equal(run(command, putNode(device(), './Inbox', { ...box, acl: 'Add=B' })).statuses[0]?.code, 425);
  assert.equal(run(command).statuses[0]?.code, 200);
  const nobody = execute(device(), command, { ...context, objects: [] });
  assert.equal(nobody.statuses[0]?.code, 415);
});

test('an object without name gets the first free number', () => {
  const taken = putNode(device(), './DMAcc/1', leaf('x'));
  const outcome = run(inbox(account('', secret('AppID', 'chr', 'w7'))), taken);
  assert.deepEqual(names(outcome.tree, './DMAcc'), ['1', '2']);
  assert.deepEqual(names(outcome.tree, './DMAcc/2'), ['AppID']);
  assert.equal(run(inbox(account('1')), taken).statuses[0]?.code, 418);
});

test('secrets and nonces of an account cannot be read, copied or listed', () => {
  const inner = appAuth(secret('AAuthSecret', 'chr', 'TOP') + secret('AAuthData', 'bin', 'AQI='));
  const { tree, statuses } = run(inbox(account('x', inner)));
  assert.equal(statuses[0]?.code, 200);
  const uri = './DMAcc/x/AppAuth/1/AAuthSecret';
  assert.equal(run(get(uri), tree).statuses[0]?.code, 405);
  assert.equal(run(get('./DMAcc/x/AppAuth/1/AAuthData'), tree).statuses[0]?.code, 405);
  const copy: Command = {
    kind: 'Copy',
    cmdId: '1',
    items: [{ source: { locUri: uri }, target: { locUri: './seen' } }],
  };
  assert.equal(run(copy, tree).statuses[0]?.code, 405);
  const listed = run(get('./DMAcc?list=TNDS'), tree);
  assert.equal(listed.statuses[0]?.code, 200);
  assert.ok(!JSON.stringify(listed.results).includes('TOP'));
});

function vector(name: string, encoding: Encoding): Tree {
  const file = new URL(`../../../../vectors/${name}`, import.meta.url);
  const message = decode(new Uint8Array(readFileSync(file)), encoding);
  const command = message.commands.find((one) => one.kind === 'Add');
  assert.ok(command?.kind === 'Add');
  const outcome = run(command);
  assert.equal(outcome.statuses[0]?.code, 200);
  return outcome.tree;
}

for (const [name, encoding] of [
  ['messages/29-tnds-add-cdata.xml', 'xml'],
  ['messages/29-tnds-add-cdata.wbxml', 'wbxml'],
  ['messages/29-tnds-add-nested.own.wbxml', 'wbxml'],
  ['messages/30-tnds-add-inline.xml', 'xml'],
  ['messages/30-tnds-add-inline.wbxml', 'wbxml'],
] as const) {
  test(`vector ${name}`, () => {
    const tree = vector(name, encoding);
    assert.equal(getNode(tree, './Vendor/Mail')?.type, 'com.example/1.0/Mail');
    const host = getNode(tree, './Vendor/Mail/Host');
    const port = getNode(tree, './Vendor/Mail/Port');
    assert.ok(host?.format === 'chr' && port?.format === 'int');
    assert.deepEqual(
      [host.value, host.acl, port.value],
      ['imap.example.net', 'Get=*&Replace=dm.example.net', '993'],
    );
  });
}

for (const encoding of ['xml', 'wbxml'] as const) {
  test(`bootstrap vector in ${encoding}: the account goes to ./DMAcc`, () => {
    const tree = vector(`09-bootstrap-dm.${encoding}`, encoding);
    const root = './DMAcc/ExampleDM';
    assert.equal(getNode(tree, root)?.type, URN);
    assert.deepEqual(names(tree, root), ['AppID', 'ServerID', 'Name', 'AAuthPref', 'AppAddr', 'AppAuth']);
    const address = getNode(tree, `${root}/AppAddr/1/Addr`);
    assert.ok(address?.format === 'chr' && address.value === 'https://dm.example.net/oma');
    assert.deepEqual(getNode(tree, `${root}/AppAuth/1/AAuthSecret`)?.access, ['Delete', 'Replace']);
    assert.deepEqual(names(tree, './Inbox'), []);
  });
}
