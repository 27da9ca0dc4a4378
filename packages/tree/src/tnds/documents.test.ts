import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Add, Data, Get, Replace } from '@scomo/syncml';
import { encodeMarkup, parseMarkup } from '@scomo/syncml';
import { emptyTree, interior, leaf } from '../build.ts';
import type { DeviceObject } from '../device-object.ts';
import { getNode, putNode } from '../edit.ts';
import { execute } from '../execute.ts';
import { LIMITS } from '../limits.ts';
import type { Tree } from '../node.ts';

const TYPE = 'application/vnd.syncml.dmtnds+xml';
const context = { serverId: 'A', objects: [] as DeviceObject<never>[], now: '2026-02-03T04:05:06Z' };
const changed = { verNo: 1, tStamp: '20260203T040506Z' };
const doc = (inner: string) => `<MgmtTree xmlns="syncml:dmddf1.2"><VerDTD>1.2</VerDTD>${inner}</MgmtTree>`;
const node = (name: string, inner = '') => `<Node><NodeName>${name}</NodeName>${inner}</Node>`;
const rt = (inner: string) => `<RTProperties>${inner}</RTProperties>`;
const format = (name: string) => `<Format><${name}/></Format>`;
const value = (text: string) => `<Value>${text}</Value>`;
const v = (name: string, text = 'v') => node(name, value(text));
const command = (kind: 'Add' | 'Replace', locUri: string, data: Data): Add | Replace => ({
  kind,
  cmdId: '1',
  items: [{ target: { locUri }, meta: { format: 'xml', type: TYPE }, data }],
});

function fixture(acl = 'Add=A&Delete=A&Get=A&Replace=A'): Tree {
  const full = new Map(Array.from({ length: LIMITS.childrenMax - 1 }, (_, i) => [`c${i}`, leaf('')]));
  const nodes = {
    S: interior(
      {
        keep: leaf('old', { title: 'T', acl: 'Get=*&Replace=A&Delete=A' }),
        raw: leaf(Uint8Array.of(1, 2)),
        gone: interior({ x: leaf('1') }),
        N: interior({ deep: leaf('d') }, { type: 'urn:n' }),
      },
      { type: 'urn:s' },
    ),
    P: interior({ fixed: leaf('f', { permanent: true }), other: leaf('o') }),
    Theirs: interior({ z: leaf('', { acl: 'Get=A' }), y: leaf('') }),
    Full: interior(full),
    closed: interior({}, { access: ['Get'] }),
    locked: interior({}, { acl: 'Add=B&Get=A' }),
    addable: interior({}, { access: ['Add', 'Get'] }),
    growing: interior({}, { acl: 'Add=A&Get=A&Delete=A' }),
    leaf: leaf('x'),
  };
  const tree: Tree = { ...emptyTree(), acl };
  return Object.entries(nodes).reduce<Tree>((now, [name, one]) => putNode(now, [name], one), tree);
}

const REFUSED: [kind: 'Add' | 'Replace', uri: string, inner: string, code: number, ancestor?: string][] = [
  ['Add', './S', v('new') + v('keep'), 418],
  ['Add', './S', v(''), 418],
  ['Add', './leaf', v('a'), 405],
  ['Add', './closed', v('a'), 405],
  ['Add', './closed', node('a', v('b')), 405],
  ['Add', './locked', v('a'), 425],
  ['Add', './locked/a/b', v('c'), 425, './locked/a'],
  ['Add', './new', node('a', v('b') + node('c', rt(format('int')) + value('x'))), 415],
  ['Add', './new', node('a', rt(format('int'))), 415],
  ['Add', './new', node('a', rt(format('bin')) + value('!')), 415],
  ['Add', './new', v('a') + node('b', `<Path>a</Path>${value('v')}`), 405],
  ['Add', './Full', v('a') + v('b'), 420],
  ['Add', './new', v('a', 'x'.repeat(LIMITS.valueSizeMax + 1)), 413],
  ['Add', './new', node('a', rt(`<Title>${'t'.repeat(LIMITS.titleOctetsMax + 1)}</Title>`)), 413],
  ['Add', './new', node('a', rt('<ACL>Get</ACL>')), 400],
  ['Add', './new', node('a', rt(`<ACL>Get=${'a'.repeat(LIMITS.aclCharsMax - 3)}</ACL>`)), 420],
  ['Add', `./new${'/n'.repeat(LIMITS.segmentsMax - 1)}`, v('a'), 414],
  ['Add', `./${'n'.repeat(100)}${`/${'n'.repeat(110)}`.repeat(8)}`, v('x'.repeat(120)), 414],
  ['Replace', './none', v('a'), 404],
  ['Replace', './leaf', v('a'), 415],
  ['Replace', './closed', v('a'), 405],
  ['Replace', '.', v('a'), 405],
  ['Replace', './locked', v('a'), 425],
  ['Replace', './addable', v('a'), 405],
  ['Replace', './growing', v('a'), 425],
  ['Replace', './S', '', 415],
  ['Replace', './P', v('new'), 405],
  ['Replace', './P', node('fixed', v('x')), 405],
  ['Replace', './Theirs', v('y'), 425],
  ['Replace', './Theirs', v('z') + v('y'), 425],
  ['Replace', './S', node('N', rt('<Type><DDFName>urn:other</DDFName></Type>')), 405],
  ['Replace', './S', v('new') + node('keep', rt(format('int')) + value('x')), 415],
  ['Replace', './S', v('raw', '!'), 415],
  ['Replace', './S', v('new') + node('b', `<Path>new</Path>${value('v')}`), 405],
];

