import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ServerEvent } from '@scomo/dm';
import type { Item } from '@scomo/syncml';
import { NOW } from '../../test/drive.ts';
import { SERVER_LIMITS } from '../limits.ts';
import { applyEvents } from './apply-events.ts';
import { type Fact, NOTHING_KNOWN } from './knowledge.ts';
import { locate } from './locate.ts';
import { readInventory } from './read-inventory.ts';
import { canonicalUri, nodeName } from './uri.ts';

const node = (...children: string[]): Fact => ({ kind: 'interior', children });
const leaf = (value: string): Fact => ({ kind: 'leaf', value });
const absent = (code = 404): Fact => ({ kind: 'absent', code });
const URN = 'urn:oma:mo:oma-scomo:1.0';

test('the object is found by its Type, under any name', () => {
  const facts = {
    '.': node('DevInfo', 'Soft', 'X'),
    './Soft?prop=Type': leaf(URN),
    './X?prop=Type': absent(),
  };
  assert.deepEqual(locate(facts), { kind: 'roots', roots: ['./Soft'] });
});

test('several objects are all found', () => {
  const facts = {
    '.': node('A', 'B'),
    './A?prop=Type': leaf(URN),
    './B?prop=Type': leaf('urn:oma:mo:oma-scomo:1.1'),
  };
  assert.deepEqual(locate(facts), { kind: 'roots', roots: ['./A', './B'] });
});

test('without Types its usual names are tried, in any case', () => {
  const facts: Record<string, Fact> = { '.': node('DevInfo', 'scm'), './scm?prop=Type': absent(406) };
  assert.deepEqual(locate(facts), { kind: 'reads', uris: ['./scm'] });
  assert.deepEqual(locate({ ...facts, './scm': node('download') }), { kind: 'roots', roots: ['./scm'] });
  assert.deepEqual(locate({ ...facts, './scm': absent() }), { kind: 'roots', roots: [] });
});

test('a root that cannot be read does not hide the object', () => {
  const facts: Record<string, Fact> = { '.': absent(405) };
  assert.deepEqual(locate(facts), { kind: 'reads', uris: ['./SCOMO?prop=Type', './SCM?prop=Type'] });
});

test('standard objects are not asked for their Type', () => {
  assert.deepEqual(locate({ '.': node('DevInfo', 'devdetail', 'DMAcc', 'Y') }), {
    kind: 'reads',
    uris: ['./Y?prop=Type'],
  });
});

test('of too many children the first are asked', () => {
  const asked = (count: number) => {
    const located = locate({ '.': node(...Array.from({ length: count }, (_, index) => `n${index}`)) });
    return located.kind === 'reads' ? located.uris.length : 0;
  };
  const max = SERVER_LIMITS.rootChildrenMax;
  assert.deepEqual([asked(max - 1), asked(max), asked(max + 1)], [max - 1, max, max]);
});

const LISTED = node();
function listed(extra: Record<string, Fact> = {}): Record<string, Fact> {
  return {
    './S/Inventory/Deployed': node(),
    './S/Inventory/Delivered': node(),
    './S/Download': node(),
    './S/Inventory/Deployed?list=StructData': LISTED,
    './S/Inventory/Delivered?list=StructData': LISTED,
    './S/Download?list=StructData': LISTED,
    './S/Ext/Scomo/Sets?list=StructData': absent(),
    ...extra,
  };
}

test('rows come from a list, unknown and missing leaves do no harm', () => {
  const facts = listed({
    './S/Inventory/Deployed': node('a'),
    './S/Inventory/Deployed/a': node(),
    './S/Inventory/Deployed/a/id': leaf('com.a'),
    './S/Inventory/Deployed/a/STATE': leaf('20'),
    './S/Inventory/Deployed/a/Status': leaf(''),
    './S/Inventory/Deployed/a/Vendor/Deep': leaf('x'),
    './S/Inventory/Deployed/a/Size': leaf('7'),
    './S/Inventory/Delivered/d/PkgID': leaf('p'),
    './S/Inventory/Delivered': node('d'),
    './S/Inventory/Delivered/d/Status': leaf('rubbish'),
    './S/Inventory/Delivered/d/State': leaf('10'),
    './S/Download': node('x'),
    './S/Download/x/PkgURL': leaf('http://u'),
    './S/Download/x/Status': leaf('30'),
  });
  const read = readInventory(facts, ['./S']);
  assert.ok(read.kind === 'inventory');
  assert.deepEqual(
    read.inventory.deployed.map((row) => [row.uri, row.id, row.state, row.status, row.version]),
    [['./S/Inventory/Deployed/a', 'com.a', 20, 0, '']],
  );
  assert.deepEqual(read.inventory.delivered, [
    { uri: './S/Inventory/Delivered/d', pkgId: 'p', name: '', state: 10, status: 0 },
  ]);
  assert.deepEqual(read.inventory.downloads, [
    { uri: './S/Download/x', pkgId: '', pkgUrl: 'http://u', status: 30 },
  ]);
  assert.equal(read.inventory.sets, false);
});

