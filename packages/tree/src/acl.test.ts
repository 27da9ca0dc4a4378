import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { type Acl, type AclCommand, aclFor, formatAcl, parseAcl } from './acl.ts';
import { emptyTree, interior, leaf } from './build.ts';
import { getNode, putNode } from './edit.ts';
import type { Tree } from './node.ts';
import { aclOfAdded, allowed, effectiveAcl, mayChangeAcl, removeServer } from './rights.ts';

interface Check {
  server: string;
  cmd: AclCommand | 'ReplaceACL' | 'GetACL';
  uri: string;
  allow: boolean;
  returns?: string;
}
const vectors = JSON.parse(
  readFileSync(new URL('../../../vectors/12-acl.json', import.meta.url), 'utf8'),
) as {
  acl: Record<string, string>;
  formats: { leaf: string[]; interior: string[] };
  checks: Check[];
  parse: { in: string; out?: Record<string, string[]>; error?: true }[];
};

function vectorTree(): Tree {
  let tree = emptyTree();
  for (const [uri, acl] of Object.entries(vectors.acl)) {
    if (uri === '.') tree = { ...tree, acl };
    else {
      const node = vectors.formats.leaf.includes(uri) ? leaf('v', { acl }) : interior({}, { acl });
      tree = putNode(tree, uri, node);
    }
  }
  return tree;
}

for (const check of vectors.checks) {
  test(`vector ${check.server} ${check.cmd} ${check.uri}`, () => {
    const tree = vectorTree();
    const node = getNode(tree, check.uri);
    assert.ok(node);
    const { cmd, uri, server } = check;
    const verdict =
      cmd === 'ReplaceACL'
        ? mayChangeAcl(tree, uri, node, server)
        : allowed(tree, uri, cmd === 'GetACL' ? 'Get' : cmd, server);
    assert.equal(verdict, check.allow);
    if (check.returns !== undefined) assert.equal(node.acl, check.returns);
  });
}

for (const row of vectors.parse) {
  test(`vector parse ${row.in}`, () => {
    const acl = parseAcl(row.in);
    assert.deepEqual(acl && Object.fromEntries(acl), row.error ? undefined : row.out);
  });
}

const CANONICAL: [string, string][] = [
  ['Replace=b+a&Get=*+c&Add=x', 'Add=x&Get=*&Replace=a+b'],
  ['Get=b&Get=a', 'Get=a+b'],
  ['Get=a+a', 'Get=a'],
  ['', ''],
];
for (const [text, canonical] of CANONICAL) {
  test(`canonical ${text}`, () => {
    assert.equal(formatAcl(parseAcl(text) as Acl), canonical);
  });
}

const BAD = [
  '&',
  'Get',
  'Get=a&',
  'get=a',
  'Get=a=b',
  'Get=a++b',
  '=a',
  'Get=a\u0000',
  'Exec=a Get=b',
  'Get=**',
];
for (const text of BAD) {
  test(`bad ${JSON.stringify(text)}`, () => {
    assert.equal(parseAcl(text), undefined);
  });
}

test('a server that is taken out vanishes everywhere, the root keeps its factory commands', () => {
  let tree: Tree = { ...emptyTree(), acl: 'Add=A&Exec=A+B&Get=B' };
  tree = putNode(tree, './N', interior({}, { acl: 'Get=A' }));
  tree = putNode(tree, './N/L', leaf('', { acl: 'Get=A+B&Replace=A' }));
  tree = putNode(tree, './M', leaf('', { acl: 'Get=B' }));
  const left = removeServer(tree, 'A');
  assert.equal(left.acl, 'Add=*&Exec=B&Get=B');
  assert.equal(getNode(left, './N')?.acl, '');
  assert.equal(getNode(left, './N/L')?.acl, 'Get=B');
  assert.equal(getNode(left, './M'), getNode(tree, './M'));
  assert.equal(removeServer(left, 'A'), left);
});

test('who adds an interior node without Replace on the parent gets rights on it alone', () => {
  const tree = putNode(emptyTree(), './N', interior({}, { acl: 'Add=A+B&Replace=B' }));
  assert.equal(aclOfAdded(tree, ['N'], 'A'), 'Add=A&Delete=A&Replace=A');
  assert.equal(aclOfAdded(tree, ['N'], 'B'), '');
});

test('an ACL that breaks the grammar is our fault', () => {
  assert.throws(() => effectiveAcl({ ...emptyTree(), acl: 'Get' }, '.'), /bad ACL/);
  assert.equal(aclFor('A', ['Replace', 'Get']), 'Get=A&Replace=A');
  for (const id of ['', '*', 'a b', 'a=b', 'a&b', 'a+b'])
    assert.throws(() => aclFor(id, ['Get']), /no ServerID/);
});
