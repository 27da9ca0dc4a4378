import assert from 'node:assert/strict';
import { test } from 'node:test';
import { emptyTree, interior, leaf } from '../build.ts';
import { getNode, putNode } from '../edit.ts';
import { execute, type TreeCommand } from '../execute.ts';
import type { Tree } from '../node.ts';
import { PROPERTIES } from '../uri.ts';

const tree: Tree = [
  ['leaf', leaf('äb', { title: 'T', verNo: 7, tStamp: '20250101T000000Z', acl: 'Get=A&Replace=A' })],
  ['node', interior({ x: leaf('') }, { type: 'urn:x', acl: 'Get=A&Replace=A' })],
  ['fixed', leaf('v', { permanent: true })],
  ['secret', leaf('v', { access: ['Replace'] })],
].reduce<Tree>((now, [name, node]) => putNode(now, [name as string], node as never), {
  ...emptyTree(),
  acl: 'Add=A&Delete=A&Exec=A&Get=A&Replace=A',
});
const run = (kind: 'Add' | 'Copy' | 'Delete' | 'Exec' | 'Get' | 'Replace', locUri: string, data?: string) => {
  const source = kind === 'Copy' ? { source: { locUri: './leaf' } } : {};
  const item = { target: { locUri }, ...source, ...(data === undefined ? {} : { data }) };
  const command: TreeCommand = { kind, cmdId: '1', items: [item] };
  return execute(tree, command, { serverId: 'A', objects: [], now: '2026-02-03T04:05:06Z' });
};

/** spec/omadm.md §3.4: value of each property, or the status. */
const READ: Readonly<
  Record<(typeof PROPERTIES)[number], readonly [leaf: string | number, node: string | number]>
> = {
  ACL: ['Get=A&Replace=A', 'Get=A&Replace=A'],
  Format: ['chr', 'node'],
  Name: ['leaf', 'node'],
  Size: ['3', 406],
  Title: ['T', ''],
  TStamp: ['20250101T000000Z', ''],
  Type: ['text/plain', 'urn:x'],
  VerNo: ['7', '0'],
};
const REPLACED: Readonly<Record<(typeof PROPERTIES)[number], number>> = {
  ...{ ACL: 200, Name: 200, Title: 200 },
  ...{ Format: 405, Size: 405, TStamp: 405, Type: 405, VerNo: 405 },
};

for (const name of PROPERTIES) {
  for (const [index, node] of ['leaf', 'node'].entries()) {
    const expected = READ[name][index];
    test(`C23, C26 Get ./${node}?prop=${name}: ${expected === '' ? 'empty' : expected}`, () => {
      const { statuses, results } = run('Get', `./${node}?prop=${name}`);
      assert.equal(results[0]?.items[0]?.data ?? statuses[0]?.code, expected);
      assert.equal(results[0]?.items[0]?.meta, undefined, 'properties have no Meta');
    });
    test(`C23 Replace ./${node}?prop=${name}: ${REPLACED[name]}`, () => {
      const data = name === 'ACL' ? 'Get=*' : 'n';
      assert.equal(run('Replace', `./${node}?prop=${name}`, data).statuses[0]?.code, REPLACED[name]);
    });
  }
  for (const kind of ['Add', 'Copy', 'Delete', 'Exec'] as const) {
    test(`C23 ${kind} ./leaf?prop=${name}: 405`, () => {
      const outcome = run(kind, `./leaf?prop=${name}`, 'x');
      assert.deepEqual([outcome.statuses[0]?.code, outcome.tree], [405, tree]);
    });
  }
}

for (const [id, kind, uri, data, code] of [
  ['C20 a permanent node is not renamed', 'Replace', './fixed?prop=Name', 'n', 405],
  ['C20 no two siblings of one name', 'Replace', './leaf?prop=Name', 'node', 418],
  ['C23 an unknown property', 'Get', './leaf?prop=Colour', undefined, 406],
  ['C31 the Size of a secret', 'Get', './secret?prop=Size', undefined, 405],
  ['the Title of a secret may be read', 'Get', './secret?prop=Title', undefined, 200],
  ['S28 two properties at once', 'Get', './leaf?prop=ACL?prop=Name', undefined, 400],
] as const) {
  test(id, () => assert.equal(run(kind, uri, data).statuses[0]?.code, code));
}

test('C25 the ACL of a node that inherits is empty', () => {
  assert.equal(run('Get', './fixed?prop=ACL').results[0]?.items[0]?.data, '');
});

test('a change of a property counts as a change of the node', () => {
  const node = getNode(run('Replace', './leaf?prop=Title', 'new').tree, './leaf');
  assert.deepEqual([node?.title, node?.verNo, node?.tStamp], ['new', 8, '20260203T040506Z']);
});
