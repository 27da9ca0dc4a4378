import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fromHex, toHex, vector } from '../test/octets.ts';
import { Cursor, MalformedOctets } from './cursor.ts';
import { multiByte } from './octets.ts';

for (const { value, hex } of vector<readonly { value: number; hex: string }[]>('06-mb-uint32.json')) {
  test(`vector: ${value} as multi-byte integer`, () => {
    assert.equal(new Cursor(fromHex(hex)).multiByte(), value);
    assert.equal(toHex(Uint8Array.from(multiByte(value))), hex);
  });
}

const failing: readonly [why: string, hex: string, read: (cursor: Cursor) => unknown][] = [
  ['an octet after the end', '', (cursor) => cursor.byte()],
  ['an integer without its end', '81', (cursor) => cursor.multiByte()],
  ['an integer of 2^32', '9080808000', (cursor) => cursor.multiByte()],
  ['an integer of six octets', '808080808001', (cursor) => cursor.multiByte()],
  ['more octets than are left', '0102', (cursor) => cursor.take(3)],
  ['a text without its end', '4142', (cursor) => cursor.text()],
  ['a text that is not UTF-8', 'c000', (cursor) => cursor.text()],
];
for (const [why, hex, read] of failing) {
  test(`not read: ${why}`, () => assert.throws(() => read(new Cursor(fromHex(hex))), MalformedOctets));
}

test('a text keeps what looks like a byte order mark, and ends at its NUL', () => {
  const cursor = new Cursor(fromHex('efbbbf410042'));
  assert.equal(cursor.text(), '\ufeffA');
  assert.deepEqual(cursor.rest(), fromHex('42'));
});
