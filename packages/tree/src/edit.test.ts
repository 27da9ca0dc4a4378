import assert from 'node:assert/strict';
import { test } from 'node:test';
import { emptyTree, interior, leaf } from './build.ts';
import { getNode, putNode, removeNode, renameNode, setValue, touch } from './edit.ts';
import { fromJson, toJson } from './json.ts';
import type { Interior, Tree } from './node.ts';

const build = (): Tree => {
  const node = interior(
    new Map([
      ['a', leaf('1')],
      ['b', leaf('2')],
      ['c', leaf('3')],
    ]),
  );
  return putNode(putNode(emptyTree(), './N', node), './M', interior());
};
const names = (tree: Tree, uri: string) => [...(getNode(tree, uri) as Interior).children.keys()];

test('a change copies the path and shares the rest', () => {
  const tree = build();
  const next = setValue(tree, './N/b', 'x', '20260101T000000Z');
  assert.equal(getNode(next, './M'), getNode(tree, './M'));
  assert.equal(getNode(next, './N/a'), getNode(tree, './N/a'));
  assert.deepEqual(getNode(tree, './N/b'), leaf('2'));
  assert.deepEqual(getNode(next, './N/b'), leaf('x', { verNo: 1, tStamp: '20260101T000000Z' }));
  assert.equal(setValue(next, './N/b', 'x'), next);
});

test('children keep their order', () => {
  const tree = build();
  assert.deepEqual(names(renameNode(tree, './N/b', 'z'), './N'), ['a', 'z', 'c']);
  assert.deepEqual(names(setValue(tree, './N/a', 'x'), './N'), ['a', 'b', 'c']);
  assert.deepEqual(names(removeNode(tree, './N/b'), './N'), ['a', 'c']);
  assert.deepEqual(names(putNode(tree, './N/0', leaf('')), './N'), ['a', 'b', 'c', '0']);
});

test('names of the language are plain names', () => {
  for (const name of ['__proto__', 'constructor', 'toString']) {
    assert.equal(getNode(build(), ['N', name]), undefined);
    const tree = putNode(build(), ['N', name], leaf('v'));
    assert.deepEqual(getNode(tree, `./N/${name}`), leaf('v'));
    assert.deepEqual(fromJson(JSON.parse(JSON.stringify(toJson(tree)))), tree);
  }
});

test('JSON keeps octets and everything else', () => {
  const tree = putNode(build(), './bin', leaf(Uint8Array.of(0, 1, 255), { acl: 'Get=*' }));
  assert.deepEqual(fromJson(JSON.parse(JSON.stringify(toJson(tree)))), tree);
});

test('VerNo wraps', () => {
  assert.equal(touch(leaf('', { verNo: 0xffff }), '').verNo, 0);
});

test('absent', () => {
  const tree = build();
  assert.equal(getNode(tree, './N/a/b'), undefined);
  assert.equal(getNode(tree, './X/b'), undefined);
  assert.equal(removeNode(tree, './X'), tree);
  assert.equal(removeNode(tree, './N/a/b'), tree);
});

test('misuse throws', () => {
  const tree = build();
  assert.throws(() => putNode(tree, './X/y', leaf('')), /no interior node: X/);
  assert.throws(() => putNode(tree, './N/a/b', leaf('')), /no interior node: a/);
  assert.throws(() => putNode(tree, '.', leaf('')), /root/);
  assert.throws(() => removeNode(tree, '.'), /root/);
  assert.throws(() => setValue(tree, './N', 'x'), /no leaf/);
  assert.throws(() => setValue(tree, './X', 'x'), /no leaf/);
  assert.throws(() => renameNode(tree, './N/x', 'y'), /cannot rename/);
  assert.throws(() => renameNode(tree, './N/a', 'b'), /cannot rename/);
  assert.throws(() => getNode(tree, './N?prop=ACL'), /no plain tree URI/);
  assert.throws(() => getNode(tree, ''), /no plain tree URI/);
});
