import assert from 'node:assert/strict';
import { test } from 'node:test';
import { member, pkg } from '../../test/device.ts';
import { REQUEST_LIMITS } from '../limits.ts';
import type { OfferView } from '../offer.ts';
import { type Fact, type Knowledge, NOTHING_KNOWN } from './knowledge.ts';
import { publishOffers } from './publish-offers.ts';

const BRANCH = './SCOMO/Ext/Scomo/Offers';
const LIST = `${BRANCH}?list=StructData`;

const offer = (id: string, title = 'x', server = 'us'): OfferView => ({
  ...{ offer: id, server, title, mode: 'onRequest', operations: ['Install'] },
  members: [member('com.a', pkg('1'))],
});
const knowing = (there: readonly OfferView[]): Knowledge => ({
  ...NOTHING_KNOWN,
  facts: {
    [LIST]: { kind: 'interior', children: [] } satisfies Fact,
    ...Object.fromEntries(
      there.map((one) => [`${BRANCH}/${one.offer}`, { kind: 'leaf', value: JSON.stringify(one) }]),
    ),
  },
});
const sent = (known: Knowledge, wanted: readonly OfferView[]) => {
  const { done, send } = publishOffers(known, './SCOMO', {
    server: 'us',
    views: wanted,
  });
  const words = send.map(({ tagged: { command } }) => {
    const uri = 'items' in command ? (command.items[0]?.target?.locUri ?? '') : '';
    return `${command.kind} ${uri.replace(BRANCH, '')}`;
  });
  return { done, words };
};

test('what stands there is read first; then only what differs is written', () => {
  assert.deepEqual(sent(NOTHING_KNOWN, []), { done: false, words: ['Get ?list=StructData'] });
  const known = knowing([offer('of_old'), offer('of_same'), offer('of_new', 'before')]);
  assert.deepEqual(sent(known, [offer('of_same'), offer('of_new', 'after'), offer('of_more')]), {
    done: false,
    words: ['Delete /of_old', 'Replace /of_new', 'Add /of_more'],
  });
  assert.deepEqual(sent(known, [offer('of_old'), offer('of_same'), offer('of_new', 'before')]), {
    done: true,
    words: [],
  });
});

test('what another server offers stays', () => {
  const known = knowing([offer('of_ours'), offer('of_theirs', 'x', 'them')]);
  assert.deepEqual(sent(known, []), { done: false, words: ['Delete /of_ours'] });
});

test('each is written once a session', () => {
  const known = { ...knowing([]), sent: { 'write|offers|of_a': 0 } };
  assert.deepEqual(sent(known, [offer('of_a')]), { done: true, words: [] });
});

test('a device that knows no offers gets none', () => {
  const known: Knowledge = { ...NOTHING_KNOWN, facts: { [LIST]: { kind: 'absent', code: 404 } } };
  assert.deepEqual(sent(known, [offer('of_a')]), { done: true, words: [] });
});

test('so many are written as a device keeps, and none that it would not read', () => {
  const max = REQUEST_LIMITS.offersMax;
  const many = (count: number) =>
    sent(
      knowing([]),
      Array.from({ length: count }, (_, n) => offer(`of_${n}`)),
    ).words.length;
  assert.deepEqual([many(max), many(max + 1)], [max, max]);
  const room = REQUEST_LIMITS.offerCharsMax - JSON.stringify(offer('of_a', '')).length;
  const long = (length: number) => sent(knowing([]), [offer('of_a', 'y'.repeat(length))]).words.length;
  assert.deepEqual([long(room), long(room + 1)], [1, 0]);
});
