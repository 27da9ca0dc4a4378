import assert from 'node:assert/strict';
import { test } from 'node:test';
import { emptyTree, getNode } from '@scomo/tree';
import {
  after,
  at,
  codes,
  component,
  del,
  empty,
  exec,
  get,
  leaf,
  node,
  pkg,
  ROOT,
  read,
  replace,
  run,
  sequence,
} from '../../test/device.ts';
import { REQUEST_LIMITS } from '../limits.ts';
import { checkHours } from './offers-in.ts';
import { projectDelivered } from './project-delivered.ts';
import { projectDeployed } from './project-deployed.ts';
import { scomoTree } from './scomo-tree.ts';

const X = 'Download/x';
const withX = () => after(empty(), node(X), leaf(`${X}/PkgID`, 'p'), leaf(`${X}/PkgURL`, 'https://a/b'));
const deployed = () => projectDeployed(empty(), ROOT, [component('com.a')]);
const delivered = () =>
  projectDelivered(empty(), ROOT, [{ pkgId: pkg('1'), name: 'N', status: 10, state: 10 }]);
const D = 'Inventory/Deployed/com.a';
const P = 'Inventory/Delivered/sha256_111111111111111';

test('T01 the root has the Type of the object', () => {
  assert.equal(read(empty(), '?prop=Type'), 'urn:oma:mo:oma-scomo:1.0');
  assert.equal(read(empty(), ''), 'Download/Inventory/Ext');
});

for (const [uri, children] of [
  ['Download', ''],
  ['Inventory', 'Delivered/Deployed'],
  ['Inventory/Delivered', ''],
  ['Inventory/Deployed', ''],
  ['Ext/Scomo/Sets', ''],
] as const) {
  test(`T02 T03 ${uri} is there in an empty object`, () => {
    assert.equal(read(empty(), uri), children);
  });
}

test('T04 T14 Status and Operations come with the Add of <x> alone', () => {
  const tree = after(empty(), node(X));
  assert.equal(read(tree, X), 'Status/Operations');
  assert.equal(read(tree, `${X}/Status`), '10');
  assert.equal(read(tree, `${X}/Operations`), 'Download/DownloadInstall/DownloadInstallInactive');
  assert.equal(read(withX(), X), 'Status/Operations/PkgID/PkgURL');
});

test('T05 Delivered nodes are whole', () => {
  assert.equal(read(delivered(), P), 'PkgID/Name/Data/State/Status/Operations');
  assert.equal(read(delivered(), `${P}/Operations`), 'Install/InstallInactive/Remove');
});

test('T06 Deployed nodes are whole', () => {
  assert.equal(read(deployed(), D), 'ID/PkgIDRef/Name/Description/Version/State/Status/EnvType/Operations');
  assert.equal(read(deployed(), `${D}/Operations`), 'Activate/Deactivate/Remove');
});

for (const [name, tree, uri] of [
  ['Download', withX(), `${X}/Status`],
  ['Delivered', delivered(), `${P}/Status`],
  ['Delivered', delivered(), `${P}/State`],
  ['Deployed', deployed(), `${D}/Status`],
  ['Deployed', deployed(), `${D}/State`],
  ['Sets', after(empty(), node('Ext/Scomo/Sets/s')), 'Ext/Scomo/Sets/s/Status'],
] as const) {
  test(`T07 T08 T09 ${name}: ${uri}`, () => {
    assert.equal(getNode(tree, at(uri))?.format, 'int');
    assert.match(String(read(tree, uri)), /^[12]0$/);
    assert.deepEqual(codes(tree, replace(uri, '20')), [405]);
    assert.deepEqual(codes(tree, del(uri)), [405]);
  });
}

test('T10 Data is not read, alone or in a list', () => {
  assert.deepEqual(codes(delivered(), get(`${P}/Data`)), [405]);
  assert.deepEqual(codes(delivered(), get(`${P}/Data?prop=Size`)), [405]);
  const list = run(delivered(), get('Inventory?list=StructData')).results[0]?.items ?? [];
  assert.equal(
    list.some((item) => item.source?.locUri.endsWith('/Data')),
    false,
  );
  assert.equal(
    list.some((item) => item.source?.locUri.endsWith('/PkgID')),
    true,
  );
});

test('T11 leaves in any order, in one Sequence with the Exec', () => {
  for (const names of [
    ['PkgID', 'PkgURL'],
    ['PkgURL', 'PkgID'],
  ]) {
    const writes = names.map((name) => leaf(`${X}/${name}`, `https://a/${name}`));
    const outcome = run(empty(), sequence(node(X), ...writes, exec(`${X}/Operations/Download`, 'c')));
    assert.deepEqual(
      outcome.statuses.map((status) => status.code),
      [200, 200, 200, 200, 202],
    );
    assert.deepEqual(outcome.effects[0]?.download, {
      pkgId: 'https://a/PkgID',
      pkgUrl: 'https://a/PkgURL',
      installParams: '',
    });
  }
});

