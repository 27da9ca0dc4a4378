import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Add, Command, Delete, Exec, Get, Item, Replace } from '@scomo/syncml';
import { emptyTree, interior, leaf } from './build.ts';
import type { Outcome } from './commands/outcome.ts';
import type { DeviceObject } from './device-object.ts';
import { getNode, putNode } from './edit.ts';
import { execute, type TreeCommand } from './execute.ts';
import { LIMITS } from './limits.ts';
import type { Tree } from './node.ts';

const ALL = 'Add=A&Delete=A&Exec=A&Get=A&Replace=A';

function fixture(): Tree {
  const full = new Map(Array.from({ length: LIMITS.childrenMax }, (_, i) => [`c${i}`, leaf('')]));
  const nodes = {
    Sub: interior({ x: leaf('1'), y: interior() }, { type: 'urn:t' }),
    Full: interior(full),
    text: leaf('one', { title: 'T', verNo: 7, tStamp: '20250101T000000Z' }),
    num: leaf('5', { format: 'int' }),
    raw: leaf(Uint8Array.of(1, 2)),
    fixed: leaf('v', { permanent: true, access: ['Delete', 'Get', 'Replace'] }),
    ro: leaf('v', { access: ['Get'] }),
    wo: leaf('secret', { access: ['Replace'] }),
    closed: interior({}, { access: ['Get'] }),
    run: leaf('', { format: 'null', access: ['Exec'] }),
    theirs: interior({ z: leaf('') }, { acl: 'Get=B&Replace=B&Add=B&Delete=B&Exec=B' }),
    theirRun: leaf('', { access: ['Exec'], acl: 'Get=A' }),
  };
  const tree: Tree = { ...emptyTree(), acl: ALL };
  return Object.entries(nodes).reduce<Tree>((now, [name, node]) => putNode(now, [name], node), tree);
}

const context = { serverId: 'A', objects: [] as DeviceObject<string>[], now: '2026-02-03T04:05:06.789Z' };
const STAMP = '20260203T040506Z';
const item = (locUri: string, more: Omit<Item, 'target'> = {}): Item => ({ target: { locUri }, ...more });
const add = (...items: Item[]): Add => ({ kind: 'Add', cmdId: 'a', items });
const replace = (...items: Item[]): Replace => ({ kind: 'Replace', cmdId: 'r', items });
const del = (...items: Item[]): Delete => ({ kind: 'Delete', cmdId: 'd', items });
const get = (...items: Item[]): Get => ({ kind: 'Get', cmdId: 'g', items });
const exec = (...items: Item[]): Exec => ({ kind: 'Exec', cmdId: 'x', items });
const NODE = { format: 'node' };
const long = 'x'.repeat(LIMITS.valueSizeMax);
const codes = (outcome: Outcome<string>) => outcome.statuses.map(({ cmdId, code }) => [cmdId, code]);
const run = (command: TreeCommand, tree = fixture(), over = {}) =>
  execute(tree, command, { ...context, ...over });

