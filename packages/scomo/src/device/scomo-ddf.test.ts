import assert from 'node:assert/strict';
import { test } from 'node:test';
import { emptyTree, getNode, misfits, type Tree } from '@scomo/tree';
import { after, at, component, empty, leaf, member, node, pkg, ROOT, withSet } from '../../test/device.ts';
import { projectDelivered } from './project-delivered.ts';
import { projectDeployed } from './project-deployed.ts';
import { SCOMO_DDF } from './scomo-ddf.ts';
import { scomoTree } from './scomo-tree.ts';

const found = (tree: Tree, version: keyof typeof SCOMO_DDF = '1.0') => {
  const object = getNode(tree, ROOT);
  assert.ok(object);
  return misfits(SCOMO_DDF[version], object, ROOT);
};
const download = after(
  empty(),
  node('Download/x'),
  leaf('Download/x/PkgID', pkg('1')),
  leaf('Download/x/PkgURL', 'https://dl.example.net/1'),
);
const delivered = { pkgId: pkg('2'), name: 'N', status: 10, state: 10 };

for (const [id, tree] of [
  ['T01-T03 the empty object', empty()],
  ['T04 a download', download],
  ['T05 a delivered package', projectDelivered(download, ROOT, [delivered])],
  ['T06 a deployed component', projectDeployed(download, ROOT, [component('com.a')])],
  ['T18 a set of ours, below Ext', withSet(empty(), 's', [member('com.a', pkg('1'))])],
] as const) {
  test(`${id} is what the standard asks for`, () => assert.deepEqual(found(tree), []));
}

test('a download without PkgID is found out', () => {
  assert.deepEqual(found(after(empty(), node('Download/x'))), [`${at('Download')}/x/PkgID: missing`]);
});

test('an object of version 1.1 is what that asks for, and no other', () => {
  const tree = scomoTree(ROOT, ['A'], { version: '1.1' })(emptyTree());
  assert.deepEqual(found(tree, '1.1'), []);
  assert.notDeepEqual(found(tree, '1.0'), []);
});
