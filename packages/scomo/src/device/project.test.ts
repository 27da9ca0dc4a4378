import assert from 'node:assert/strict';
import { test } from 'node:test';
import { getNode, type Interior, interior, leaf, putNode, type Tree } from '@scomo/tree';
import fc from 'fast-check';
import {
  leaf as addLeaf,
  after,
  at,
  component,
  empty,
  node,
  pkg,
  ROOT,
  read,
  run,
} from '../../test/device.ts';
import { downloadAcls } from './download-acls.ts';
import type { DeployedComponent } from './order.ts';
import { projectDelivered } from './project-delivered.ts';
import { deployedUri, projectDeployed } from './project-deployed.ts';

const names = (tree: Tree, branch = 'Deployed') => [
  ...(getNode(tree, at(`Inventory/${branch}`)) as Interior).children.keys(),
];
const deploy = (components: DeployedComponent[], tree = empty()) => projectDeployed(tree, ROOT, components);
const staged = (id: string, pkgId = pkg('1')) => component(id, { active: false, pkgId, version: '2.0.0' });

test('all that the installers found can be read', () => {
  const tree = deploy([
    component('com.a', { name: 'A', description: 'd', version: '1.2', status: 40 }),
    staged('com.b'),
  ]);
  const row = (name: string) =>
    ['ID', 'PkgIDRef', 'Name', 'Description', 'Version', 'State', 'Status', 'EnvType'].map((one) =>
      read(tree, `Inventory/Deployed/${name}/${one}`),
    );
  assert.deepEqual(row('com.a'), ['com.a', pkg('0'), 'A', 'd', '1.2', '20', '40', 'generation']);
  assert.deepEqual(row('com.b'), ['com.b', pkg('1'), 'Name', '', '2.0.0', '10', '10', 'generation']);
});

test('a staged version stands beside the active one until it is activated', () => {
  const before = deploy([component('com.a')]);
  const beside = deploy([component('com.a'), staged('com.a')], before);
  assert.deepEqual(names(beside), ['com.a', 'com.a.next']);
  assert.equal(
    getNode(beside, at('Inventory/Deployed/com.a')),
    getNode(before, at('Inventory/Deployed/com.a')),
  );
  assert.equal(deployedUri(beside, ROOT, 'com.a', pkg('1')), at('Inventory/Deployed/com.a.next'));
  const done = deploy([{ ...staged('com.a'), active: true }], beside);
  assert.deepEqual(names(done), ['com.a']);
  assert.equal(read(done, 'Inventory/Deployed/com.a/Version'), '2.0.0');
  assert.equal(read(done, 'Inventory/Deployed/com.a/PkgIDRef'), pkg('1'));
  assert.equal(read(done, 'Inventory/Deployed/com.a/State'), '20');
  assert.equal(getNode(done, at('Inventory/Deployed/com.a/Version'))?.verNo, 1);
  assert.equal(getNode(done, at('Inventory/Deployed/com.a/Name'))?.verNo, 0);
  assert.equal(deployedUri(done, ROOT, 'com.a', pkg('0')), undefined);
});

test('the order of the list does not matter for who has the plain name', () => {
  assert.deepEqual(names(deploy([staged('com.a'), component('com.a')])), ['com.a', 'com.a.next']);
  assert.equal(read(deploy([staged('com.a'), component('com.a')]), 'Inventory/Deployed/com.a/State'), '20');
});

test('a staged version alone has the plain name, also when the active one has gone', () => {
  const beside = deploy([component('com.a'), staged('com.a')]);
  assert.deepEqual(names(deploy([staged('com.a')])), ['com.a']);
  assert.deepEqual(names(deploy([staged('com.a')], beside)), ['com.a']);
});

test('the same again is the same tree', () => {
  const list = [component('com.a'), staged('com.a'), component('deb:b')];
  const tree = deploy(list);
  assert.equal(deploy(list, tree), tree);
  assert.equal(deploy([...list].reverse(), tree), tree);
});

test('names are made safe, clashes get a hash and keep it', () => {
  const tree = deploy([
    component('deb:nginx'),
    component('a/b'),
    component('a_b'),
    component('..'),
    component(''),
  ]);
  const [nginx, first, second, dots, none] = names(tree);
  assert.deepEqual([nginx, first, dots, none], ['deb_nginx', 'a_b', '_..', '_']);
  assert.match(second ?? '', /^a_b-[0-9a-f]{8}$/);
  const without = deploy([component('a_b')], tree);
  assert.deepEqual(names(without), [second]);
  assert.deepEqual(names(deploy([component('a/b'), component('a_b')], without)), [second, 'a_b']);
});

test('an ID that looks like a staged name does not hide a staged version', () => {
  const tree = deploy([component('x.next'), component('x'), staged('x')]);
  assert.equal(new Set(names(tree)).size, 3);
  assert.equal(read(tree, 'Inventory/Deployed/x.next/ID'), 'x.next');
  assert.equal(read(tree, 'Inventory/Deployed/x/ID'), 'x');
});