const BAD_MARKUP = { elements: [] };
const REFUSED: [string, TreeCommand, number][] = [
  ['Add: exists', add(item('./text', { data: '' })), 418],
  ['Add: the root', add(item('.', { meta: NODE })), 418],
  ['Add: below a leaf', add(item('./text/x', { data: '' })), 405],
  ['Add: parent without Add', add(item('./closed/x', { data: '' })), 405],
  ['Add: ACL of the parent', add(item('./theirs/x', { data: '' })), 425],
  ['Add: a property', add(item('./new?prop=Name', { data: '' })), 405],
  ['Add: a list', add(item('./new?list=Struct', { data: '' })), 405],
  ['Add: no Data', add(item('./new')), 412],
  ['Add: unknown Format', add(item('./new', { meta: { format: 'blob' }, data: '' })), 415],
  ['Add: Format of the language', add(item('./new', { meta: { format: 'toString' }, data: '' })), 415],
  ['Add: no number', add(item('./new', { meta: { format: 'int' }, data: '1.5' })), 415],
  ['Add: number too large', add(item('./new', { meta: { format: 'int' }, data: '2147483648' })), 415],
  ['Add: no truth value', add(item('./new', { meta: { format: 'bool' }, data: 'yes' })), 415],
  ['Add: no date', add(item('./new', { meta: { format: 'date' }, data: 'today' })), 415],
  ['Add: text in null', add(item('./new', { meta: { format: 'null' }, data: 'x' })), 415],
  ['Add: octets in text', add(item('./new', { data: Uint8Array.of(255) })), 415],
  ['Add: markup', add(item('./new', { data: BAD_MARKUP })), 415],
  [
    'Add: TNDS',
    add(item('./new', { meta: { type: 'application/vnd.syncml.dmtnds+xml' }, data: '<a/>' })),
    415,
  ],
  ['Add: TNDS as a node', add(item('./new', { meta: { ...NODE }, data: BAD_MARKUP })), 415],
  ['Add: too large', add(item('./new', { data: `${long}x` })), 413],
  ['Add: too many children', add(item('./Full/x', { data: '' })), 420],
  ['Add: chunk', add(item('./new', { data: 'x', moreData: true })), 406],
  ['Add: bad URI', add(item('./a/../b', { data: '' })), 400],
  ['Add: long URI', add(item(`./${'n'.repeat(LIMITS.segmentCharsMax + 1)}`, { data: '' })), 414],
  ['Add: no target', add({ data: 'x' }), 412],
  ['Add: no Item', add(), 412],
  ['Replace: not there', replace(item('./new', { data: '' })), 404],
  ['Replace: interior node', replace(item('./Sub', { data: '' })), 405],
  ['Replace: no access', replace(item('./ro', { data: '' })), 405],
  ['Replace: ACL', replace(item('./theirs/z', { data: '' })), 425],
  ['Replace: no Data', replace(item('./text')), 412],
  ['Replace: wrong text for its format', replace(item('./num', { data: 'x' })), 415],
  ['Replace: unknown format', replace(item('./num', { meta: { format: 'x' }, data: '1' })), 415],
  [
    'Replace: other format of a built-in',
    replace(item('./fixed', { meta: { format: 'int' }, data: '1' })),
    415,
  ],
  ['Replace: bad base64', replace(item('./raw', { meta: { format: 'b64' }, data: '!' })), 415],
  ['Replace: too large', replace(item('./text', { data: `${long}x` })), 413],
  ['Replace: read-only property', replace(item('./text?prop=Format', { data: 'int' })), 405],
  ['Replace: list', replace(item('./text?list=Struct', { data: 'int' })), 405],
  ['Replace: unknown property', replace(item('./text?prop=Nope', { data: 'x' })), 406],
  ['Replace Name: taken', replace(item('./text?prop=Name', { data: 'num' })), 418],
  ['Replace Name: permanent', replace(item('./fixed?prop=Name', { data: 'n' })), 405],
  ['Replace Name: the root', replace(item('.?prop=Name', { data: 'n' })), 405],
  ['Replace Name: slash', replace(item('./text?prop=Name', { data: 'a/b' })), 400],
  ['Replace Name: dots', replace(item('./text?prop=Name', { data: '..' })), 400],
  ['Replace Name: empty', replace(item('./text?prop=Name', { data: '' })), 400],
  [
    'Replace Name: long',
    replace(item('./text?prop=Name', { data: 'n'.repeat(LIMITS.segmentCharsMax + 1) })),
    414,
  ],
  ['Replace Name: no Data', replace(item('./text?prop=Name')), 412],
  ['Replace Name: ACL', replace(item('./theirs?prop=Name', { data: 'n' })), 425],
  ['Replace Title: long', replace(item('./text?prop=Title', { data: 'é'.repeat(128) })), 413],
  ['Replace Title: no Data', replace(item('./text?prop=Title')), 412],
  ['Replace ACL: no right', replace(item('./theirs/z?prop=ACL', { data: 'Get=A' })), 425],
  ['Replace ACL: bad', replace(item('./text?prop=ACL', { data: 'Get' })), 400],
  ['Replace ACL: no Data', replace(item('./text?prop=ACL')), 412],
  [
    'Replace ACL: too long',
    replace(item('./text?prop=ACL', { data: `Get=${'a'.repeat(LIMITS.aclCharsMax - 3)}` })),
    420,
  ],
  ['Delete: not there', del(item('./new')), 404],
  ['Delete: the root', del(item('.')), 405],
  ['Delete: permanent', del(item('./fixed')), 405],
  ['Delete: no access', del(item('./ro')), 405],
  ['Delete: a property', del(item('./text?prop=ACL')), 405],
  ['Delete: ACL', del(item('./theirs/z')), 425],
  ['Get: not there', get(item('./text/x')), 404],
  ['Get: no access', get(item('./wo')), 405],
  ['Get: ACL', get(item('./theirs')), 425],
  ['Get: property, ACL', get(item('./theirs?prop=ACL')), 425],
  ['Get: Size of an interior node', get(item('./Sub?prop=Size')), 406],
  ['Get: Size of a secret', get(item('./wo?prop=Size')), 405],
  ['Get: unknown part of TNDS', get(item('./Sub?list=TNDS-Nope')), 406],
  ['Get: MOS', get(item('./Sub?list=MOS')), 406],
  ['Exec: not there', exec(item('./new')), 404],
  ['Exec: no access', exec(item('./text')), 405],
  ['Exec: a property', exec(item('./run?prop=Name')), 405],
  ['Exec: ACL', exec(item('./theirRun')), 425],
  ['Exec: no object behind it', exec(item('./run')), 406],
  ['Exec: two Items', exec(item('./run'), item('./run')), 412],
  ['Exec: no Item', exec(), 412],
  ['Copy: no Item', { kind: 'Copy', cmdId: 'c', items: [] }, 412],
];