for (const [kind, uri, inner, code, ancestor] of REFUSED) {
  test(`${kind} to ${uri.slice(0, 20)} of ${inner.slice(0, 90)} is answered ${code}, nothing done`, () => {
    const tree = fixture();
    const outcome = execute(tree, command(kind, uri, doc(inner)), context);
    const items = ancestor === undefined ? {} : { items: [{ target: { locUri: ancestor } }] };
    assert.deepEqual(outcome.statuses, [{ cmdId: '1', cmd: kind, code, ...items }]);
    assert.equal(outcome.tree, tree);
  });
}

test('an ACL for a leaf needs Replace on its parent', () => {
  const tree = putNode(fixture(), './drop', interior({}, { acl: 'Add=A' }));
  const add = (inner: string) => execute(tree, command('Add', './drop', doc(inner)), context);
  const acl = rt('<ACL>Replace=A</ACL>');
  assert.equal(add(node('a', acl + value('v'))).statuses[0]?.code, 425);
  assert.equal(add(v('a')).statuses[0]?.code, 200);
  const own = add(node('n', node('a', acl + value('v'))));
  assert.equal(own.statuses[0]?.code, 200);
  assert.equal(getNode(own.tree, './drop/n')?.acl, 'Add=A&Delete=A&Replace=A');
  assert.equal(getNode(own.tree, './drop/n/a')?.acl, 'Replace=A');
});

test('ACLs are judged by the rights that were there before them', () => {
  const closed = rt('<ACL>Get=*</ACL>');
  const inner = node('n', closed + node('a', closed + value('v')));
  const outcome = execute(fixture(), command('Add', './S', doc(inner)), context);
  assert.equal(outcome.statuses[0]?.code, 200);
  assert.equal(getNode(outcome.tree, './S/n')?.acl, 'Get=*');
  assert.equal(getNode(outcome.tree, './S/n/a')?.acl, 'Get=*');
});

test('Add makes every node of the document and what is missing above them', () => {
  const inner = [
    node(
      'Mail',
      rt(`${format('node')}<Type><DDFName>com.example/1.0/Mail</DDFName></Type><Title>M</Title>`) +
        node('Port', rt(`${format('int')}<Type><MIME>text/plain</MIME></Type>`) + value('993')) +
        node('Key', rt(format('bin')) + value('AQI=')),
    ),
    node('x', '<Path>Else/where</Path><Value/>'),
    node('__proto__', v('constructor')),
  ];
  const outcome = execute(fixture(), command('Add', './new', doc(inner.join(''))), context);
  assert.deepEqual(outcome.statuses, [{ cmdId: '1', cmd: 'Add', code: 200 }]);
  const mail = {
    Port: leaf('993', { format: 'int', ...changed }),
    Key: leaf(Uint8Array.of(1, 2), { type: 'text/plain', ...changed }),
  };
  const wanted = new Map<string, ReturnType<typeof interior>>([
    ['Mail', interior(mail, { type: 'com.example/1.0/Mail', title: 'M', ...changed })],
    ['Else', interior({ where: interior({ x: leaf('', changed) }, changed) }, changed)],
    ['__proto__', interior({ constructor: leaf('v', changed) }, changed)],
  ]);
  assert.deepEqual(getNode(outcome.tree, './new'), interior(wanted, changed));
});

