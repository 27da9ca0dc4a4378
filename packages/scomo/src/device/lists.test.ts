import assert from 'node:assert/strict';
import { test } from 'node:test';
import { emptyTree, type Tree } from '@scomo/tree';
import { after, codes, empty, leaf, node, pkg, ROOT, replace } from '../../test/device.ts';
import { DEVICE_LIMITS } from '../limits.ts';
import { listFault } from './lists.ts';
import { scomoTree } from './scomo-tree.ts';

const later = (): Tree => scomoTree(ROOT, ['A'], { version: '1.1' })(emptyTree());
const WHAT = { component: 'com.a', version: '1.0', pkgId: pkg('1') };

/** A list with one entry of these leaves. */
function listed(list: string, leaves: Readonly<Record<string, string>>): Tree {
  const entry = `${list}/z`;
  return after(
    later(),
    node(entry),
    ...Object.entries(leaves).map(([name, value]) => leaf(`${entry}/${name}`, value)),
  );
}

const ROWS: readonly [string, Tree, string | undefined][] = [
  ['no lists', empty(), undefined],
  ['empty lists', later(), undefined],
  ['blacklisted', listed('Blacklisted', { ID: 'com.a' }), 'com.a 1.0 is blacklisted'],
  ['this version', listed('Blacklisted', { ID: 'com.a', Version: '1.0' }), 'com.a 1.0 is blacklisted'],
  ['another version', listed('Blacklisted', { ID: 'com.a', Version: '2.0' }), undefined],
  ['this package', listed('Blacklisted', { ID: 'com.a', PkgID: pkg('1') }), 'com.a 1.0 is blacklisted'],
  ['another package', listed('Blacklisted', { ID: 'com.a', PkgID: pkg('2') }), undefined],
  ['an entry without an ID', listed('Blacklisted', { Version: '1.0' }), undefined],
  ['whitelisted', listed('Whitelisted', { ID: 'com.a' }), undefined],
  ['another one whitelisted', listed('Whitelisted', { ID: 'com.b' }), 'com.a 1.0 is not whitelisted'],
];
for (const [id, tree, fault] of ROWS)
  test(`lists: ${id}`, () => assert.equal(listFault(tree, ROOT, WHAT), fault));

test('an entry can be changed; other things do not stand in a list, and none in version 1.0', () => {
  const tree = listed('Blacklisted', { ID: 'com.a' });
  assert.equal(listFault(after(tree, replace('Blacklisted/z/ID', 'com.b')), ROOT, WHAT), undefined);
  assert.deepEqual(codes(tree, leaf('Blacklisted/z/Name', 'x')), [405]);
  assert.deepEqual(codes(tree, leaf('Blacklisted/z/Version', '1', { format: 'int' })), [415]);
  assert.deepEqual(codes(tree, leaf('Blacklisted/y', 'x')), [415]);
  assert.deepEqual(codes(tree, node('Blacklisted/z/ID/x')), [405]);
  assert.deepEqual(codes(empty(), node('Blacklisted/z')), [405]);
});

test('a list is full at its limit', () => {
  let tree = later();
  for (let i = 0; i < DEVICE_LIMITS.listEntriesMax; i++) tree = after(tree, node(`Whitelisted/${i}`));
  assert.deepEqual(codes(tree, node('Whitelisted/more')), [420]);
});