for (const [name, command, code] of REFUSED) {
  test(`refused, ${name}`, () => {
    const tree = fixture();
    const outcome = run(command, tree);
    assert.deepEqual(codes(outcome), [[command.cmdId, code]]);
    assert.equal(outcome.tree, tree);
    assert.deepEqual([outcome.results, outcome.effects], [[], []]);
  });
}

const changed = { verNo: 1, tStamp: STAMP };
const DONE: [string, TreeCommand, string, ReturnType<typeof getNode>][] = [
  ['Add: leaf', add(item('./new', { data: 'v' })), './new', leaf('v', changed)],
  ['Add: empty leaf', add(item('./new', { data: '' })), './new', leaf('', changed)],
  [
    'Add: Format without regard to case',
    add(item('./new', { meta: { format: ' Int' }, data: '-1' })),
    './new',
    leaf('-1', { format: 'int', ...changed }),
  ],
  [
    'Add: null',
    add(item('./new', { meta: { format: 'null' } })),
    './new',
    leaf('', { format: 'null', ...changed }),
  ],
  [
    'Add: octets',
    add(item('./new', { meta: { format: 'bin', type: 'a/b' }, data: Uint8Array.of(9) })),
    './new',
    leaf(Uint8Array.of(9), { type: 'a/b', ...changed }),
  ],
  [
    'Add: octets that look like text',
    add(item('./new', { meta: { format: 'bin', type: 'a/b' }, data: 'é' })),
    './new',
    leaf(Uint8Array.of(0xc3, 0xa9), { type: 'a/b', ...changed }),
  ],
  [
    'Add: base64 as such',
    add(item('./new', { meta: { format: 'b64' }, data: 'AQI=' })),
    './new',
    leaf('AQI=', { format: 'b64', ...changed }),
  ],
  [
    'Add: interior node',
    add(item('./new', { meta: { format: 'node', type: 'urn:x' } })),
    './new',
    interior({}, { type: 'urn:x', ...changed }),
  ],
  [
    'Add: Meta of the command',
    { ...add(item('./new', { data: '1' })), meta: { format: 'int' } },
    './new',
    leaf('1', { format: 'int', ...changed }),
  ],
  ['Add: largest value', add(item('./new', { data: long })), './new', leaf(long, changed)],
  [
    'Replace: value',
    replace(item('./text', { data: 'two' })),
    './text',
    leaf('two', { title: 'T', verNo: 8, tStamp: STAMP }),
  ],
  [
    'Replace: format kept',
    replace(item('./num', { data: '6' })),
    './num',
    leaf('6', { format: 'int', ...changed }),
  ],
  [
    'Replace: format changed',
    replace(item('./num', { meta: { format: 'chr' }, data: 'x' })),
    './num',
    leaf('x', changed),
  ],
  [
    'Replace: base64 for octets',
    replace(item('./raw', { meta: { format: 'b64' }, data: 'BAU=' })),
    './raw',
    leaf(Uint8Array.of(4, 5), changed),
  ],
  [
    'Replace: what cannot be read',
    replace(item('./wo', { data: 'x' })),
    './wo',
    leaf('x', { access: ['Replace'], ...changed }),
  ],
  [
    'Replace: built-in',
    replace(item('./fixed', { data: 'w' })),
    './fixed',
    { ...leaf('w', changed), permanent: true },
  ],
  [
    'Replace Name',
    replace(item('./num?prop=Name', { data: 'n2' })),
    './n2',
    leaf('5', { format: 'int', ...changed }),
  ],
  ['Replace Name: old name is gone', replace(item('./num?prop=Name', { data: 'n2' })), './num', undefined],
  [
    'Replace Name: same name',
    replace(item('./num?prop=Name', { data: 'num' })),
    './num',
    leaf('5', { format: 'int' }),
  ],
  [
    'Replace Title',
    replace(item('./num?prop=Title', { data: 'N' })),
    './num',
    leaf('5', { format: 'int', title: 'N', ...changed }),
  ],
  [
    'Replace ACL',
    replace(item('./num?prop=ACL', { data: 'Replace=B&Get=*+A' })),
    './num',
    leaf('5', { format: 'int', acl: 'Get=*&Replace=B', ...changed }),
  ],
  ['Delete: leaf', del(item('./text')), './text', undefined],
  ['Delete: all below', del(item('./Sub')), './Sub/x', undefined],
];

