import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bootLoops } from './boot-loop.ts';

test('G12 a version that kills the agent: three starts, then the old one, one result and quarantine', async (t) => {
  const { crashes, startsMax, breaches } = await bootLoops(3, () => undefined);
  t.diagnostic(`${crashes} crashes`);
  assert.deepEqual([crashes, startsMax, breaches], [3, 3, []]);
});
