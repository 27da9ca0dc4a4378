import assert from 'node:assert/strict';
import { test } from 'node:test';
import { accounts } from '../../test/pair.ts';
import { rotateNonces, takeNonce } from './nonces.ts';

const base = accounts('md5', 'md5').server;
const withNonces = (nonces: readonly string[]) => ({ ...base, incoming: { ...base.incoming, nonces } });

const rows: readonly [id: string, before: readonly string[], used: string, after: readonly string[]][] = [
  ['current used', ['c', 'p'], 'c', ['n', 'p']],
  ['previous used', ['c', 'p'], 'p', ['n', 'c']],
  ['challenge used, oldest falls out', ['c', 'p'], 'x', ['n', 'c']],
  ['new account', [''], '', ['n']],
  ['none kept', [], 'x', ['n']],
];

for (const [id, before, used, after] of rows) {
  test(`rotation: ${id}`, () => {
    assert.deepEqual(rotateNonces(withNonces(before), used, 'n').incoming.nonces, after);
  });
}

test('taking the same nonce changes nothing', () => {
  assert.equal(takeNonce(base, ''), base);
  assert.equal(takeNonce(base, 'x').outgoing.nonce, 'x');
});
