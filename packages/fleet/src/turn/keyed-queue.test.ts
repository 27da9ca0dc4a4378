import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createKeyedQueue } from './keyed-queue.ts';

function gate() {
  let open = () => {};
  const passed = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open, passed };
}

test('jobs of one key run in order, of two keys at once', async () => {
  const queue = createKeyedQueue();
  const first = gate();
  const seen: string[] = [];
  const a1 = queue.run('a', async () => {
    seen.push('a1 begins');
    await first.passed;
    seen.push('a1 ends');
    return 1;
  });
  const a2 = queue.run('a', async () => seen.push('a2'));
  await queue.run('b', async () => seen.push('b'));
  assert.deepEqual(seen, ['a1 begins', 'b']);
  assert.equal(queue.size, 1);
  first.open();
  assert.equal(await a1, 1);
  await a2;
  assert.deepEqual(seen, ['a1 begins', 'b', 'a1 ends', 'a2']);
  assert.equal(queue.size, 0);
});

test('a job that fails tells its caller and lets the next one run', async () => {
  const queue = createKeyedQueue();
  const failed = queue.run('a', async () => {
    throw new Error('no');
  });
  const after = queue.run('a', async () => 'yes');
  await assert.rejects(failed, /^Error: no$/);
  assert.equal(await after, 'yes');
  assert.equal(queue.size, 0);
});
