import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deployOrder, NOW, newTask } from '../../test/drive.ts';
import { SERVER_LIMITS } from '../limits.ts';
import { applyEvents } from './apply-events.ts';
import { consentFrom, heldFrom } from './consent.ts';
import { NOTHING_KNOWN } from './knowledge.ts';

const GIVEN = {
  set: 't1',
  answer: 'later',
  by: 'terminal',
  at: NOW,
  shown: 'text',
  shownDigest: 'd',
  deferrals: 1,
  until: '2026-01-02T00:00:00Z',
} as const;
const item = (data: string, set = 't1') => ({ source: { locUri: `./SCOMO/Ext/Scomo/Sets/${set}` }, data });

test('an answer is read whole', () => {
  assert.deepEqual(consentFrom(item(JSON.stringify(GIVEN))), { set: 't1', answer: GIVEN });
});

test('Source names the set, whatever the Data says', () => {
  assert.equal(consentFrom(item(JSON.stringify(GIVEN), 't9'))?.answer.set, 't9');
});

test('text that a database refuses is made harmless', () => {
  const { answer } = consentFrom(item(JSON.stringify({ ...GIVEN, shown: 'a\0b\ud800' }))) ?? {};
  assert.equal(answer?.shown, 'ab\ufffd');
});

for (const [name, data] of [
  ['no JSON', '{'],
  ['no object', '[]'],
  ['null', 'null'],
  ['unknown answer', JSON.stringify({ ...GIVEN, answer: 'maybe' })],
  ['no moment', JSON.stringify({ ...GIVEN, at: 'yesterday' })],
  ['impossible moment', JSON.stringify({ ...GIVEN, at: '2026-13-01T00:00:00Z' })],
  ['too long', JSON.stringify({ ...GIVEN, shown: 'x'.repeat(SERVER_LIMITS.consentCharsMax) })],
] as const) {
  test(`no answer: ${name}`, () => assert.equal(consentFrom(item(data)), undefined));
}

test('an "until" that is no moment is left out', () => {
  const { answer } = consentFrom(item(JSON.stringify({ ...GIVEN, until: 'soon' }))) ?? {};
  assert.equal(answer !== undefined && 'until' in answer, false);
});

test('stage and language are kept, what is neither is not', () => {
  const more = { ...GIVEN, stage: 'install', language: 'de-CH' };
  assert.deepEqual(consentFrom(item(JSON.stringify(more)))?.answer, more);
  assert.deepEqual(
    consentFrom(item(JSON.stringify({ ...GIVEN, stage: 'x', language: 'a b' })))?.answer,
    GIVEN,
  );
});

test('an answer as long as the limit is read', () => {
  const empty = JSON.stringify({ ...GIVEN, shown: '' });
  const shown = 'x'.repeat(SERVER_LIMITS.consentCharsMax - empty.length);
  assert.equal(consentFrom(item(JSON.stringify({ ...GIVEN, shown })))?.answer.shown, shown);
});

const HELD = { reason: 'lock', at: NOW, until: '2026-01-02T00:00:00Z', detail: 'navigation' } as const;
const heldItem = (over: object) => ({ data: JSON.stringify({ ...HELD, ...over }) });

test('why a device waits is read, or nothing', () => {
  assert.deepEqual(heldFrom(heldItem({})), HELD);
  assert.equal(heldFrom(heldItem({ detail: 1 }))?.detail, '');
  for (const wrong of [{ reason: 'mood' }, { at: 'now' }, { until: undefined }])
    assert.equal(heldFrom(heldItem(wrong)), undefined, JSON.stringify(wrong));
  for (const data of ['{', 'null', undefined])
    assert.equal(heldFrom(data === undefined ? {} : { data }), undefined);
});

test('it is read up to its limit', () => {
  const room = SERVER_LIMITS.heldCharsMax - JSON.stringify({ ...HELD, detail: '' }).length;
  assert.notEqual(heldFrom(heldItem({ detail: 'x'.repeat(room) })), undefined);
  assert.equal(heldFrom(heldItem({ detail: 'x'.repeat(room + 1) })), undefined);
});

const event = (answers: readonly object[], set = 't1') => ({
  type: 'alert' as const,
  code: 1226 as const,
  items: answers.map((answer) => ({
    ...item(JSON.stringify({ ...GIVEN, ...answer }), set),
    meta: { type: 'urn:scomo:at:1.0:ConsentAnswer', format: 'chr' },
  })),
});

test('the same answer again, and answers about other sets, are not kept', () => {
  const task = newTask('t1', deployOrder(['com.a']));
  const { tasks } = applyEvents(NOTHING_KNOWN, [task], [event([{}, {}]), event([{}], 't2')], NOW);
  assert.equal(tasks[0]?.consent.length, 1);
});

test('answers are kept up to the limit', () => {
  const max = SERVER_LIMITS.consentAnswersMax;
  const answers = Array.from({ length: max + 1 }, (_, minute) => ({
    at: `2026-01-01T00:${String(minute).padStart(2, '0')}:00Z`,
  }));
  const kept = (count: number) =>
    applyEvents(NOTHING_KNOWN, [newTask('t1', deployOrder(['com.a']))], [event(answers.slice(0, count))], NOW)
      .tasks[0]?.consent.length;
  assert.deepEqual([kept(max - 1), kept(max), kept(max + 1)], [max - 1, max, max]);
});
