import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Add, Item } from '@scomo/syncml';
import { emptyTree, interior, leaf } from '../build.ts';
import type { DeviceObject } from '../device-object.ts';
import { getNode, putNode } from '../edit.ts';
import { execute } from '../execute.ts';
import { LIMITS } from '../limits.ts';
import type { Tree } from '../node.ts';

const context = { serverId: 'A', objects: [] as DeviceObject<never>[], now: '2026-02-03T04:05:06Z' };
const changed = { verNo: 1, tStamp: '20260203T040506Z' };
const add = (locUri: string, more: Omit<Item, 'target'> = { data: 'v' }): Add => ({
  kind: 'Add',
  cmdId: 'a',
  items: [{ target: { locUri }, ...more }],
});

function fixture(acl = 'Add=A&Delete=A&Get=A&Replace=A'): Tree {
  const full = new Map(Array.from({ length: LIMITS.childrenMax }, (_, i) => [`c${i}`, leaf('')]));
  const nodes = {
    leaf: leaf('x'),
    closed: interior({}, { access: ['Get'] }),
    Full: interior(full),
    theirs: interior({}, { acl: 'Add=B' }),
  };
  const tree: Tree = { ...emptyTree(), acl };
  return Object.entries(nodes).reduce<Tree>((now, [name, node]) => putNode(now, [name], node), tree);
}

test('missing ancestors are made, without Type and ACL', () => {
  const outcome = execute(fixture(), add('./a/b/c'), context);
  assert.deepEqual(outcome.statuses, [{ cmdId: 'a', cmd: 'Add', code: 200 }]);
  const b = interior({ c: leaf('v', changed) }, changed);
  assert.deepEqual(getNode(outcome.tree, './a'), interior({ b }, changed));
});

test('the first missing ancestor is in the hands of a server that lacks Replace above', () => {
  const { tree } = execute(fixture('Add=A&Get=A'), add('./a/b/c'), context);
  assert.equal(getNode(tree, './a')?.acl, 'Add=A&Delete=A&Replace=A');
  assert.equal(getNode(tree, './a/b')?.acl, '');
  assert.equal(getNode(tree, './a/b/c')?.acl, '');
});

const REFUSED: [uri: string, code: number, ancestor: string][] = [
  ['./leaf/a/b', 405, './leaf/a'],
  ['./closed/a/b', 405, './closed/a'],
  ['./theirs/a/b/c', 425, './theirs/a'],
  ['./Full/a/b', 420, './Full/a'],
];

for (const [uri, code, ancestor] of REFUSED) {
  test(`Add of ${uri} is answered ${code} for ${ancestor}`, () => {
    const tree = fixture();
    const outcome = execute(tree, add(uri), context);
    const items = [{ target: { locUri: ancestor } }];
    assert.deepEqual(outcome.statuses, [{ cmdId: 'a', cmd: 'Add', code, items }]);
    assert.equal(outcome.tree, tree);
  });
}

test('no ancestor stays when the node itself is refused, and none is named', () => {
  const tree = fixture();
  const outcome = execute(tree, add('./a/b/c', { meta: { format: 'int' }, data: 'x' }), context);
  assert.deepEqual(outcome.statuses, [{ cmdId: 'a', cmd: 'Add', code: 415 }]);
  assert.equal(outcome.tree, tree);
});

test('an object guards each ancestor and hears of all of them once the whole is there', () => {
  const heard: string[] = [];
  const object: DeviceObject<never> = {
    root: './obj',
    guard: (_tree, uri) => (uri.endsWith('/bad') ? 403 : undefined),
    added: (tree, uri) => {
      heard.push(uri);
      assert.ok(getNode(tree, './obj/a/b'));
      return tree;
    },
  };
  const tree = putNode(fixture(), './obj', interior());
  const own = { ...context, objects: [object] };
  assert.equal(execute(tree, add('./obj/a/b'), own).statuses[0]?.code, 200);
  assert.deepEqual(heard, ['./obj/a', './obj/a/b']);
  const [status] = execute(tree, add('./obj/bad/b'), own).statuses;
  assert.deepEqual([status?.code, status?.items?.[0]?.target?.locUri], [403, './obj/bad']);
});