for (const [name, command, uri, node] of DONE) {
  test(`done, ${name}`, () => {
    const outcome = run(command);
    assert.deepEqual(codes(outcome), [[command.cmdId, 200]]);
    const found = getNode(outcome.tree, uri);
    assert.deepEqual(found && { ...found, access: [...found.access].sort() }, node);
  });
}

test('the root keeps Add and Get for someone', () => {
  const outcome = run(replace(item('.?prop=ACL', { data: 'Replace=A&Add=A' })));
  assert.equal(outcome.tree.acl, 'Add=A&Get=*&Replace=A');
});

test('Add without Replace on the parent gives the adder rights on the node', () => {
  const tree = { ...fixture(), acl: 'Add=*&Get=*' };
  const outcome = run(add(item('./n', { meta: NODE }), item('./n/l', { data: '' })), tree);
  assert.equal(getNode(outcome.tree, './n')?.acl, 'Add=A&Delete=A&Replace=A');
  assert.equal(getNode(outcome.tree, './n/l')?.acl, '');
});

const READ: [string, Item[]][] = [
  ['./text', [{ data: 'one' }]],
  ['/text', [{ data: 'one' }]],
  ['./num', [{ meta: { format: 'int' }, data: '5' }]],
  ['./raw', [{ meta: { format: 'bin', type: 'application/octet-stream' }, data: Uint8Array.of(1, 2) }]],
  ['./Sub', [{ meta: { format: 'node' }, data: 'x/y' }]],
  ['./Sub/y', [{ meta: { format: 'node' }, data: '' }]],
  ['./Sub?prop=Type', [{ data: 'urn:t' }]],
  ['./Sub?prop=ACL', [{ data: '' }]],
  ['.?prop=ACL', [{ data: ALL }]],
  ['.?prop=Name', [{ data: '.' }]],
  ['./text?prop=Name', [{ data: 'text' }]],
  ['./text?prop=Format', [{ data: 'chr' }]],
  ['./text?prop=Title', [{ data: 'T' }]],
  ['./text?prop=Size', [{ data: '3' }]],
  ['./raw?prop=Size', [{ data: '2' }]],
  ['./text?prop=VerNo', [{ data: '7' }]],
  ['./text?prop=TStamp', [{ data: '20250101T000000Z' }]],
  ['./wo?prop=Format', [{ data: 'chr' }]],
];

for (const [uri, items] of READ) {
  test(`read ${uri}`, () => {
    const { results, statuses } = run(get(item(uri)));
    assert.deepEqual(statuses, [{ cmdId: 'g', cmd: 'Get', code: 200 }]);
    const source = { locUri: uri };
    assert.deepEqual(results, [{ cmdId: 'g', items: items.map((one) => ({ source, ...one })) }]);
  });
}

