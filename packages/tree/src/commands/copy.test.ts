import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Copy } from '@scomo/syncml';
import { emptyTree, interior, leaf } from '../build.ts';
import { getNode, putNode } from '../edit.ts';
import { execute } from '../execute.ts';
import type { Tree } from '../node.ts';

const NODES = {
  text: leaf('one', { title: 'T' }),
  num: leaf('5', { format: 'int' }),
  raw: leaf(Uint8Array.of(1, 2)),
  Sub: interior({ x: leaf('1') }),
  ro: leaf('v', { access: ['Get'] }),
  wo: leaf('secret', { access: ['Replace'] }),
  fixed: leaf('v', { permanent: true, access: ['Get', 'Replace'] }),
  closed: interior({}, { access: ['Get'] }),
  theirs: interior({ z: leaf('') }, { acl: 'Get=B&Replace=B&Add=B' }),
  readable: interior({ z: leaf('seen') }, { acl: 'Get=*' }),
};

function fixture(): Tree {
  const tree: Tree = { ...emptyTree(), acl: 'Add=A&Delete=A&Get=A&Replace=A' };
  return Object.entries(NODES).reduce<Tree>((now, [name, node]) => putNode(now, [name], node), tree);
}

const context = { serverId: 'A', objects: [], now: '2026-02-03T04:05:06Z' };
const changed = { verNo: 1, tStamp: '20260203T040506Z' };
const copy = (...pairs: [from: string, to: string][]): Copy => ({
  kind: 'Copy',
  cmdId: 'c',
  items: pairs.map(([from, to]) => ({ source: { locUri: from }, target: { locUri: to } })),
});

const REFUSED: [from: string, to: string, code: number][] = [
  ['./no', './text', 404],
  ['./text/..', './num', 400],
  ['./text?prop=Nope', './num', 406],
  ['./text?prop=Name', './num', 405],
  ['./text', './num?prop=Name', 405],
  ['./text', './num?prop=Title', 405],
  ['./Sub', './new', 405],
  ['./Sub', './text', 405],
  ['./text', './Sub', 403],
  ['./text', '.', 403],
  ['./wo', './new', 405],
  ['./wo', './text', 405],
  ['./theirs/z', './new', 425],
  ['./text', './theirs/z', 425],
  ['./text', './theirs/new', 425],
  ['./text', './readable/z', 425],
  ['./text', './ro', 405],
  ['./text', './closed/new', 405],
  ['./text', './num/new', 405],
  ['./num', './fixed', 415],
];

for (const [from, to, code] of REFUSED) {
  test(`Copy of ${from} to ${to} is answered ${code}`, () => {
    const tree = fixture();
    const outcome = execute(tree, copy([from, to]), context);
    assert.deepEqual(outcome.statuses, [{ cmdId: 'c', cmd: 'Copy', code }]);
    assert.equal(outcome.tree, tree);
  });
}

test('Copy without Source is answered 412', () => {
  const command: Copy = { kind: 'Copy', cmdId: 'c', items: [{ target: { locUri: './new' } }] };
  assert.equal(execute(fixture(), command, context).statuses[0]?.code, 412);
});

const DONE: [from: string, to: string, node: ReturnType<typeof getNode>][] = [
  ['./text', './new', leaf('one', changed)],
  ['./num', './text', leaf('5', { format: 'int', title: 'T', ...changed })],
  ['./raw', './text', leaf(Uint8Array.of(1, 2), { title: 'T', ...changed })],
  ['./raw', './deep/new', leaf(Uint8Array.of(1, 2), changed)],
  ['./readable/z', './Sub/x', leaf('seen', changed)],
];

for (const [from, to, node] of DONE) {
  test(`Copy of ${from} to ${to} is done`, () => {
    const outcome = execute(fixture(), copy([from, to]), context);
    assert.deepEqual(outcome.statuses, [{ cmdId: 'c', cmd: 'Copy', code: 200 }]);
    assert.deepEqual(getNode(outcome.tree, to), node);
    assert.deepEqual(getNode(outcome.tree, from), getNode(fixture(), from));
  });
}

test('Items that differ name both ends', () => {
  const outcome = execute(fixture(), copy(['./text', './a'], ['./no', './b']), context);
  assert.deepEqual(outcome.statuses, [
    { cmdId: 'c', cmd: 'Copy', code: 200, targetRef: './a', sourceRef: './text' },
    { cmdId: 'c', cmd: 'Copy', code: 404, targetRef: './b', sourceRef: './no' },
  ]);
});

test('an Atomic takes a Copy back', () => {
  const bad: Copy = { ...copy(['./no', './b']), cmdId: 'd' };
  const tree = fixture();
  const atomic = { kind: 'Atomic', cmdId: 't', commands: [copy(['./text', './a']), bad] } as const;
  const outcome = execute(tree, atomic, context);
  assert.deepEqual(
    outcome.statuses.map(({ code }) => code),
    [507, 216, 404],
  );
  assert.equal(outcome.tree, tree);
});
