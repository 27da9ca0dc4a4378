import assert from 'node:assert/strict';
import { test } from 'node:test';
import { member, pkg } from '../../test/device.ts';
import { SERVER_LIMITS } from '../limits.ts';
import { parseMembers } from '../set-json.ts';
import { membersJson } from './members-json.ts';

const long = 'x'.repeat(1900);
const texts = Object.fromEntries(
  ['de', 'en', 'fr', 'it'].map((tag) => [tag, { summary: long, notes: long }]),
);
const one = { ...member('com.a', pkg('a'), { language: 'es', texts }), packageId: 'pk_1' };
const two = { ...member('com.b', pkg('b'), { texts: { fr: { title: 'b' } } }), packageId: 'pk_2' };

test('our own number of the package stays here, all else goes', () => {
  const small = { ...one, texts: { fr: { title: 'a' } } };
  const { packageId: _ours, ...sent } = small;
  assert.deepEqual(JSON.parse(membersJson([small], 'en')), [sent]);
});

for (const [language, kept] of [
  ['fr-CA', ['de', 'en', 'fr']],
  ['it', ['de', 'en', 'it']],
  ['pl', ['de', 'en', 'fr']],
] as const) {
  test(`too many languages for one leaf: a device in ${language} gets ${kept.join(', ')}`, () => {
    const json = membersJson([one, two], language);
    assert.ok(json.length <= SERVER_LIMITS.membersCharsMax);
    assert.deepEqual(Object.keys(parseMembers(json)?.[0]?.texts ?? {}).sort(), kept);
  });
}

test('the first language goes, however long it is', () => {
  const summary = 'x'.repeat(SERVER_LIMITS.membersCharsMax);
  const [sent] = JSON.parse(membersJson([{ ...one, summary }], 'de'));
  assert.deepEqual([sent.summary, sent.texts], [summary, undefined]);
});