test('lists hold what may be read, parents first', () => {
  let tree = putNode(emptyTree(), './N', interior({}, { acl: 'Get=A' }));
  tree = putNode(tree, './N/hidden', leaf('', { acl: 'Get=B' }));
  tree = putNode(tree, './N/wo', leaf('', { access: ['Replace'] }));
  tree = putNode(tree, ['N', 'a%b'], leaf('1', { format: 'int' }));
  tree = putNode(tree, './N/S', interior({}, { acl: 'Get=B', type: 'urn:s' }));
  tree = putNode(tree, './N/S/open', leaf('o', { acl: 'Get=*' }));
  const items = (list: string) =>
    run(get(item(`./N?list=${list}`)), tree).results[0]?.items.map((one) => [
      one.source?.locUri,
      one.meta,
      one.data,
    ]);
  assert.deepEqual(items('StructData'), [
    ['./N', { format: 'node' }, undefined],
    ['./N/a%25b', { format: 'int' }, '1'],
    ['./N/S/open', undefined, 'o'],
  ]);
  assert.deepEqual(items('Struct'), [
    ['./N', { format: 'node' }, undefined],
    ['./N/a%25b', { format: 'int' }, undefined],
    ['./N/S/open', undefined, undefined],
  ]);
});

test('Items alike share one Status, others have their own with the target as received', () => {
  const same = run(get(item('./text'), item('./num')));
  assert.deepEqual(same.statuses, [{ cmdId: 'g', cmd: 'Get', code: 200 }]);
  assert.equal(same.results[0]?.items.length, 2);
  assert.deepEqual(run(get(item(' ./text '), item('no'), {})).statuses, [
    { cmdId: 'g', cmd: 'Get', code: 200, targetRef: ' ./text ' },
    { cmdId: 'g', cmd: 'Get', code: 404, targetRef: 'no' },
    { cmdId: 'g', cmd: 'Get', code: 412 },
  ]);
});

const sequence = (...commands: Command[]): TreeCommand => ({ kind: 'Sequence', cmdId: 's', commands });
const atomic = (...commands: Command[]): TreeCommand => ({ kind: 'Atomic', cmdId: 't', commands });
const alert: Command = { kind: 'Alert', cmdId: 'u', code: 1101, items: [] };
const addOk = add(item('./new', { data: '1' }));
const addBad = { ...add(item('./text', { data: '1' })), cmdId: 'b' };

const CONTAINED: [string, TreeCommand, [string, number][], boolean][] = [
  [
    'Sequence',
    sequence(addOk, get(item('./new')), del(item('./text'))),
    [
      ['s', 200],
      ['a', 200],
      ['g', 200],
      ['d', 200],
    ],
    true,
  ],
  ['Sequence, empty', sequence(), [['s', 200]], false],
  [
    'Sequence stops at a failure',
    sequence(addOk, addBad, del(item('./text'))),
    [
      ['s', 200],
      ['a', 200],
      ['b', 418],
      ['d', 215],
    ],
    true,
  ],
  [
    'Sequence stops at an alert',
    sequence(alert, addOk),
    [
      ['s', 200],
      ['u', 406],
      ['a', 215],
    ],
    false,
  ],
  [
    'Sequence in Sequence',
    sequence(sequence(addBad), sequence(addOk)),
    [
      ['s', 200],
      ['s', 200],
      ['b', 418],
      ['s', 215],
      ['a', 215],
    ],
    false,
  ],
  [
    'Atomic in Sequence',
    sequence(atomic(addOk, addBad), get(item('./text'))),
    [
      ['s', 200],
      ['t', 507],
      ['a', 216],
      ['b', 418],
      ['g', 215],
    ],
    false,
  ],
  [
    'Atomic',
    atomic(addOk, del(item('./text'))),
    [
      ['t', 200],
      ['a', 200],
      ['d', 200],
    ],
    true,
  ],
  ['Atomic, empty', atomic(), [['t', 200]], false],
  [
    'Atomic rolls back',
    atomic(addOk, addBad, del(item('./num'))),
    [
      ['t', 507],
      ['a', 216],
      ['b', 418],
      ['d', 215],
    ],
    false,
  ],
  [
    'Atomic: first fails',
    atomic(addBad, addOk),
    [
      ['t', 507],
      ['b', 418],
      ['a', 215],
    ],
    false,
  ],
  [
    'Atomic: Get',
    atomic(addOk, get(item('./text'))),
    [
      ['t', 507],
      ['a', 216],
      ['g', 500],
    ],
    false,
  ],
  [
    'Atomic: Exec',
    atomic(addOk, exec(item('./run'))),
    [
      ['t', 507],
      ['a', 216],
      ['x', 500],
    ],
    false,
  ],
  [
    'Atomic: Atomic',
    atomic(atomic(addOk), addBad),
    [
      ['t', 507],
      ['t', 500],
      ['a', 215],
      ['b', 215],
    ],
    false,
  ],
  [
    'Atomic: Sequence',
    atomic(sequence(addOk)),
    [
      ['t', 507],
      ['s', 500],
      ['a', 215],
    ],
    false,
  ],
  [
    'Atomic: Alert',
    atomic(addOk, alert),
    [
      ['t', 507],
      ['a', 216],
      ['u', 406],
    ],
    false,
  ],
  [
    'Atomic: Copy',
    atomic(addOk, { kind: 'Copy', cmdId: 'c', items: [] }),
    [
      ['t', 507],
      ['a', 216],
      ['c', 412],
    ],
    false,
  ],
];

