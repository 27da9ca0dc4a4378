import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testSigner } from '../test/keys.ts';
import { refusalOf } from '../test/samples.ts';
import { fromHex } from './bytes.ts';
import { hasCanonicalScalar, publicKey } from './key-rules.ts';

const read = (key: unknown) => publicKey(key as string, 'key');

/** Compressed points of order 1, 2, 4 and 8, and their second spellings. OpenSSL 3.0 takes signatures by nobody for the first ten, 3.5 does not: we do not lean on it. */
const WEAK: readonly string[] = [
  '0100000000000000000000000000000000000000000000000000000000000000',
  '0100000000000000000000000000000000000000000000000000000000000080',
  'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff',
  '0000000000000000000000000000000000000000000000000000000000000000',
  '0000000000000000000000000000000000000000000000000000000000000080',
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa',
  'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff',
  'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff',
  'ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff',
];

for (const key of WEAK) {
  test(`weak or second-spelt key ${key.slice(0, 4)}…${key.slice(-2)} is refused`, () => {
    assert.equal(
      refusalOf(() => read(key)),
      'malformed',
    );
  });
}

test('a thousand honest keys are taken', () => {
  for (let seed = 0; seed < 1000; seed += 1) assert.doesNotThrow(() => read(testSigner(seed).keyId));
});

const good = testSigner(1).keyId;
for (const [name, key] of [
  ['upper case', good.toUpperCase()],
  ['one digit short', good.slice(1)],
  ['one byte short', good.slice(2)],
  ['a leading space', ` ${good.slice(1)}`],
  ['a 0x prefix', `0x${good.slice(2)}`],
  ['no hexadecimal', 'g'.repeat(64)],
  ['nothing', ''],
  ['a number', 1],
  ['null', null],
  ['absence', undefined],
] as const) {
  test(`a key of ${name} is refused`, () =>
    assert.equal(
      refusalOf(() => read(key)),
      'malformed',
    ));
}

test('a scalar below the group order is canonical, the order and above are not', () => {
  const order = 'edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010';
  const below = `ec${order.slice(2)}`;
  const signature = (scalar: string) => fromHex('00'.repeat(32) + scalar);
  assert.equal(hasCanonicalScalar(signature('00'.repeat(32))), true);
  assert.equal(hasCanonicalScalar(signature(below)), true);
  assert.equal(hasCanonicalScalar(signature(order)), false);
  assert.equal(hasCanonicalScalar(signature(`ee${order.slice(2)}`)), false);
  assert.equal(hasCanonicalScalar(signature('ff'.repeat(32))), false);
});