test('a document whose Node has no name is the target itself', () => {
  const outcome = execute(fixture(), command('Add', './new', doc(node('', v('a')))), context);
  assert.deepEqual(getNode(outcome.tree, './new'), interior({ a: leaf('v', changed) }, changed));
});

test('Replace leaves what the document lists and nothing else', () => {
  const inner =
    v('keep', 'new') + v('raw', 'Aw==') + node('N') + node('add', v('x')) + v('gone', 'now a leaf');
  const outcome = execute(fixture(), command('Replace', './S', doc(inner)), context);
  assert.deepEqual(outcome.statuses, [{ cmdId: '1', cmd: 'Replace', code: 200 }]);
  const wanted = {
    keep: leaf('new', { title: 'T', acl: 'Get=*&Replace=A&Delete=A', ...changed }),
    raw: leaf(Uint8Array.of(3), changed),
    N: interior({}, { type: 'urn:n' }),
    add: interior({ x: leaf('v', changed) }, changed),
    gone: leaf('now a leaf', changed),
  };
  const found = getNode(outcome.tree, './S');
  assert.ok(found?.format === 'node');
  assert.deepEqual(Object.fromEntries(found.children), wanted);
});

test('Replace keeps the value of a leaf that it lists without one, and sets Title and ACL', () => {
  const inner = node('', node('keep', rt('<ACL>Get=*</ACL><Title>U</Title>')) + v('raw', 'AQI='));
  const outcome = execute(fixture(), command('Replace', './S', doc(inner)), context);
  const kept = getNode(outcome.tree, './S/keep');
  assert.deepEqual([kept?.format === 'chr' && kept.value, kept?.title, kept?.acl], ['old', 'U', 'Get=*']);
});

test('an object guards every node and hears of the new ones', () => {
  const heard: string[] = [];
  const refusals = new Map([
    ['Delete ./S/gone', 403],
    ['Replace ./S/N', 420],
  ]);
  const object: DeviceObject<never> = {
    root: './S',
    guard: (_tree, uri, kind) => refusals.get(`${kind} ${uri}`),
    added: (tree, uri) => {
      heard.push(uri);
      return tree;
    },
  };
  const own = { ...context, objects: [object] };
  const replace = (inner: string, uri = './S') =>
    execute(fixture(), command('Replace', uri, doc(inner)), own);
  assert.equal(replace(v('deep'), './S/N').statuses[0]?.code, 420);
  assert.equal(replace(v('a')).statuses[0]?.code, 403);
  assert.deepEqual(heard, []);
  assert.equal(replace(node('gone') + node('a', v('b'))).statuses[0]?.code, 200);
  assert.deepEqual(heard, ['./S/a', './S/a/b']);
});

function document(tree: Tree, locUri: string, serverId = 'A'): string {
  const get: Get = { kind: 'Get', cmdId: 'g', items: [{ target: { locUri } }] };
  const outcome = execute(tree, get, { ...context, serverId });
  assert.deepEqual(outcome.statuses, [{ cmdId: 'g', cmd: 'Get', code: 200 }]);
  const [item] = outcome.results[0]?.items ?? [];
  assert.deepEqual(item?.meta, { format: 'xml', type: TYPE });
  assert.deepEqual(item?.source, { locUri: locUri.slice(0, locUri.indexOf('?')) });
  assert.ok(item?.data && typeof item.data === 'object' && 'elements' in item.data);
  return new TextDecoder().decode(encodeMarkup(item.data, 'xml'));
}

const acme = interior(
  { Poll: leaf('60', { format: 'int', acl: 'Get=A' }), Key: leaf(Uint8Array.of(1)), 'a/b': leaf('') },
  { type: 'urn:a' },
);