test('a node whose format is left out is walked like any other', () => {
  const facts = {
    '.': leaf('DevInfo/S'),
    './S?prop=Type': leaf(URN),
    ...listed({
      './S/Inventory/Deployed?list=StructData': absent(406),
      './S/Inventory/Deployed': leaf('a'),
      './S/Inventory/Delivered': leaf(''),
    }),
  };
  assert.deepEqual(locate(facts), { kind: 'roots', roots: ['./S'] });
  const read = readInventory(facts, ['./S']);
  assert.ok(read.kind === 'reads');
  assert.equal(read.uris[0], './S/Inventory/Deployed/a/ID');
});

test('sets are told by their branch', () => {
  const facts = listed({
    './S/Ext/Scomo/Sets?list=StructData': LISTED,
    './S/Ext/Scomo/Sets/t1/Members': leaf('[]'),
  });
  const read = readInventory(facts, ['./S']);
  assert.ok(read.kind === 'inventory');
  assert.equal(read.inventory.sets, true);
  assert.deepEqual(read.inventory.setUris, ['./S/Ext/Scomo/Sets/t1']);
});

test('a device that ignores the list query is walked', () => {
  const facts = listed({ './S/Inventory/Deployed': node('a') });
  const read = readInventory(facts, ['./S']);
  assert.ok(read.kind === 'reads');
  assert.equal(read.uris.length, 8);
  assert.equal(read.uris[0], './S/Inventory/Deployed/a/ID');
});

test('what a list leaves out is read leaf by leaf', () => {
  const whole = { ID: leaf('com.a'), State: leaf('20'), Status: leaf('10') };
  const entries = Object.entries(whole).map(
    ([name, fact]) => [`./S/Inventory/Deployed/a/${name}`, fact] as const,
  );
  const facts = listed({
    './S/Inventory/Deployed': node('a', 'cut', 'gone'),
    ...Object.fromEntries(entries),
    './S/Inventory/Deployed/cut/ID': leaf('com.cut'),
  });
  const read = readInventory(facts, ['./S']);
  assert.ok(read.kind === 'reads');
  assert.deepEqual(
    [read.uris.length, read.uris[0], read.uris.at(-1)],
    [15, './S/Inventory/Deployed/cut/PkgIDRef', './S/Inventory/Deployed/gone/Status'],
  );
  const answered = Object.fromEntries(read.uris.map((uri) => [uri, absent()] as const));
  const complete = readInventory({ ...facts, ...answered }, ['./S']);
  assert.ok(complete.kind === 'inventory');
  assert.deepEqual(
    complete.inventory.deployed.map((row) => row.id),
    ['com.a', 'com.cut', ''],
  );
});

for (const code of [400, 404, 405, 406, 415, 500, 501]) {
  test(`where lists are refused with ${code} the branch is walked (S39)`, () => {
    const facts = listed({
      './S/Inventory/Deployed': node('a'),
      './S/Inventory/Deployed?list=StructData': absent(code),
    });
    const read = readInventory(facts, ['./S']);
    assert.ok(read.kind === 'reads');
    const answered = read.uris.map((uri) => [uri, uri.endsWith('/ID') ? leaf('com.a') : absent()] as const);
    const whole = readInventory({ ...facts, ...Object.fromEntries(answered) }, ['./S']);
    assert.deepEqual(whole.kind === 'inventory' && whole.inventory.deployed.map(({ id }) => id), ['com.a']);
  });
}

for (const code of [0, 401, 425, 500]) {
  test(`a branch that may not be read (${code}) is not an empty one`, () => {
    const facts = listed({
      './S/Inventory/Deployed': absent(code),
      './S/Inventory/Deployed?list=StructData': absent(code),
    });
    assert.deepEqual(readInventory(facts, ['./S']), { kind: 'refused', code });
  });
}

test('Delivered and Download may be missing or closed', () => {
  const closed = ['./S/Inventory/Delivered', './S/Download'].flatMap((uri) => [
    [uri, absent(425)] as const,
    [`${uri}?list=StructData`, absent(406)] as const,
  ]);
  assert.equal(readInventory(listed(Object.fromEntries(closed)), ['./S']).kind, 'inventory');
});

