import assert from 'node:assert/strict';
import { test } from 'node:test';
import { every } from './every.ts';

test('runs follow each other, never overlap, outlive a failure, and end before stop does', async (context) => {
  context.mock.timers.enable({ apis: ['setInterval'] });
  const failures: unknown[] = [];
  const open: (() => void)[] = [];
  let begun = 0;
  const worker = every(
    1000,
    () => {
      begun += 1;
      if (begun === 2) return Promise.reject(new Error('once'));
      return new Promise((resolve) => open.push(resolve));
    },
    (error) => failures.push(String(error)),
  );
  context.mock.timers.tick(999);
  assert.equal(begun, 0);
  context.mock.timers.tick(3001);
  assert.equal(begun, 1);
  open.pop()?.();
  await settled();
  context.mock.timers.tick(1000);
  await settled();
  assert.deepEqual(failures, ['Error: once']);
  context.mock.timers.tick(1000);
  assert.equal(begun, 3);
  let stopped = false;
  const stopping = worker.stop().then(() => {
    stopped = true;
  });
  await settled();
  assert.equal(stopped, false);
  open.pop()?.();
  await stopping;
  context.mock.timers.tick(10_000);
  assert.equal(begun, 3);
});

function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
