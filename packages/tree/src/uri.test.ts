import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import fc from 'fast-check';
import { LIMITS } from './limits.ts';
import { formatUri, isNodeName, parseUri, type UriQuery } from './uri.ts';

interface Row {
  in: string;
  out: string;
  prop?: string;
  list?: string;
  include?: string[];
  exclude?: string[];
  segments?: string[];
}
const vectors = JSON.parse(
  readFileSync(new URL('../../../vectors/13-uri.json', import.meta.url), 'utf8'),
) as { normalize: Row[]; tolerate: Row[]; invalidStrict: string[] };

function queryOf(row: Row): UriQuery | undefined {
  if (row.prop) return { kind: 'prop', name: row.prop } as UriQuery;
  if (!row.list) return undefined;
  const { list, include, exclude } = row;
  return { kind: 'list', list, ...(include && { include }), ...(exclude && { exclude }) } as UriQuery;
}

for (const row of [...vectors.normalize, ...vectors.tolerate]) {
  test(`vector ${JSON.stringify(row.in)}`, () => {
    const uri = parseUri(row.in);
    assert.ok(typeof uri === 'object');
    assert.equal(formatUri(uri.path), row.out);
    assert.deepEqual(uri.query, queryOf(row));
    if (row.segments) assert.deepEqual(uri.path, row.segments);
  });
}

for (const text of vectors.invalidStrict) {
  test(`vector, invalid ${JSON.stringify(text)}`, () => {
    assert.equal(parseUri(text), text === './A?prop=Nope' ? 406 : 400);
  });
}

const segments = (count: number) => `.${'/a'.repeat(count)}`;
const chars = (count: number) => `./${'ab/'.repeat(count)}`.slice(0, count);
const REFUSED: [string, number][] = [
  ['..', 400],
  ['../A', 400],
  ['./A/..', 400],
  ['./%2e%2e/A', 400],
  ['./A/%2E', 400],
  ['././A', 400],
  ['//A', 400],
  ['/', 400],
  ['./A%00', 400],
  ['./A\nB', 400],
  ['./A%zz', 400],
  ['./A%', 400],
  ['./%ff', 400],
  ['./\ud800', 400],
  ['./A?', 400],
  ['./A?x=1', 400],
  ['./A?prop=ACL&list=Struct', 400],
  ['./A?prop=ACL?', 400],
  ['./A?PROP=ACL', 400],
  ['./A?prop=acl', 406],
  ['./A?list=', 400],
  ['./A?list=MOS', 406],
  ['./A?list=Struct+ACL', 400],
  ['./A?list=TNDS+', 400],
  ['./A?list=TNDS+Nope', 406],
  ['./A?list=TNDS-Nope', 406],
  [segments(LIMITS.segmentsMax + 1), 414],
  [`./${'n'.repeat(LIMITS.segmentCharsMax + 1)}`, 414],
  [chars(LIMITS.uriCharsMax + 1), 414],
];
for (const [text, status] of REFUSED) {
  test(`refused ${JSON.stringify(text.slice(0, 40))}`, () => {
    assert.equal(parseUri(text), status);
  });
}

test('limits are reached', () => {
  assert.ok(typeof parseUri(segments(LIMITS.segmentsMax)) === 'object');
  assert.ok(typeof parseUri(`./${'n'.repeat(LIMITS.segmentCharsMax)}`) === 'object');
  const long = `./${Array.from({ length: 8 }, () => 'n'.repeat(LIMITS.segmentCharsMax)).join('/')}`;
  assert.equal(long.length, LIMITS.uriCharsMax + 1);
  assert.equal(parseUri(long), 414);
  assert.ok(typeof parseUri(long.slice(0, -1)) === 'object');
});

const name = fc
  .string({ unit: fc.constantFrom(...'ab.%/? ~é€😀{'), minLength: 1, maxLength: 12 })
  .filter(isNodeName);
test('canonical text reads back as the same path', () => {
  fc.assert(
    fc.property(fc.array(name, { maxLength: 6 }), (path) => {
      assert.deepEqual(parseUri(formatUri(path)), { path });
    }),
  );
});
