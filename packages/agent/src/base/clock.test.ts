import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createClock } from './clock.ts';
import { LIMITS } from './limits.ts';

const YEAR = 365 * 24 * 3_600_000;
const TRUE = Date.parse('2026-06-01T00:00:00.000Z');

function rig(last?: number) {
  const state = { wall: TRUE, elapsed: 0, kept: [] as number[] };
  const keep = (date: number) => void state.kept.push(date);
  const clock = createClock({ wall: () => state.wall, elapsed: () => state.elapsed, last, keep });
  const now = () => Date.parse(clock.now());
  const pass = (ms: number) => {
    state.wall += ms;
    state.elapsed += ms;
  };
  return { state, clock, now, pass };
}

test('the own clock counts as long as no server knows better', () => {
  const { state, now } = rig();
  state.wall += 20 * YEAR;
  assert.equal(now(), TRUE + 20 * YEAR);
});

test('a clock that runs ahead is put right by a server, and time goes on by the monotonic clock', () => {
  const { state, clock, now, pass } = rig();
  state.wall += 20 * YEAR;
  clock.heard(TRUE);
  pass(5000);
  assert.equal(now(), TRUE + 5000);
  state.wall += YEAR;
  assert.equal(now(), TRUE + 5000, 'jumps do nothing');
  state.wall = TRUE - YEAR;
  assert.equal(now(), TRUE - YEAR, 'a clock that was set back counts: it makes nothing out of date');
});

test('no server puts the time forward', () => {
  const { clock, now, state } = rig();
  clock.heard(TRUE + 80 * YEAR);
  assert.equal(now(), TRUE);
  assert.deepEqual(state.kept, [TRUE + 80 * YEAR]);
});

for (const [ahead, believed] of [
  [LIMITS.clockAheadMs, true],
  [LIMITS.clockAheadMs + 1, false],
] as const) {
  test(`${ahead} ms ahead of the server: ${believed ? 'believed' : 'put right'}`, () => {
    const { state, clock, now } = rig();
    state.wall += ahead;
    clock.heard(TRUE);
    assert.equal(now(), believed ? TRUE + ahead : TRUE);
  });
}

for (const [away, believed] of [
  [LIMITS.clockAwayMs, true],
  [LIMITS.clockAwayMs + 1, false],
] as const) {
  test(`${away} ms after the last word of a server, at a start: ${believed ? 'believed' : 'not yet'}`, () => {
    assert.equal(rig(TRUE - away).now(), believed ? TRUE : TRUE - away);
  });
}

test('what servers say is kept when it is news', () => {
  const { state, clock } = rig(TRUE);
  clock.heard(TRUE + LIMITS.clockKeepMs - 1);
  clock.heard(TRUE + LIMITS.clockKeepMs);
  assert.deepEqual(state.kept, [TRUE + LIMITS.clockKeepMs]);
});
