import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createBell } from './base/bell.ts';
import { LIMITS } from './base/limits.ts';
import { createExclusive } from './base/mutex.ts';
import { backoffDelay, pollDelay } from './scheduler.ts';
import { retryAfter } from './session/transport.ts';

for (const [random, ms] of [
  [0, 0],
  [0.5, 60_000],
  [0.999, 119_880],
] as const) {
  test(`poll: chance ${random}`, () => assert.equal(Math.round(pollDelay(60, random)), ms));
}
for (const [failures, low, high] of [
  [1, 500, 1000],
  [2, 1000, 2000],
  [5, 8000, 16_000],
  [11, 300_000, 600_000],
  [99, 300_000, 600_000],
] as const) {
  test(`back-off after ${failures} failures`, () => {
    assert.deepEqual([backoffDelay(failures, 0, 0), backoffDelay(failures, 1, 0)], [low, high]);
  });
}
test('back-off obeys the server', () => assert.equal(backoffDelay(1, 0, 7000), 7000));

const at = Date.parse('2026-06-01T12:00:00Z');
for (const [value, ms] of [
  [undefined, 0],
  ['0', 0],
  ['7', 7000],
  ['999999', LIMITS.retryAfterMaxMs],
  ['Mon, 01 Jun 2026 12:00:30 GMT', 30_000],
  ['Mon, 01 Jun 2020 12:00:30 GMT', 0],
  ['-5', 0],
  ['soon', 0],
] as const) {
  test(`Retry-After: ${value}`, () => assert.equal(retryAfter(value, at), ms));
}

test('bell: a ring before the wait is not lost, and counts once', async () => {
  const bell = createBell();
  const { signal } = new AbortController();
  bell.ring();
  bell.ring();
  await bell.wait(Number.POSITIVE_INFINITY, signal);
  let woken = false;
  const second = bell.wait(Number.POSITIVE_INFINITY, signal).then(() => {
    woken = true;
  });
  await Promise.resolve();
  assert.equal(woken, false);
  bell.ring();
  await second;
});
test('bell: an aborted signal ends every wait', async () => {
  await createBell().wait(Number.POSITIVE_INFINITY, AbortSignal.abort());
});
test('exclusive: one after the other, also after a failure', async () => {
  const exclusive = createExclusive();
  const seen: number[] = [];
  const first = exclusive(async () => {
    await Promise.resolve();
    seen.push(1);
    throw new Error('first');
  });
  const second = exclusive(() => seen.push(2));
  await assert.rejects(first, /first/);
  await second;
  assert.deepEqual(seen, [1, 2]);
});
