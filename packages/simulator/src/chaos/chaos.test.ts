import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chaos } from './storm.ts';

test('messages lost, doubled and spoilt, agents and server killed: each operation once, each result once', async (t) => {
  const heard: string[] = [];
  const { used, breaches, ...result } = await chaos({
    ...{ operations: 100, agents: 8, crews: 2, crewKillEach: 30, serverKillEach: 60, seed: 1 },
    tell: (line) => heard.push(line),
  });
  t.diagnostic(JSON.stringify({ ...result, ...Object.fromEntries(used) }));
  assert.deepEqual(breaches, [], heard.join('\n'));
  const { operations, twice, never, lost, double, crewKills, serverKills } = result;
  assert.deepEqual(
    { operations, twice, never, lost, double },
    { operations: 100, twice: 0, never: 0, lost: 0, double: 0 },
  );
  assert.ok(crewKills > 0 && serverKills > 0);
  for (const name of ['lost_request', 'lost_answer', 'dup'] as const)
    assert.ok((used.get(name) ?? 0) > 0, name);
});
