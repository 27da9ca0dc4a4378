import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ValueSink } from '@scomo/tree';
import {
  after,
  at,
  codes,
  del,
  empty,
  exec,
  leaf,
  member,
  node,
  pkg,
  ROOT,
  read,
  replace,
  run,
  withSet,
} from '../../test/device.ts';
import { scomoObject } from './scomo-object.ts';

const X = 'Inventory/Delivered/x';
const BIN = { format: 'bin', type: 'application/octet-stream' };
const begun = () => after(empty(), node(X), leaf(`${X}/PkgID`, pkg('1')), leaf(`${X}/Name`, 'N'));
const delivered = () => after(begun(), leaf(`${X}/Data`, new Uint8Array(0), BIN));
const sink: ValueSink = { take: () => ({ status: 200 }), drop: () => undefined };
const asked: string[] = [];
const facts = { root: ROOT, known: new Set<string>(), busy: new Set<string>() };
const delivery = (pkgId: string, uri: string) => {
  asked.push(`${pkgId} ${uri}`);
  return sink;
};
const object = scomoObject({ ...facts, delivery });

test('the octets of Data go to the sink of the package, once PkgID is there', () => {
  const data = at(`${X}/Data`);
  assert.equal(object.sink?.(after(empty(), node(X)), data), 412);
  assert.equal(object.sink?.(begun(), data), sink);
  assert.deepEqual(asked, [`${pkg('1')} ${at(X)}`]);
  assert.equal(scomoObject(facts).sink?.(begun(), data), 406, 'a device that takes none');
  for (const other of [X, `${X}/Name`, `${X}/Ext/Data`, 'Download/x/Data', 'Inventory/Deployed/y/Data'])
    assert.equal(object.sink?.(begun(), at(other)), undefined, other);
});

test('T14 D05 Status and Operations come with the node, State 10 with the package', () => {
  assert.equal(read(begun(), X), 'Status/Operations/PkgID/Name');
  assert.equal(read(begun(), `${X}/Operations`), 'Install/InstallInactive/Remove');
  assert.equal(read(begun(), `${X}/State`), 404);
  assert.equal(read(delivered(), `${X}/State`), '10');
  assert.equal(read(delivered(), `${X}/Status`), '10');
});

test('T10 nobody reads Data', () => {
  assert.equal(read(delivered(), `${X}/Data`), 405);
  const listed = run(delivered(), {
    kind: 'Get',
    cmdId: '1',
    items: [{ target: { locUri: at(`${X}?list=StructData`) } }],
  });
  const uris = listed.results.flatMap(({ items }) => items.map((item) => item.source?.locUri));
  assert.ok(uris.includes(at(`${X}/PkgID`)) && !uris.includes(at(`${X}/Data`)));
});

test('before its octets a node may be changed and taken away, after them it stays', () => {
  assert.deepEqual(codes(begun(), replace(`${X}/PkgID`, pkg('2'))), [200]);
  assert.deepEqual(codes(begun(), del(X)), [200]);
  for (const command of [
    replace(`${X}/PkgID`, pkg('2')),
    replace(`${X}/Data`, 'x'),
    del(X),
    del(`${X}/Data`),
  ])
    assert.deepEqual(codes(delivered(), command), [405]);
});

for (const [id, command, code] of [
  ['Data as text', leaf(`${X}/Data`, 'x'), 415],
  ['Data as a node', node(`${X}/Data`), 415],
  ['a PkgURL', leaf(`${X}/PkgURL`, 'https://h/p'), 405],
  ['a State', leaf(`${X}/State`, '10'), 405],
  ['below Operations', node(`${X}/Operations/y`), 405],
] as const)
  test(`nothing else is added: ${id}`, () => assert.deepEqual(codes(begun(), command), [code]));

test('it is installed once it is there; of a set only as the set says', () => {
  const install = (name: string) => exec(`${X}/Operations/${name}`, 'c');
  assert.deepEqual(codes(begun(), install('InstallInactive')), [412]);
  assert.deepEqual(run(delivered(), install('Install')).effects[0]?.delivered, { pkgId: pkg('1') });
  const inSet = (pkgId: string) =>
    after(
      withSet(delivered(), 's', [member('com.a', pkgId)]),
      node(`${X}/Ext`),
      node(`${X}/Ext/Scomo`),
      leaf(`${X}/Ext/Scomo/Set`, 's'),
    );
  const { effects, statuses } = run(inSet(pkg('1')), install('InstallInactive'));
  assert.equal(statuses[0]?.code, 202);
  assert.equal(effects[0]?.set?.name, 's');
  assert.deepEqual(codes(inSet(pkg('2')), install('InstallInactive')), [412], 'no member');
  assert.deepEqual(codes(inSet(pkg('1')), install('Install')), [412], 'does not stage');
  assert.deepEqual(codes(inSet(pkg('1')), replace(`${X}/Ext/Scomo/Set`, 't')), [200]);
});
