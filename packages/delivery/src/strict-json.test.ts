import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { refusalOf } from '../test/samples.ts';
import { LIMITS } from './limits.ts';
import { parseStrictJson } from './strict-json.ts';

const parse = (text: string) => parseStrictJson(new TextEncoder().encode(text), 'text');
const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);

test('values of every kind', () => {
  const map = parse(' {"a":[1,-2,0,true,false,null,"x\\u00e9\\n"],"__proto__":{"b":{}}}\r\n\t');
  assert.ok(map instanceof Map);
  assert.deepEqual(map.get('a'), [1, -2, 0, true, false, null, 'xé\n']);
  assert.deepEqual(map.get('__proto__'), new Map([['b', new Map()]]));
  assert.equal(Object.hasOwn(Object.prototype, 'b'), false);
});

test('agrees with JSON.parse on what it accepts', () => {
  const integers = fc.maxSafeInteger().map((n) => n || 0);
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 3 },
      fc.string({ unit: 'grapheme' }),
      integers,
      fc.boolean(),
      tie('list'),
      tie('map'),
    ),
    list: fc.array(tie('value'), { maxLength: 3 }),
    map: fc.dictionary(fc.string(), tie('value'), { maxKeys: 3 }),
  }));
  const plain = (json: unknown): unknown =>
    json instanceof Map
      ? Object.fromEntries([...json].map(([key, entry]) => [key, plain(entry)]))
      : Array.isArray(json)
        ? json.map(plain)
        : json;
  fc.assert(
    fc.property(value, (input) => {
      const text = JSON.stringify(input);
      assert.deepEqual(plain(parse(text)), JSON.parse(text));
    }),
  );
});

test('depth one below, at and above the limit', () => {
  for (const depth of [LIMITS.jsonDepthMax - 1, LIMITS.jsonDepthMax])
    assert.doesNotThrow(() => parse(nested(depth)));
  for (const depth of [LIMITS.jsonDepthMax + 1, 100_000]) {
    assert.equal(
      refusalOf(() => parse(nested(depth))),
      'malformed',
    );
    assert.equal(
      refusalOf(() => parse('['.repeat(depth))),
      'malformed',
    );
    assert.equal(
      refusalOf(() => parse('{"a":'.repeat(depth))),
      'malformed',
    );
  }
});

test('a long string costs linear time, closed or not', () => {
  const long = 'a\\n'.repeat(80_000);
  assert.equal(parse(`"${long}"`), 'a\n'.repeat(80_000));
  assert.equal(
    refusalOf(() => parse(`"${long}`)),
    'malformed',
  );
});

for (const text of [
  '',
  ' ',
  '{"a":1,"a":1}',
  '{"a":1,"\\u0061":2}',
  '{"a":{"b":1,"b":2}}',
  '{"__proto__":1,"__proto__":2}',
  '{"a":1,}',
  '[1,]',
  '[,1]',
  '{,}',
  '{a:1}',
  "{'a':1}",
  '{"a" 1}',
  '{"a":}',
  '{"a"}',
  '{1:1}',
  '[1 2]',
  '[1',
  '{"a":1',
  '[1]]',
  '[1}',
  '{"a":1]',
  '1 2',
  'nul',
  'nulll',
  'True',
  'NaN',
  'Infinity',
  'undefined',
  '01',
  '-',
  '-0',
  '+1',
  '1.0',
  '1.5',
  '.5',
  '1e3',
  '1E3',
  '0x10',
  '1_000',
  '9007199254740992',
  '-9007199254740992',
  '18446744073709551616',
  '1'.repeat(400),
  '"abc',
  '"\\"',
  '"\\x41"',
  '"\\u12"',
  '"\\u{41}"',
  '"\n"',
  '"\u0000"',
  '"\u001f"',
  '"\\ud800"',
  '"\\udc00\\ud800"',
  '/* c */ 1',
  '1 // c',
  '\ufeff1',
  '1\u00a0',
  '\u00001',
  '1\u0000',
]) {
  test(`refuses ${JSON.stringify(text.slice(0, 30))}`, () => {
    assert.equal(
      refusalOf(() => parse(text)),
      'malformed',
    );
  });
}

for (const [name, bytes] of [
  ['a stray continuation byte', [0x22, 0x80, 0x22]],
  ['an overlong slash', [0x22, 0xc0, 0xaf, 0x22]],
  ['an encoded surrogate', [0x22, 0xed, 0xa0, 0x80, 0x22]],
  ['a cut character', [0x22, 0xe2, 0x82]],
  ['UTF-16', [0x22, 0x00, 0x61, 0x00, 0x22, 0x00]],
  ['a byte order mark', [0xef, 0xbb, 0xbf, 0x31]],
] as const) {
  test(`refuses ${name}`, () => {
    assert.equal(
      refusalOf(() => parseStrictJson(Uint8Array.from(bytes), 'text')),
      'malformed',
    );
  });
}
