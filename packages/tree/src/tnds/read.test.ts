import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { DDF_NAMESPACE, type Element } from '@scomo/syncml';
import { LIMITS } from '../limits.ts';
import { readTnds } from './read.ts';

const doc = (inner: string) => `<MgmtTree xmlns="syncml:dmddf1.2"><VerDTD>1.2</VerDTD>${inner}</MgmtTree>`;
const node = (name: string, inner = '') => `<Node><NodeName>${name}</NodeName>${inner}</Node>`;
const format = (name: string) => `<RTProperties><Format><${name}/></Format></RTProperties>`;
const nested = (depth: number): string => (depth === 0 ? '' : node('n', nested(depth - 1)));

function markup(depth: number): Element {
  const wrap = (name: string, children: Element['children']): Element => ({
    name,
    ns: DDF_NAMESPACE,
    children,
  });
  let inner: Element[] = [];
  for (let i = 0; i < depth; i++) inner = [wrap('Node', [wrap('NodeName', ['n']), ...inner])];
  return wrap('MgmtTree', inner);
}

const REFUSED: [name: string, data: Parameters<typeof readTnds>[0], code: number][] = [
  ['no Data', undefined, 412],
  ['no markup', 'hello', 415],
  ['no tree', '<a/>', 415],
  ['cut short', doc(node('a')).slice(0, -3), 415],
  ['a DOCTYPE', `<!DOCTYPE MgmtTree>${doc(node('a'))}`, 415],
  ['octets of nothing', Uint8Array.of(2, 0), 415],
  ['no octets', new Uint8Array(), 415],
  ['no element', { elements: [] }, 415],
  ['two roots', { elements: [markup(1), markup(1)] }, 415],
  ['no Node', doc(''), 415],
  ['a leaf with children', doc(node('a', format('chr') + node('b'))), 405],
  ['a value and children', doc(node('a', `<Value>v</Value>${node('b')}`)), 415],
  ['an interior node with a value', doc(node('a', `${format('node')}<Value>v</Value>`)), 415],
  ['an interior node with an empty value', doc(node('a', `${format('node')}<Value/>`)), 415],
  ['two values', doc(node('a', '<Value>v</Value><Value>w</Value>')), 415],
  ['markup as value', doc(node('a', '<Value><b/></Value>')), 415],
  ['an unknown Format', doc(node('a', format('blob'))), 415],
  ['a Format of the language', doc(node('a', format('toString'))), 415],
  ['two Formats', doc(node('a', '<RTProperties><Format><chr/><int/></Format></RTProperties>')), 415],
  ['a name with a slash', doc(node('a/b')), 400],
  ['the name of the parent', doc(node('..')), 400],
  ['the name of the root', doc(node('.')), 400],
  ['a broken escape', doc(node('a%zz')), 400],
  ['an inner Node without name', doc(node('a', '<Node/>')), 400],
  ['an inner Node with Path', doc(node('a', node('b', '<Path>c</Path>'))), 400],
  ['a Path without name', doc('<Node><Path>c</Path></Node>'), 400],
  ['a Path upwards', doc(node('a', '<Path>../b</Path>')), 400],
  ['a long name', doc(node('n'.repeat(LIMITS.segmentCharsMax + 1))), 414],
  ['a node twice', doc(node('a', node('b') + node('b'))), 418],
  ['a node twice by Path', doc(node('a', node('b')) + node('b', '<Path>a</Path>')), 418],
  ['the target twice', doc(`<Node/>${node('')}`), 418],
  ['too deep text', doc(nested(60)), 413],
  ['too much text', doc(node('a', `<Value>${'x'.repeat(300 * 1024)}</Value>`)), 413],
];

for (const [name, data, code] of REFUSED) {
  test(`refused: ${name}`, () => assert.equal(readTnds(data), code));
}

test('limits are reached and not passed', () => {
  const many = (count: number) => doc(Array.from({ length: count }, (_, i) => node(`${i}`)).join(''));
  const counted = readTnds(many(LIMITS.tndsNodesMax));
  assert.equal(typeof counted === 'number' ? counted : counted.length, LIMITS.tndsNodesMax);
  assert.equal(readTnds(many(LIMITS.tndsNodesMax + 1)), 413);
  const deep = readTnds({ elements: [markup(LIMITS.segmentsMax)] });
  assert.equal(typeof deep === 'number' ? deep : deep.length, LIMITS.segmentsMax);
  assert.equal(readTnds({ elements: [markup(LIMITS.segmentsMax + 1)] }), 414);
  assert.equal(readTnds({ elements: [markup(100_000)] }), 414);
  const name = 'n'.repeat(LIMITS.segmentCharsMax);
  assert.deepEqual(readTnds(doc(node(name))), [{ path: [name] }]);
});

test('what is left open is read as far as it goes', () => {
  const rt = (inner: string) => `<RTProperties>${inner}</RTProperties>`;
  const inner = [
    node('bare'),
    node('kids', node('__proto__', '<Value/>')),
    node('urn', rt('<Type><DDFName>urn:x</DDFName></Type>')),
    node('mime', rt('<ACL> Get=* </ACL><Title/><Type><MIME>a/b</MIME></Type>')),
    node('a%2Fb', `${format('int')}<Value>7</Value>`),
    node('later'),
    node('x', '<Path>./later/on</Path><Value>v</Value>'),
    '<Other/>',
  ];
  assert.deepEqual(readTnds(doc(inner.join('\n '))), [
    { path: ['bare'] },
    { path: ['kids'], format: 'node' },
    { path: ['kids', '__proto__'], value: '' },
    { path: ['urn'], format: 'node', type: 'urn:x' },
    { path: ['mime'], type: 'a/b', acl: 'Get=*', title: '' },
    { path: ['a/b'], format: 'int', value: '7' },
    { path: ['later'], format: 'node' },
    { path: ['later', 'on', 'x'], value: 'v' },
  ]);
  assert.deepEqual(readTnds(doc('<Node><NodeName/></Node>')), [{ path: [] }]);
  assert.deepEqual(readTnds(doc('<Node/>')), [{ path: [] }]);
});

test('the standalone vector reads alike in both encodings', () => {
  const vector = (name: string) =>
    new Uint8Array(readFileSync(new URL(`../../../../vectors/${name}`, import.meta.url)));
  const wanted = [
    { path: ['Mail'], format: 'node', type: 'com.example/1.0/Mail' },
    {
      path: ['Mail', 'Host'],
      format: 'chr',
      type: 'text/plain',
      acl: 'Get=*&Replace=dm.example.net',
      value: 'imap.example.net',
    },
    { path: ['Mail', 'Port'], format: 'int', type: 'text/plain', value: '993' },
  ];
  assert.deepEqual(readTnds(vector('tnds-standalone.xml')), wanted);
  assert.deepEqual(readTnds(vector('tnds-standalone.wbxml')), wanted);
  const text = new TextDecoder().decode(vector('tnds-standalone.xml'));
  assert.deepEqual(readTnds(text), wanted);
});