const DOCUMENTS: [query: string, nodes: string][] = [
  ['+Value', node('Acme', v('Poll', '60') + v('Key', 'AQ==') + node('a%2Fb', '<Value/>'))],
  [
    '+ACL+Size',
    node(
      'Acme',
      rt('<ACL/>') +
        node('Poll', rt('<ACL>Get=A</ACL><Size>2</Size>')) +
        node('Key', rt('<ACL/><Size>1</Size>')) +
        node('a%2Fb', rt('<ACL/><Size>0</Size>')),
    ),
  ],
  [
    '-VerNo-Type-Value',
    node(
      'Acme',
      rt(format('node')) +
        node('Poll', rt(`<ACL>Get=A</ACL>${format('int')}`)) +
        node('Key', rt(format('bin'))) +
        node('a%2Fb', rt(format('chr'))),
    ),
  ],
  [
    '+Type+Name',
    node(
      'Acme',
      rt('<Name>Acme</Name><Type><DDFName>urn:a</DDFName></Type>') +
        node('Poll', rt('<Name>Poll</Name><Type><MIME>text/plain</MIME></Type>')) +
        node('Key', rt('<Name>Key</Name><Type><MIME>application/octet-stream</MIME></Type>')) +
        node('a%2Fb', rt('<Name>a/b</Name><Type><MIME>text/plain</MIME></Type>')),
    ),
  ],
];

for (const [query, nodes] of DOCUMENTS) {
  test(`Get ?list=TNDS${query}`, () => {
    const tree = putNode(putNode(fixture(), './V', interior()), './V/Acme', acme);
    const wanted = new TextDecoder().decode(encodeMarkup(parseMarkup(doc(nodes)), 'xml'));
    assert.equal(document(tree, `./V/Acme?list=TNDS${query}`), wanted);
  });
}

test('nodes without Get are left out, readable ones below them follow with Path', () => {
  const hidden = interior({ seen: leaf('1', { acl: 'Get=A' }), not: leaf('2') }, { acl: 'Get=B' });
  const secret = leaf('s', { access: ['Replace'] });
  const tree = putNode(fixture(), './V', interior({ hidden, secret, open: leaf('3') }));
  const seen = '<Node><NodeName>seen</NodeName><Path>V/hidden</Path><Value>1</Value></Node>';
  const wanted = new TextDecoder().decode(
    encodeMarkup(parseMarkup(doc(node('V', v('open', '3')) + seen)), 'xml'),
  );
  assert.equal(document(tree, './V?list=TNDS+Value'), wanted);
});

test('a sub-tree that was read can be added elsewhere', () => {
  const tree = putNode(fixture(), './Acme', acme);
  const copied = execute(tree, command('Add', './there', document(tree, './Acme?list=TNDS')), context);
  assert.deepEqual(copied.statuses, [{ cmdId: '1', cmd: 'Add', code: 200 }]);
  assert.equal(
    document(copied.tree, './there/Acme?list=TNDS-VerNo-TStamp'),
    document(tree, './Acme?list=TNDS-VerNo-TStamp'),
  );
});

test('the whole tree is a document without a name', () => {
  const text = document(putNode(emptyTree(), './a', leaf('v')), '.?list=TNDS+Value');
  assert.ok(text.includes('<NodeName/><Node><NodeName>a</NodeName><Value>v</Value></Node>'), text);
});

test('a URI of a document may be as long as any, and a Title', () => {
  const base = `./${'n'.repeat(100)}${`/${'n'.repeat(110)}`.repeat(8)}`;
  const name = 'x'.repeat(LIMITS.uriCharsMax - base.length - 1);
  const title = rt(`<Title>${'t'.repeat(LIMITS.titleOctetsMax)}</Title>`);
  const add = (inner: string) => execute(fixture(), command('Add', base, doc(inner)), context).statuses;
  assert.equal(add(node(name, title + value('x'.repeat(LIMITS.valueSizeMax))))[0]?.code, 200);
  assert.equal(add(v(`${name}x`))[0]?.code, 414);
});

test('Paths make no more nodes than a document may hold', () => {
  const far = (name: string) => node('n', `<Path>${name}${'/a'.repeat(18)}</Path>`);
  const chains = (count: number, more: string) =>
    doc(Array.from({ length: count }, (_, i) => far(`p${i}`)).join('') + more);
  const count = LIMITS.tndsNodesMax / 20 - 1;
  const rest = (leaves: number) => node('q', Array.from({ length: leaves }, (_, i) => v(`${i}`)).join(''));
  const empty = putNode(fixture(), './E', interior());
  const run = (kind: 'Add' | 'Replace', leaves: number) =>
    execute(empty, command(kind, './E', chains(count, rest(leaves))), context).statuses[0]?.code;
  assert.deepEqual([run('Add', 19), run('Add', 20)], [200, 413]);
  assert.deepEqual([run('Replace', 19), run('Replace', 20)], [200, 413]);
});
