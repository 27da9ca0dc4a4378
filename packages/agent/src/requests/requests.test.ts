import assert from 'node:assert/strict';
import { test } from 'node:test';
import { leaf, putNode } from '@scomo/tree';
import { NOW } from '../../test/packages.ts';
import { CONFIG, jobRig } from '../../test/rig.ts';
import { LIMITS } from '../base/limits.ts';
import { parseConfig } from '../config.ts';
import type { Context } from '../context.ts';
import { unanswered } from '../journal/spool.ts';
import { loadTree, saveTree } from '../session/device-tree.ts';
import { checkByTimer } from './check-timer.ts';
import { listOffers } from './offers.ts';
import { ask, askedFor, noteAnswer } from './requests.ts';

const wish = { component: 'com.a', operation: 'Install' } as const;

test('what is asked for stays asked for over a restart, once', async (t) => {
  const rig = await jobRig(t, []);
  const first = ask(rig.context, 'user', wish);
  assert.equal(ask(rig.context, 'user', wish), first, 'asked again meanwhile');
  assert.notEqual(ask(rig.context, 'user'), first);
  const { journal } = (await rig.restart()).context;
  assert.deepEqual(
    askedFor(journal, 9).map(({ id, wish: asked, code }) => [id, asked, code]),
    [
      [first + 1, undefined, undefined],
      [first, wish, undefined],
    ],
  );
  assert.equal(unanswered(journal).length, 2);
});

test('after an answer the same may be asked for again; what was said is kept', async (t) => {
  const { context } = await jobRig(t, []);
  const first = ask(context, 'user', wish);
  const answer = { answer: 'refused', reason: 'not offered' } as const;
  noteAnswer(context.journal, first, { code: 200, answer }, NOW);
  noteAnswer(context.journal, first, { code: 500 }, NOW);
  noteAnswer(context.journal, 99, { code: 200 }, NOW);
  assert.notEqual(ask(context, 'user', wish), first);
  const kept = askedFor(context.journal, 9).at(-1);
  assert.deepEqual([kept?.code, kept?.answer], [200, answer]);
});

test('so many requests are kept, the oldest go', async (t) => {
  const { context } = await jobRig(t, []);
  const max = LIMITS.requestsKept;
  for (let n = 0; n <= max; n += 1) ask(context, 'user', { ...wish, component: `com.${n}` });
  const kept = askedFor(context.journal, max + 1);
  assert.deepEqual([kept.length, kept.at(-1)?.wish?.component], [max, 'com.1']);
});

/** A device whose tree has this interval, in units of 10 s, at a time of its own. */
async function withInterval(t: Parameters<typeof jobRig>[0], value: string) {
  const rig = await jobRig(t, []);
  const clock = { now: Date.parse(NOW) };
  const { accounts, ...config } = parseConfig({ ...CONFIG, moVersion: '1.1', checkUnitSeconds: 10 });
  const context: Context = { ...rig.context, config, accounts, now: () => new Date(clock.now).toISOString() };
  const set = (text: string) =>
    saveTree(
      context,
      putNode(loadTree(context), './SCOMO/Config/CheckUpdateFreq', leaf(text, { format: 'int' })),
    );
  set(value);
  const asked = () => askedFor(context.journal, 99).map(({ by }) => by);
  const answer = () => {
    for (const { id } of askedFor(context.journal, 99)) noteAnswer(context.journal, id, { code: 200 }, NOW);
  };
  return { context, clock, set, asked, answer };
}

test('I04 the periodic check obeys the interval and stops at 0', async (t) => {
  const { context, clock, set, asked, answer } = await withInterval(t, '3');
  const left = checkByTimer(context);
  assert.deepEqual(asked(), ['device'], 'the interval is new: at once');
  assert.ok(left >= 30_000 && left <= 33_000, `${left} ms`);
  answer();
  clock.now += left - 1;
  assert.equal(checkByTimer(context), 1);
  assert.equal(asked().length, 1, 'not before its time');
  clock.now += 1;
  checkByTimer(context);
  assert.equal(asked().length, 2);
  answer();
  set('0');
  clock.now += 10 * left;
  assert.equal(checkByTimer(context), Number.POSITIVE_INFINITY);
  assert.equal(asked().length, 2, 'never at 0');
});

test('I04 a clock that was set back silences no check', async (t) => {
  const { context, clock, asked, answer } = await withInterval(t, '1');
  checkByTimer(context);
  answer();
  clock.now -= 365 * 86_400_000;
  checkByTimer(context);
  assert.equal(asked().length, 2);
});

test('version 1.0 has no interval, whatever is tried', async (t) => {
  const { context } = await jobRig(t, []);
  assert.equal(checkByTimer(context), Number.POSITIVE_INFINITY);
  assert.deepEqual(listOffers(context), []);
});
