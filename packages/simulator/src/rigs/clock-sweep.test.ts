import assert from 'node:assert/strict';
import { test } from 'node:test';
import { noFakeTime, sweepClocks } from './clock-sweep.ts';

test('G35 wrong clocks and jumping clocks do no harm', { skip: noFakeTime() }, async (t) => {
  const swept = await sweepClocks({ offsets: [-20, 0, 20], jumps: 2, seed: 1 }, () => undefined);
  t.diagnostic(`${swept.offsets} offsets, ${swept.jumps} jumps`);
  assert.deepEqual(swept.breaches, []);
});
