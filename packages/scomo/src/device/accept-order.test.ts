import assert from 'node:assert/strict';
import { test } from 'node:test';
import { putNode, type Tree, leaf as treeLeaf } from '@scomo/tree';
import {
  after,
  at,
  component,
  del,
  empty,
  exec,
  leaf,
  member,
  node,
  pkg,
  ROOT,
  replace,
  run,
  withSet,
} from '../../test/device.ts';
import { projectDelivered } from './project-delivered.ts';
import { projectDeployed } from './project-deployed.ts';

const X = 'Download/x';
const A = member('com.a', pkg('a'));
const B = member('com.b', pkg('b'));
const S = 'Ext/Scomo/Sets/s';
const withX = () => after(empty(), node(X), leaf(`${X}/PkgID`, 'p'), leaf(`${X}/PkgURL`, 'HTTP://a/b'));
const staged = (members = [A, B]) =>
  projectDeployed(
    withSet(empty(), 's', [A, B]),
    ROOT,
    members.map((one) => component(one.component, { active: false, pkgId: one.pkgId })),
  );
const code = (tree: Tree, uri: string) => {
  const { statuses, effects } = run(tree, exec(uri, 'c'));
  assert.equal(effects.length, statuses[0]?.code === 202 ? 1 : 0);
  return statuses[0]?.code;
};

for (const operation of ['Download', 'DownloadInstall', 'DownloadInstallInactive'] as const) {
  test(`${operation}: the order holds everything`, () => {
    const tree = after(withX(), leaf(`${X}/InstallParams`, '--fast'));
    const outcome = run(tree, exec(`${X}/Operations/${operation}`, 'c1'));
    assert.equal(outcome.tree, tree);
    assert.deepEqual(outcome.effects, [
      {
        operation,
        correlator: 'c1',
        serverId: 'A',
        uri: at(`${X}/Operations/${operation}`),
        node: at(X),
        download: { pkgId: 'p', pkgUrl: 'HTTP://a/b', installParams: '--fast' },
      },
    ]);
  });
}

test('no Correlator, none in the order', () => {
  const [order] = run(withX(), exec(`${X}/Operations/Download`)).effects;
  assert.equal(order && 'correlator' in order, false);
});

const CONSENT = { mode: 'ask', deferralsMax: 3 };
test('a member of a set: the order holds the set', () => {
  const tree = withSet(empty(), 's', [A, B]);
  const [order] = run(tree, exec('Download/s-1/Operations/DownloadInstallInactive', 'c')).effects;
  assert.deepEqual(order?.set, { name: 's', members: [A, B], consent: CONSENT });
  assert.equal(order?.download?.set, 's');
});

const OP = 'Download/s-0/Operations/DownloadInstallInactive';
const set = () => withSet(empty(), 's', [A]);
const REFUSED: [string, Tree, string][] = [
  ['no PkgID', after(withX(), del(`${X}/PkgID`)), `${X}/Operations/Download`],
  ['empty PkgID', after(withX(), replace(`${X}/PkgID`, ' ')), `${X}/Operations/Download`],
  ['no PkgURL', after(withX(), del(`${X}/PkgURL`)), `${X}/Operations/Download`],
  ['unknown scheme', after(withX(), replace(`${X}/PkgURL`, 'ftp://a')), `${X}/Operations/Download`],
  ['file scheme', after(withX(), replace(`${X}/PkgURL`, 'file:///etc/passwd')), `${X}/Operations/Download`],
  ['set not there', after(set(), del(S)), OP],
  ['set without Members', after(set(), del(`${S}/Members`)), OP],
  ['set without Consent', after(set(), del(`${S}/Consent`)), OP],
  ['malformed Members', after(set(), replace(`${S}/Members`, '[{}]')), OP],
  ['malformed Consent', after(set(), replace(`${S}/Consent`, '{"mode":"never"}')), OP],
  ['no member of the set', after(set(), replace('Download/s-0/PkgID', pkg('f'))), OP],
  ['set named by a path', after(set(), replace('Download/s-0/Ext/Scomo/Set', '../Sets/s')), OP],
  ['set with a bad name', after(set(), replace('Download/s-0/Ext/Scomo/Set', 'a%zz')), OP],
  ['member activated alone', set(), 'Download/s-0/Operations/DownloadInstall'],
  ['member only delivered', set(), 'Download/s-0/Operations/Download'],
  ['set without its packages', set(), `${S}/Operations/Activate`],
  ['set with one package missing', staged([A]), `${S}/Operations/Activate`],
  [
    'set with another package of the component',
    staged([A, { ...B, pkgId: pkg('c') }]),
    `${S}/Operations/Activate`,
  ],
  [
    'set with the package under another ID',
    staged([A, { ...B, component: 'com.c' }]),
    `${S}/Operations/Activate`,
  ],
  ['set without Members, activated', after(staged(), del(`${S}/Members`)), `${S}/Operations/Activate`],
  ['empty set', after(empty(), node(S)), `${S}/Operations/Activate`],
];
for (const [name, tree, uri] of REFUSED) {
  test(`412: ${name}`, () => {
    assert.equal(code(tree, uri), 412);
  });
}

