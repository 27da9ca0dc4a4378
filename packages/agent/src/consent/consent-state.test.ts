import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ConsentPolicy } from '@scomo/scomo';
import { sample } from '../../test/packages.ts';
import { textDigest } from '../base/node-crypto.ts';
import {
  type ConsentState,
  type Given,
  newConsent,
  nextStep,
  subjectOf,
  takeAnswer,
} from './consent-state.ts';

const NOW = '2026-06-01T12:00:00.000Z';
const BEFORE = '2026-06-01T11:59:59.999Z';
const AFTER = '2026-06-01T12:00:00.001Z';
const ask: ConsentPolicy = { mode: 'ask', deferralsMax: 2 };
const { member } = sample('com.example.one', '2.0');
const request = (policy: ConsentPolicy = ask) => ({
  ...{ set: 's', stage: 'download' as const, serverId: 'scomo', members: [member], policy },
});
const open = newConsent(request());
const given = (answer: Given['answer'], laterSeconds = 60): Given => ({
  answer,
  by: 'terminal',
  laterSeconds,
  shown: 'text',
  language: 'en',
});

const STEPS: readonly (readonly [
  string,
  Partial<ConsentState>,
  ConsentPolicy,
  ReturnType<typeof nextStep>,
])[] = [
  ['silent', {}, { mode: 'silent', deferralsMax: 0 }, { step: 'go' }],
  ['told', {}, { mode: 'tell', deferralsMax: 0 }, { step: 'tell' }],
  ['told already', { standing: 'granted' }, { mode: 'tell', deferralsMax: 0 }, { step: 'go' }],
  ['granted', { standing: 'granted' }, ask, { step: 'go' }],
  ['open', {}, ask, { step: 'ask', mayDefer: true }],
  ['one deferral left', { deferrals: 1 }, ask, { step: 'ask', mayDefer: true }],
  ['no deferral left', { deferrals: 2 }, ask, { step: 'ask', mayDefer: false }],
  ['never any deferral', {}, { mode: 'ask', deferralsMax: 0 }, { step: 'ask', mayDefer: false }],
  ['later, not yet', { until: AFTER }, ask, { step: 'wait', until: AFTER }],
  ['later, now', { until: NOW }, ask, { step: 'ask', mayDefer: true }],
  ['later, over', { until: BEFORE }, ask, { step: 'ask', mayDefer: true }],
  ['deadline to come', {}, { ...ask, deadline: AFTER }, { step: 'ask', mayDefer: true }],
  ['deadline reached', {}, { ...ask, deadline: NOW }, { step: 'deadline' }],
  ['deadline over while put off', { until: AFTER }, { ...ask, deadline: BEFORE }, { step: 'deadline' }],
];
for (const [title, state, policy, expected] of STEPS) {
  test(`next: ${title}`, () => assert.deepEqual(nextStep({ ...open, ...state }, policy, NOW), expected));
}

test('yes grants and keeps what was shown as evidence', () => {
  const { state, answer } = takeAnswer(open, request(), given('yes'), NOW);
  assert.equal(state.standing, 'granted');
  assert.deepEqual(answer, {
    set: 's',
    answer: 'yes',
    by: 'terminal',
    at: NOW,
    shown: 'text',
    shownDigest: textDigest('text'),
    deferrals: 0,
    language: 'en',
  });
});
test('no is kept: nobody is asked again about the same', () => {
  const { state } = takeAnswer(open, request(), given('no'), NOW);
  assert.equal(state.standing, 'refused');
  assert.deepEqual(nextStep(state, ask, NOW), { step: 'refused' });
});
test('the second question is told from the first', () => {
  const { answer } = takeAnswer(open, { ...request(), stage: 'install' }, given('yes'), NOW);
  assert.equal(answer.stage, 'install');
});
test('later counts and says until when', () => {
  const { state, answer } = takeAnswer(open, request(), given('later', 60), NOW);
  assert.deepEqual(
    [state.deferrals, state.until, answer.until],
    [1, '2026-06-01T12:01:00.000Z', '2026-06-01T12:01:00.000Z'],
  );
});
test('later goes no further than the deadline', () => {
  const policy = { ...ask, deadline: '2026-06-01T12:00:30.000Z' };
  assert.equal(takeAnswer(open, request(policy), given('later', 60), NOW).state.until, policy.deadline);
});
test('another version is another question', () => {
  const other = { ...request(), members: [{ ...member, version: '2.1' }] };
  assert.notEqual(subjectOf(other), open.about);
  assert.notEqual(subjectOf(request({ ...ask, deferralsMax: 3 })), open.about);
});
