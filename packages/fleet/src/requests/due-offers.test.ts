import assert from 'node:assert/strict';
import { test } from 'node:test';
import { askedTask, offered } from '../../test/offers.ts';
import type { AskedTask, OfferedRelease } from '../ports.ts';
import { dueOffers } from './due-offers.ts';
import { isOlder } from './older-version.ts';

for (const [older, newer] of [
  ['1.0', '1.1'],
  ['1.9', '1.10'],
  ['1.0', '1.0.1'],
  ['1.0a', '1.0b'],
  ['2', '10'],
  ['', '0'],
  ['9007199254740993', '9007199254740994'],
] as const) {
  test(`${older} is older than ${newer}`, () => {
    assert.equal(isOlder(older, newer), true);
    assert.equal(isOlder(newer, older), false);
    assert.equal(isOlder(newer, newer), false);
  });
}

const here = [
  { id: 'a', version: '1.0' },
  { id: 'b', version: '2.0' },
];
const due = (
  offers: readonly OfferedRelease[],
  asked: readonly AskedTask[] = [],
  by: 'user' | 'device' = 'device',
  component?: string,
) =>
  dueOffers({ offers, asked, by, ...(component === undefined ? {} : { component }) }, here).map(
    ({ offer }) => offer.id,
  );

test('due is what is older on the device, and nothing else', () => {
  const offers = [
    offered('of_newer', { a: '1.1' }),
    offered('of_same', { a: '1.0' }),
    offered('of_older', { b: '1.0' }),
    offered('of_absent', { c: '1.0' }),
    offered('of_request', { b: '3.0' }, { mode: 'onRequest' }),
    offered('of_both', { b: '2.1', c: '1.0' }),
  ];
  assert.deepEqual(due(offers), ['of_newer', 'of_both']);
  assert.deepEqual(due(offers, [], 'device', 'b'), ['of_both']);
  assert.deepEqual(due(offers, [], 'device', 'c'), ['of_both']);
});

test('of two versions of the same the newer one is due; of two that differ both are', () => {
  const [one, two] = [offered('of_1', { a: '1.1' }), offered('of_2', { a: '1.2' })];
  assert.deepEqual(due([one, two]), ['of_2']);
  assert.deepEqual(due([two, one]), ['of_2']);
  const set = offered('of_set', { a: '1.1', b: '2.1' });
  assert.deepEqual(due([two, set]), ['of_2', 'of_set']);
});

for (const [state, device, user] of [
  ['planned', false, false],
  ['failed', false, true],
  ['declined', false, true],
  ['expired', false, true],
  ['verified', true, true],
] as const) {
  test(`after a task that is ${state}: due for the device ${device}, for the End User ${user}`, () => {
    const offers = [offered('of_1', { a: '1.1' })];
    const asked = [askedTask('of_1', { state }), askedTask('of_1', { state: 'verified' })];
    assert.deepEqual(due(offers, asked, 'device'), device ? ['of_1'] : []);
    assert.deepEqual(due(offers, asked, 'user'), user ? ['of_1'] : []);
  });
}
