import assert from 'node:assert/strict';
import { test } from 'node:test';
import { interior, leaf } from '../build.ts';
import { getNode } from '../edit.ts';
import type { TreeNode } from '../node.ts';
import { putAccount } from '../standard/account.ts';
import { openAccounts } from '../standard/account-object.ts';
import { fixedLeaf, fixedNode, standardTree } from '../standard/standard-tree.ts';
import { describeTree } from './describe.ts';
import { misfits } from './misfits.ts';
import { ACCOUNT_DDF, DEV_DETAIL_DDF, DEV_INFO_DDF, INBOX_DDF } from './standard.ts';
import { ddfFromTable } from './table.ts';

const tree = putAccount(
  openAccounts(
    standardTree({
      ...{ devId: 'IMEI:1', man: 'M', mod: 'X', dmV: '1', lang: 'en', devTyp: 'T' },
      ...{ oem: 'O', fwV: '1', swV: '1', hwV: '1', lrgObj: true },
    }),
  ),
  {
    ...{ node: 'main', serverId: 'A', name: 'Home', addr: 'https://dm.example.net/', authPref: 'DIGEST' },
    auth: [{ level: 'CLCRED', type: 'DIGEST', name: 'dev', secret: 's', data: new Uint8Array() }],
  },
);

for (const [uri, description] of [
  ['./DevInfo', DEV_INFO_DDF],
  ['./DevDetail', DEV_DETAIL_DDF],
  ['./Inbox', INBOX_DDF],
  ['./DMAcc/main', ACCOUNT_DDF],
] as const) {
  test(`our ${uri} is what its object says`, () => {
    const node = getNode(tree, uri);
    assert.ok(node);
    assert.deepEqual(misfits(description, node, uri), []);
  });
}

test('a tree fits the description of itself', () => {
  const described = describeTree(tree);
  assert.deepEqual(
    described.map(({ name }) => name),
    [...tree.children.keys()],
  );
  for (const description of described) {
    const node = getNode(tree, [description.name]);
    assert.ok(node);
    assert.deepEqual(misfits(description, node, description.name), []);
  }
});

const description = ddfFromTable('A', 'urn:a', [
  ['.', 'One', 'node', 'Get'],
  ['x', 'One', 'int', 'Get Replace'],
  ['y', 'ZeroOrOne', 'chr', 'Get'],
  ['list', 'ZeroOrOne', 'node', 'Get'],
  ['Ext', 'ZeroOrOne', 'node', 'Get'],
  ['list/*', 'OneOrMore', 'chr', 'Get'],
]);
const x = leaf('1', { format: 'int', permanent: true, access: ['Get', 'Replace'] });
const a = (children: Readonly<Record<string, TreeNode>>, type = 'urn:a') => fixedNode(children, type);
const ROWS: readonly [id: string, node: TreeNode, lines: readonly string[]][] = [
  ['whole', a({ x }), []],
  ['more rights than described', a({ x: { ...x, access: ['Delete', 'Get', 'Replace'] } }), []],
  ['a leaf missing', a({}), ['A/x: missing']],
  ['another format', a({ x: { ...x, format: 'chr' } }), ['A/x: chr instead of int']],
  ['fewer rights', a({ x: { ...x, access: ['Get'] } }), ['A/x: no Replace']],
  ['a stranger', a({ x, z: fixedLeaf('') }), ['A/z: not described']],
  ['a stranger below Ext', a({ x, Ext: fixedNode({ z: fixedLeaf('') }) }), []],
  ['another type', a({ x }, 'urn:b'), ['A: type urn:b']],
  ['not built in', interior({ x }, { type: 'urn:a' }), ['A: not built in']],
  ['a list of none', a({ x, list: fixedNode({}) }), ['A/list: no node at all']],
  ['a list of two', a({ x, list: fixedNode({ one: fixedLeaf(''), two: fixedLeaf('') }) }), []],
  ['a list of another kind', a({ x, list: fixedNode({ one: x }) }), ['A/list/one: int instead of chr']],
];
for (const [id, node, lines] of ROWS) {
  test(`fits: ${id}`, () => assert.deepEqual(misfits(description, node, 'A'), lines));
}

test('no more nodes than there may be', () => {
  const [rules] = [description.children.find(({ name }) => name === 'list')?.children[0]?.rules];
  assert.ok(rules);
  const two = {
    name: 'L',
    children: [{ name: '', rules: { ...rules, occurrence: { optional: true, most: 2 } }, children: [] }],
  };
  const list = (...names: string[]) =>
    fixedNode(Object.fromEntries(names.map((name) => [name, fixedLeaf('')])));
  assert.deepEqual(misfits(two, list('a', 'b'), 'L'), []);
  assert.deepEqual(misfits(two, list('a', 'b', 'c'), 'L'), ['L: more than 2 nodes']);
});