test('ActivateSet: every package staged or active already', () => {
  const [order] = run(staged(), exec(`${S}/Operations/Activate`, 'a-1')).effects;
  assert.deepEqual(order, {
    operation: 'ActivateSet',
    correlator: 'a-1',
    serverId: 'A',
    uri: at(`${S}/Operations/Activate`),
    node: at(S),
    set: { name: 's', members: [A, B], consent: CONSENT },
  });
});

const Y = 'Inventory/Deployed/com.a';
for (const operation of ['Activate', 'Deactivate', 'Remove'] as const) {
  test(`${operation} of a component`, () => {
    const tree = projectDeployed(empty(), ROOT, [component('com.a', { pkgId: '' })]);
    const [order] = run(tree, exec(`${Y}/Operations/${operation}`, 'c')).effects;
    assert.deepEqual([order?.operation, order?.node], [operation, at(Y)]);
    assert.deepEqual(order?.component, { id: 'com.a', version: '1.0.0' });
  });
}

test('a component without an ID cannot be operated on', () => {
  const tree = projectDeployed(empty(), ROOT, [component('com.a')]);
  assert.equal(code(putNode(tree, at(`${Y}/ID`), treeLeaf('')), `${Y}/Operations/Remove`), 412);
});

const Z = 'Inventory/Delivered/z';
for (const operation of ['Install', 'InstallInactive', 'Remove'] as const) {
  test(`${operation} of a delivered package`, () => {
    const base = after(empty(), node('Download/z'), leaf('Download/z/PkgID', pkg('1')));
    const tree = projectDelivered(base, ROOT, [{ pkgId: pkg('1'), name: '', status: 10, state: 10 }]);
    const [order] = run(tree, exec(`${Z}/Operations/${operation}`, 'c')).effects;
    assert.deepEqual([order?.operation, order?.delivered], [operation, { pkgId: pkg('1') }]);
    const bare = putNode(tree, at(`${Z}/PkgID`), treeLeaf(''));
    assert.equal(code(bare, `${Z}/Operations/${operation}`), 412);
  });
}

test('P23 InstallParams of a delivered package: as it came, as a server replaces them, or added later', () => {
  const one = { pkgId: pkg('1'), name: '', status: 10, state: 10 };
  const name = 'Inventory/Delivered/sha256_111111111111111';
  const params = (tree: ReturnType<typeof empty>) =>
    run(tree, exec(`${name}/Operations/Install`, 'c')).effects[0]?.delivered?.installParams;
  const told = projectDelivered(empty(), ROOT, [{ ...one, installParams: 'a' }]);
  assert.equal(params(told), 'a');
  const replaced = after(told, replace(`${name}/InstallParams`, 'b'));
  assert.equal(params(replaced), 'b');
  assert.equal(params(projectDelivered(replaced, ROOT, [{ ...one, installParams: 'a' }])), 'b');
  const untold = projectDelivered(empty(), ROOT, [one]);
  assert.equal(params(untold), undefined);
  assert.equal(params(after(untold, leaf(`${name}/InstallParams`, 'c'))), 'c');
});