for (const name of ['Name', 'InstallParams', 'Description', 'EnvType', 'PkgType']) {
  test(`T11 optional leaf ${name}`, () => {
    const tree = after(withX(), leaf(`${X}/${name}`, 'v'), replace(`${X}/${name}`, 'w'));
    assert.equal(read(tree, `${X}/${name}`), 'w');
  });
}

test('T14 a leaf that comes before its <x> brings it along, whole', () => {
  const tree = after(empty(), leaf(`${X}/PkgID`, 'q'));
  assert.equal(read(tree, X), 'PkgID/Status/Operations');
  assert.equal(read(tree, `${X}/PkgID`), 'q');
});

test('T12 a second Add is 418, a missing target 404', () => {
  assert.deepEqual(codes(withX(), node(X)), [418]);
  assert.deepEqual(codes(withX(), leaf(`${X}/PkgID`, 'q')), [418]);
  assert.deepEqual(codes(withX(), leaf(`${X}/Status`, '10')), [418]);
  assert.deepEqual(codes(withX(), node(`${X}/Operations`)), [418]);
  assert.deepEqual(codes(withX(), leaf(`${X}/Operations/Download`, '')), [418]);
  assert.deepEqual(codes(empty(), replace(`${X}/PkgID`, 'q')), [404]);
  assert.deepEqual(codes(empty(), del(X)), [404]);
});

for (const uri of [
  'Inventory/Deployed/y',
  'Inventory/Delivered/d/y',
  'Inventory/Delivered/d/PkgURL',
  'Inventory/y',
  'y',
  'Ext/y',
  'Ext/Scomo/y',
  'Download/x/Operations/Ext',
  'Download/x/y',
  'Ext/Scomo/Sets/s/y',
  'Ext/Scomo/Sets/s/Operations/y',
  'Inventory/Deployed/com.a/Ext',
]) {
  test(`T13 T18 nothing is added at ${uri}`, () => {
    const deep = [node('Ext/Scomo/Sets/s'), node('Inventory/Delivered/d')];
    const tree = after(projectDeployed(withX(), ROOT, [component('com.a')]), ...deep);
    assert.deepEqual(codes(tree, node(uri)), [405]);
    assert.deepEqual(codes(tree, leaf(uri, 'v')), [405]);
  });
}

test('T18 below Ext anything goes', () => {
  const tree = after(
    withX(),
    node(`${X}/Ext`),
    node(`${X}/Ext/Acme`),
    leaf(`${X}/Ext/Acme/Deep`, '1', { format: 'int' }),
  );
  assert.equal(read(tree, `${X}/Ext/Acme/Deep`), '1');
  assert.deepEqual(codes(tree, del(`${X}/Ext`)), [200]);
});

for (const [name, command] of [
  ['<x> as a leaf', leaf('Download/y', 'v')],
  ['<s> as a leaf', leaf('Ext/Scomo/Sets/y', 'v')],
  ['Ext as a leaf', leaf(`${X}/Ext`, 'v')],
  ['PkgURL as a number', leaf(`${X}/Name`, '1', { format: 'int' })],
  ['PkgType as a node', node(`${X}/PkgType`)],
  ['Members as a node', node('Ext/Scomo/Sets/s/Members')],
] as const) {
  test(`in the wrong form: ${name}`, () => {
    assert.deepEqual(codes(after(withX(), node('Ext/Scomo/Sets/s')), command), [415]);
  });
}

for (const [uri, code] of [
  [X, 405],
  [`${X}/PkgID`, 405],
  [`${X}/Operations`, 405],
  ['Download', 405],
  ['', 405],
  [`${X}/Operations/Install`, 404],
  [`${X}/Operations/DownlaodInstallInactive`, 404],
  ['Download/z/Operations/Download', 404],
] as const) {
  test(`T15 Exec of ${uri || 'the root'}`, () => {
    const outcome = run(withX(), exec(uri, 'c'));
    assert.deepEqual(
      outcome.statuses.map((status) => status.code),
      [code],
    );
    assert.deepEqual(outcome.effects, []);
  });
}

test('T16 a Replace of PkgURL does not touch the order of a running job', () => {
  const busy = { busy: [at(X)] };
  const order = run(withX(), exec(`${X}/Operations/Download`, 'c')).effects[0];
  const later = run(withX(), replace(`${X}/PkgURL`, 'https://evil/'), busy);
  assert.deepEqual(
    later.statuses.map((status) => status.code),
    [200],
  );
  assert.deepEqual(later.effects, []);
  assert.equal(order?.download?.pkgUrl, 'https://a/b');
});

test('T17 a busy <x>, <s> is not deleted or renamed, an idle one is', () => {
  const tree = after(withX(), node('Ext/Scomo/Sets/s'));
  for (const uri of [X, 'Ext/Scomo/Sets/s']) {
    assert.deepEqual(codes(tree, del(uri), { busy: [at(uri)] }), [405]);
    assert.deepEqual(codes(tree, replace(`${uri}?prop=Name`, 'z'), { busy: [at(uri)] }), [405]);
    assert.deepEqual(codes(tree, del(uri), { busy: [at('Download/other')] }), [200]);
  }
  assert.deepEqual(codes(deployed(), del(D)), [405]);
  assert.deepEqual(codes(delivered(), del(P)), [405]);
});

