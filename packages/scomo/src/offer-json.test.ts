import assert from 'node:assert/strict';
import { test } from 'node:test';
import { member, pkg } from '../test/device.ts';
import { REQUEST_LIMITS } from './limits.ts';
import { WISH_OPERATIONS } from './offer.ts';
import { parseOffer, parseWish, parseWishAnswer } from './offer-json.ts';

const offer = {
  ...{ offer: 'of_1', server: 'scomo', title: 'Weather', mode: 'update', operations: WISH_OPERATIONS },
  members: [member('com.a', pkg('1'))],
};

test('an offer is read as it stands, without what is unknown', () => {
  assert.deepEqual(parseOffer(JSON.stringify({ ...offer, more: 1 })), offer);
  const exact = JSON.stringify(offer);
  const padded = (length: number) => exact + ' '.repeat(length - exact.length);
  assert.deepEqual(parseOffer(padded(REQUEST_LIMITS.offerCharsMax)), offer);
  assert.equal(parseOffer(padded(REQUEST_LIMITS.offerCharsMax + 1)), undefined);
});

for (const [what, wrong] of [
  ['no object', []],
  ['no id', { ...offer, offer: '' }],
  ['no server', { ...offer, server: '' }],
  ['no title', { ...offer, title: 1 }],
  ['unknown mode', { ...offer, mode: 'always' }],
  ['unknown operation', { ...offer, operations: ['Install', 'toString'] }],
  ['operations twice', { ...offer, operations: [...WISH_OPERATIONS, 'Install'] }],
  ['no members', { ...offer, members: [] }],
] as const) {
  test(`an offer is refused: ${what}`, () => assert.equal(parseOffer(JSON.stringify(wrong)), undefined));
}

test('a wish without an operation is one to have it', () => {
  assert.deepEqual(parseWish('{"component":"com.a"}'), { component: 'com.a', operation: 'Install' });
  const remove = { component: 'com.a', operation: 'Remove' };
  assert.deepEqual(parseWish(JSON.stringify(remove)), remove);
  const padded = (length: number) => '{"component":"a"}'.padEnd(length);
  assert.ok(parseWish(padded(REQUEST_LIMITS.wishCharsMax)));
  for (const wrong of [
    '',
    'null',
    '[]',
    '{}',
    '{"component":""}',
    '{"component":"a","operation":"Format"}',
    padded(REQUEST_LIMITS.wishCharsMax + 1),
  ])
    assert.equal(parseWish(wrong), undefined, wrong.slice(0, 50));
});

test('an answer to a wish says how it stands and why', () => {
  const answer = { answer: 'refused', reason: 'not offered' };
  assert.deepEqual(parseWishAnswer(JSON.stringify(answer)), answer);
  for (const wrong of ['', '{"answer":"maybe","reason":""}', '{"answer":"open"}'])
    assert.equal(parseWishAnswer(wrong), undefined, wrong);
});