for (const [name, command, wanted, changes] of CONTAINED) {
  test(name, () => {
    const tree = fixture();
    const outcome = run(command, tree);
    assert.deepEqual(codes(outcome), wanted);
    assert.equal(outcome.tree !== tree, changes);
  });
}

test('Atomic: the Items of the failing command are rolled back too', () => {
  const mixed = add(item('./p', { data: '' }), item('./text', { data: '' }), item('./q', { data: '' }));
  const outcome = run(atomic(mixed));
  assert.deepEqual(outcome.statuses.slice(1), [
    { cmdId: 'a', cmd: 'Add', code: 216, targetRef: './p' },
    { cmdId: 'a', cmd: 'Add', code: 418, targetRef: './text' },
    { cmdId: 'a', cmd: 'Add', code: 215, targetRef: './q' },
  ]);
});

test('outside an Atomic the other Items are carried out', () => {
  const outcome = run(add(item('./text', { data: '' }), item('./q', { data: '' })));
  assert.deepEqual(
    outcome.statuses.map((status) => status.code),
    [418, 200],
  );
  assert.ok(getNode(outcome.tree, './q'));
});

const object: DeviceObject<string> = {
  root: './Sub',
  added: (tree, uri) => putNode(tree, `${uri}-made`, leaf(uri)),
  guard: (_tree, uri, command) => (uri.endsWith('busy') ? (command === 'Add' ? 403 : 405) : undefined),
  exec: (tree, call) => ({
    tree: putNode(tree, './Sub/ran', leaf('yes')),
    status: call.correlator === undefined ? 412 : 202,
    items: [{ data: JSON.stringify(call) }],
    effects: [`ran ${call.uri}`],
  }),
};

test('an object sees Add, Delete, Replace and Exec below its root only', () => {
  const tree = putNode(
    putNode(fixture(), './Sub/busy', leaf('')),
    './Sub/run',
    leaf('', { access: ['Exec'] }),
  );
  const over = { objects: [object] };
  const order: Exec = { ...exec(item('./Sub/run', { data: 'arg' })), correlator: 'c1' };
  const outcome = run(sequence(add(item('./Sub/n', { data: '' })), order), tree, over);
  assert.deepEqual(getNode(outcome.tree, './Sub/n-made'), leaf('./Sub/n'));
  assert.ok(getNode(outcome.tree, './Sub/ran'));
  const call = { uri: './Sub/run', serverId: 'A', correlator: 'c1', data: 'arg' };
  assert.deepEqual(outcome.statuses[2], {
    cmdId: 'x',
    cmd: 'Exec',
    code: 202,
    items: [{ data: JSON.stringify(call) }],
  });
  assert.deepEqual(outcome.effects, ['ran ./Sub/run']);
  for (const [command, code] of [
    [del(item('./Sub/busy')), 405],
    [replace(item('./Sub/busy', { data: '' })), 405],
    [replace(item('./Sub/busy?prop=Title', { data: '' })), 405],
    [add(item('./Sub/n', { data: '' }), item('./Sub/nbusy', { data: '' })), 403],
    [add(item('./Submarine', { data: '' })), 200],
  ] as const) {
    assert.equal(run(command, tree, over).statuses.at(-1)?.code, code);
  }
  assert.equal(
    getNode(run(add(item('./Submarine', { data: '' })), tree, over).tree, './Submarine-made'),
    undefined,
  );
});

test('a failed Exec stops its Sequence', () => {
  const tree = putNode(fixture(), './Sub/run', leaf('', { access: ['Exec'] }));
  const outcome = run(sequence(exec(item('./Sub/run')), addOk), tree, { objects: [object] });
  assert.deepEqual(codes(outcome), [
    ['s', 200],
    ['x', 412],
    ['a', 215],
  ]);
});
