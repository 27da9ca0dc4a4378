import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { refusalOf } from '../test/samples.ts';
import { decodeBase64 } from './base64.ts';
import { encodeBase64 } from './encode-base64.ts';

test('base64 agrees with the platform in both directions', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      const text = Buffer.from(bytes).toString('base64');
      assert.equal(encodeBase64(bytes), text);
      assert.deepEqual(decodeBase64(text, 'text'), bytes);
    }),
  );
});

for (const [name, text] of [
  ['no padding', 'aGVsbG8'],
  ['padding too short', 'aGVsbA='],
  ['padding too long', 'aGVsbG8=='],
  ['three pads', 'a==='],
  ['only pads', '===='],
  ['pad in the middle', 'aG=sbG8='],
  ['padding twice', 'aA==aA=='],
  ['unused bits set, one pad', 'aGVsbG9='],
  ['unused bits set, two pads', 'aB=='],
  ['URL alphabet, minus', '-_8='],
  ['URL alphabet, underscore', 'ab_d'],
  ['line feed inside', 'aGVs\nbG8'],
  ['line feed at the end', 'aGVsbG8=\n'],
  ['space in front', ' aGVsbG8='],
  ['tab inside', 'aGV\tbG8='],
  ['a dot', 'aGV.'],
  ['a letter beyond ASCII', 'aGVé'],
  ['a letter whose low byte is in the alphabet', 'aGV\u0141'],
  ['NUL', 'aGV\u0000'],
  ['one character', 'a'],
] as const) {
  test(`base64 with ${name} is refused`, () => {
    assert.equal(
      refusalOf(() => decodeBase64(text, 'text')),
      'malformed',
    );
  });
}