const id = fc.string({ unit: fc.constantFrom(...'ab./_:é'), maxLength: 40 });
const list = fc.uniqueArray(fc.record({ id, active: fc.boolean(), digit: fc.constantFrom('1', '2') }), {
  selector: (one) => `${one.id} ${one.active}`,
  maxLength: 8,
});
test('one node for each, with a short safe name that it keeps', () => {
  fc.assert(
    fc.property(list, list, (one, two) => {
      let tree = empty();
      const plain = new Map<string, string | undefined>();
      for (const found of [one, two, two]) {
        const components = found.map(({ id, active, digit }) => component(id, { active, pkgId: pkg(digit) }));
        tree = deploy(components, tree);
        assert.equal(names(tree).length, components.length);
        for (const name of names(tree)) assert.match(name, /^(?!\.+$)[A-Za-z0-9._-]{1,31}$/);
        for (const each of components.filter((one) => one.active)) {
          const uri = deployedUri(tree, ROOT, each.id, each.pkgId);
          if (found === two && one.some((old) => old.id === each.id && old.active)) {
            assert.equal(uri ?? '', plain.get(each.id) ?? uri);
          }
          if (components.filter((other) => other.id === each.id).length === 1) plain.set(each.id, uri);
        }
      }
    }),
    { numRuns: 200 },
  );
});

test('ACLs and vendor data of a node stay', () => {
  let tree = deploy([component('com.a')]);
  const uri = at('Inventory/Deployed/com.a');
  const old = getNode(tree, uri) as Interior;
  tree = putNode(tree, uri, { ...old, acl: 'Get=B' });
  tree = putNode(tree, `${uri}/Ext`, interior({ v: leaf('1') }));
  tree = deploy([component('com.a', { version: '9' })], tree);
  assert.equal(getNode(tree, uri)?.acl, 'Get=B');
  assert.ok(getNode(tree, `${uri}/Ext/v`));
});

test('Z6 new nodes take over the ACL of the download they came from', () => {
  let tree = after(
    empty(),
    node('Download/x'),
    addLeaf('Download/x/PkgID', pkg('1')),
    node('Download/y'),
    addLeaf('Download/y/PkgID', pkg('2')),
  );
  const x = getNode(tree, at('Download/x')) as Interior;
  tree = putNode(tree, at('Download/x'), { ...x, acl: 'Get=B&Exec=B' });
  const acls = downloadAcls(tree, ROOT);
  assert.deepEqual([...acls], [[pkg('1'), 'Exec=B&Get=B']]);
  tree = projectDeployed(tree, ROOT, [staged('com.a'), component('com.b', { pkgId: pkg('2') })], acls);
  assert.equal(getNode(tree, at('Inventory/Deployed/com.a'))?.acl, 'Exec=B&Get=B');
  assert.equal(getNode(tree, at('Inventory/Deployed/com.b'))?.acl, '');
  const get = {
    kind: 'Get',
    cmdId: '1',
    items: [{ target: { locUri: at('Inventory/Deployed/com.a/ID') } }],
  } as const;
  assert.equal(run(tree, get, { serverId: 'A' }).statuses[0]?.code, 425);
  assert.equal(run(tree, get, { serverId: 'B' }).statuses[0]?.code, 200);
});

test('an ACL of the whole Download branch counts as well', () => {
  let tree = after(empty(), node('Download/x'), addLeaf('Download/x/PkgID', pkg('1')));
  const branch = getNode(tree, at('Download')) as Interior;
  tree = putNode(tree, at('Download'), { ...branch, acl: 'Get=B' });
  assert.deepEqual([...downloadAcls(tree, ROOT)], [[pkg('1'), 'Get=B']]);
});

const parcel = (pkgId: string, state = 10) => ({ pkgId, name: 'N', status: 10, state });
test('delivered packages: named as their download was, then by themselves', () => {
  let tree = after(empty(), node('Download/x'), addLeaf('Download/x/PkgID', pkg('1')));
  tree = projectDelivered(tree, ROOT, [parcel(pkg('1')), parcel(pkg('2')), parcel(`${pkg('2')}2`)]);
  const [first, second, third] = names(tree, 'Delivered');
  assert.deepEqual([first, second], ['x', 'sha256_222222222222222']);
  assert.match(third ?? '', /^sha256_222222222222222-[0-9a-f]{8}$/);
  const again = projectDelivered(tree, ROOT, [parcel(pkg('1'), 20), parcel(pkg('2'))]);
  assert.deepEqual(names(again, 'Delivered'), [first, second]);
  assert.equal(read(again, 'Inventory/Delivered/x/State'), '20');
  assert.equal(projectDelivered(again, ROOT, [parcel(pkg('1'), 20), parcel(pkg('2'))]), again);
  assert.deepEqual(names(projectDelivered(again, ROOT, []), 'Delivered'), []);
});

test('misuse throws', () => {
  const bad = putNode(empty(), at('Inventory/Deployed/com.a.next'), leaf(''));
  assert.throws(() => deploy([component('com.a'), staged('com.a')], bad), /a leaf stands/);
  assert.throws(() => projectDeployed(empty(), './Other', []), /no branch/);
});
