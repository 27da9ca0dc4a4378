import assert from 'node:assert/strict';
import { test } from 'node:test';
import pg from 'pg';
import { BATCH_LANES, BATCH_ROWS_MAX } from '../limits.ts';
import { batcher } from './batcher.ts';
import { RowError } from './failures.ts';

function databaseError(code: string): pg.DatabaseError {
  const error = new pg.DatabaseError(code, 0, 'error');
  error.code = code;
  return error;
}

/** Echoes its items and notes each flush; `fail` may throw first. */
function echo(fail: (items: readonly string[]) => void = () => undefined) {
  const flushes: string[][] = [];
  let busy = 0;
  let busiest = 0;
  const queue = batcher<string, string>(
    (item) => item.slice(0, 4),
    async (items) => {
      flushes.push([...items]);
      busiest = Math.max(busiest, ++busy);
      for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setImmediate(resolve));
      busy--;
      fail(items);
      return items.map((item) => `${item}!`);
    },
  );
  return { queue, flushes, busiest: () => busiest };
}

const names = (count: number) => Array.from({ length: count }, (_, n) => `k${String(n).padStart(3, '0')}`);

test('calls of one turn of the loop are one flush, sorted by key, each with its own answer', async () => {
  const { queue, flushes } = echo();
  const answers = await Promise.all(['b', 'c', 'a'].map((item) => queue.add(item)));
  assert.deepEqual(flushes, [['a', 'b', 'c']]);
  assert.deepEqual(answers, ['b!', 'c!', 'a!']);
});

test('a flush holds at most 64 rows', async () => {
  for (const [count, sizes] of [
    [BATCH_ROWS_MAX - 1, [63]],
    [BATCH_ROWS_MAX, [64]],
    [BATCH_ROWS_MAX + 1, [64, 1]],
  ] as const) {
    const { queue, flushes } = echo();
    await Promise.all(names(count).map((item) => queue.add(item)));
    assert.deepEqual(
      flushes.map((flush) => flush.length),
      sizes,
    );
  }
});

test('no more than three flushes are under way', async () => {
  const { queue, flushes, busiest } = echo();
  await Promise.all(names(BATCH_ROWS_MAX * 5).map((item) => queue.add(item)));
  assert.deepEqual([flushes.length, busiest()], [5, BATCH_LANES]);
});

test('two items of one key never share a flush and keep their order', async () => {
  const { queue, flushes } = echo();
  await Promise.all(['same-1', 'same-2', 'other', 'same-3'].map((item) => queue.add(item)));
  assert.deepEqual(flushes, [['other', 'same-1'], ['same-2'], ['same-3']]);
});

for (const error of [databaseError('22003'), databaseError('23503'), new RowError('k005', 'bad')]) {
  test(`a bad row (${error.message}) fails alone`, async () => {
    const { queue, flushes } = echo((items) => {
      if (items.includes('k005')) throw error;
    });
    const outcomes = await Promise.allSettled(names(16).map((item) => queue.add(item)));
    const failed = outcomes.flatMap((outcome, n) => (outcome.status === 'rejected' ? [n] : []));
    assert.deepEqual(failed, [5]);
    assert.equal(flushes.length, 1 + 2 * 4);
  });
}

for (const error of [
  databaseError('57P01'),
  databaseError('53100'),
  databaseError('08006'),
  new Error('gone'),
]) {
  test(`a server in trouble (${error.message}) fails the flush whole, without further tries`, async () => {
    const { queue, flushes } = echo(() => {
      throw error;
    });
    const outcomes = await Promise.allSettled(names(16).map((item) => queue.add(item)));
    assert.ok(outcomes.every((outcome) => outcome.status === 'rejected' && outcome.reason === error));
    assert.equal(flushes.length, 1);
  });
}

test('a deadlock is tried again as it is', async () => {
  let deadlocks = 2;
  const { queue, flushes } = echo(() => {
    if (deadlocks-- > 0) throw databaseError('40P01');
  });
  assert.deepEqual(await Promise.all(['a', 'b'].map((item) => queue.add(item))), ['a!', 'b!']);
  assert.deepEqual(flushes, [
    ['a', 'b'],
    ['a', 'b'],
    ['a', 'b'],
  ]);
});

test('drained waits for what is queued and under way, and for nothing else', async () => {
  const { queue, flushes } = echo();
  await queue.drained();
  const answers = names(BATCH_ROWS_MAX * 3).map((item) => queue.add(item));
  await queue.drained();
  assert.equal(flushes.length, 3);
  await Promise.all(answers);
});