test('a list counts where the names alone are too large for the device', () => {
  const names = { './S/Inventory/Deployed': absent(413), './S/Inventory/Deployed/a/ID': leaf('com.a') };
  const read = readInventory(listed(names), ['./S']);
  assert.ok(read.kind === 'inventory');
  assert.deepEqual(
    read.inventory.deployed.map((row) => row.id),
    ['com.a'],
  );
});

test('branches in other cases are found by their parents', () => {
  const facts = listed({
    './S/Inventory/Deployed?list=StructData': absent(),
    './S/Inventory/Deployed': absent(),
    './S/inventory/deployed': node(),
  });
  const step = (more: Record<string, Fact>) => readInventory({ ...facts, ...more }, ['./S']);
  assert.deepEqual(step({}), { kind: 'reads', uris: ['./S'] });
  const root = { './S': node('download', 'inventory') };
  assert.deepEqual(step(root), { kind: 'reads', uris: ['./S/inventory'] });
  const inventory = { ...root, './S/inventory': node('deployed') };
  assert.deepEqual(step(inventory), { kind: 'reads', uris: ['./S/inventory/deployed?list=StructData'] });
  const none = step({ ...root, './S/inventory': node() });
  assert.ok(none.kind === 'inventory');
  assert.deepEqual(none.inventory.deployed, []);
});

test('two objects give one inventory', () => {
  const second = Object.entries(listed()).map(([uri, fact]) => [uri.replace('./S', './T'), fact] as const);
  const b = { ID: leaf('com.b'), State: leaf('20'), Status: leaf('10') };
  const leaves = Object.entries(b).map(([name, fact]) => [`./T/Inventory/Deployed/b/${name}`, fact] as const);
  const branch = ['./T/Inventory/Deployed', node('b')] as const;
  const facts = { ...listed(), ...Object.fromEntries([...second, ...leaves, branch]) };
  const read = readInventory(facts, ['./S', './T']);
  assert.ok(read.kind === 'inventory');
  assert.deepEqual(
    read.inventory.deployed.map((row) => row.uri),
    ['./T/Inventory/Deployed/b'],
  );
});

const LIST_TAG = 'get|./S/Inventory/Deployed?list=StructData';
const results = (items: readonly Item[]): ServerEvent => ({
  type: 'results',
  tag: LIST_TAG,
  path: [],
  items,
});
const fold = (...events: ServerEvent[]) =>
  applyEvents({ ...NOTHING_KNOWN, asked: [LIST_TAG.slice(4)] }, [], events, NOW).known;

test('a list may come in pieces, with sloppy URIs and values', () => {
  const known = fold(
    results([{ source: { locUri: 'S/Inventory/Deployed/a/' }, meta: { format: 'Node' } }]),
    results([
      { source: { locUri: './S/Inventory/Deployed/a/ID?list=StructData' }, data: ' com.a\0' },
      { source: { locUri: './S/Inventory/Deployed/a/Operations/Remove' }, data: '' },
      { data: 'no source' },
    ]),
  );
  assert.deepEqual(known.facts, {
    './S/Inventory/Deployed?list=StructData': LISTED,
    './S/Inventory/Deployed/a': node(),
    './S/Inventory/Deployed/a/ID': leaf('com.a'),
  });
  assert.deepEqual(known.asked, []);
});

test('a value over the limit is not kept', () => {
  const max = SERVER_LIMITS.valueLengthMax;
  const kept = (length: number) =>
    fold(results([{ source: { locUri: './S/a' }, data: 'x'.repeat(length) }])).facts['./S/a'] !== undefined;
  assert.deepEqual([kept(max - 1), kept(max), kept(max + 1)], [true, true, false]);
});

test('facts over the limit are not kept, and that is remembered', () => {
  const max = SERVER_LIMITS.factsMax;
  const many = (count: number) =>
    fold(
      results(
        Array.from({ length: count }, (_, index) => ({ source: { locUri: `./S/${index}` }, data: '' })),
      ),
    );
  assert.equal(many(max - 1).truncated, undefined);
  const cut = many(max);
  assert.equal(cut.truncated, true);
  assert.equal(Object.keys(cut.facts).length, max);
});

test('URIs and node names have one form', () => {
  const forms = ['.', './', '', './A/B', 'A/B', './A/B/', './A//B', './A/B?list=StructData', './A/B\0'];
  assert.deepEqual(forms.map(canonicalUri), [
    '.',
    '.',
    '.',
    './A/B',
    './A/B',
    './A/B',
    './A/B',
    './A/B',
    './A/B',
  ]);
  assert.equal(nodeName('tk_01/ä', 2), 'tk_01__');
  assert.equal(nodeName('x'.repeat(40), 2).length, 29);
});