test('P16 an Exec on a busy node is refused', () => {
  const outcome = run(withX(), exec(`${X}/Operations/Download`, 'c'), { busy: [at(X)] });
  assert.deepEqual([outcome.statuses[0]?.code, outcome.effects], [500, []]);
});

test('the same Correlator again is accepted without an effect, even where the order would be refused', () => {
  const facts = { known: ['c'], busy: [at(X)] };
  const outcome = run(after(empty(), node(X)), exec(`${X}/Operations/Download`, 'c'), facts);
  assert.deepEqual([outcome.statuses[0]?.code, outcome.effects], [202, []]);
  assert.equal(run(withX(), exec(`${X}/Operations/Download`, 'd'), { known: ['c'] }).effects.length, 1);
});

test('X01 X02 other servers have no part in it', () => {
  const tree = withX();
  for (const command of [
    get(X),
    replace(`${X}/PkgURL`, 'v'),
    del(X),
    node('Download/y'),
    exec(`${X}/Operations/Download`),
  ]) {
    assert.deepEqual(codes(tree, command, { serverId: 'B' }), [425], command.kind);
  }
  const both = scomoTree(ROOT, ['B', 'A'])(emptyTree());
  assert.equal(getNode(both, ROOT)?.acl, 'Add=A+B&Get=A+B');
});

test('X04 of several servers each controls what it has added, and sees nothing of the others', () => {
  const both = after(
    scomoTree(ROOT, ['A', 'B'])(emptyTree()),
    node('Download/x'),
    leaf('Download/x/PkgID', 'p'),
    leaf('Download/x/PkgURL', 'http://a'),
  );
  assert.equal(getNode(both, at(X))?.acl, 'Add=A&Delete=A&Exec=A&Get=A&Replace=A');
  const start = exec(`${X}/Operations/Download`);
  assert.equal(run(both, start).effects[0]?.serverId, 'A');
  for (const command of [get(X), replace(`${X}/PkgURL`, 'v'), del(X), leaf('Download/x/Name', 'n'), start]) {
    assert.deepEqual(codes(both, command, { serverId: 'B' }), [425], command.kind);
  }
  assert.deepEqual(codes(both, node('Download/x'), { serverId: 'B' }), [418]);
  assert.deepEqual(codes(both, node('Download/y'), { serverId: 'B' }), [200]);
});

test('names with escapes and names of the language', () => {
  for (const name of ['a%25b', '__proto__', 'caf%C3%A9', '%3F']) {
    const tree = after(
      empty(),
      node(`Download/${name}`),
      leaf(`Download/${name}/PkgID`, 'p'),
      leaf(`Download/${name}/PkgURL`, 'http://a'),
    );
    const [order] = run(tree, exec(`Download/${name}/Operations/Download`)).effects;
    assert.equal(getNode(tree, `${order?.node}/PkgID`)?.format, 'chr');
  }
});

test('an offer is one leaf of text below Offers, so many and no more', () => {
  const O = 'Ext/Scomo/Offers';
  assert.deepEqual(codes(empty(), node(`${O}/a`)), [415]);
  assert.deepEqual(codes(empty(), leaf(`${O}/a`, '{}')), [200]);
  assert.deepEqual(codes(empty(), leaf(`${O}/a/b`, '{}')).at(-1), 415);
  const max = REQUEST_LIMITS.offersMax;
  const almost = after(empty(), ...Array.from({ length: max - 1 }, (_, n) => leaf(`${O}/of_${n}`, '{}')));
  assert.deepEqual(codes(almost, leaf(`${O}/last`, '{}')), [200]);
  const full = after(almost, leaf(`${O}/last`, '{}'));
  assert.deepEqual(codes(full, leaf(`${O}/more`, '{}')), [420]);
  assert.deepEqual(codes(full, replace(`${O}/last`, '[]')), [200]);
  assert.deepEqual(codes(full, del(`${O}/last`)), [200]);
  assert.deepEqual(codes(full, exec(`${O}/last`)), [405]);
});

test('I04 version 1.1 has the interval of the check, which a server sets', () => {
  const tree = scomoTree(ROOT, ['A'], { version: '1.1' })(emptyTree());
  assert.equal(read(tree, '?prop=Type'), 'urn:oma:mo:oma-scomo:1.1');
  assert.equal(checkHours(tree, ROOT), 0);
  const hours = (value: string) => checkHours(after(tree, replace('Config/CheckUpdateFreq', value)), ROOT);
  const max = REQUEST_LIMITS.checkHoursMax;
  assert.deepEqual(['24', '0', String(max), String(max + 1)].map(hours), [24, 0, max, max]);
  assert.equal(checkHours(empty(), ROOT), 0, 'none in version 1.0');
});
