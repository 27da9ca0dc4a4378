import assert from 'node:assert/strict';
import { test } from 'node:test';
import { goalLine } from '../goal-line.ts';
import { ARROWS } from './arrows.ts';
import { killSweep } from './kill-sweep.ts';
import { killServer } from './server-kills.ts';
import { openStage } from './stage.ts';
import { noStrace } from './strace.ts';

const skip = noStrace();

test('an agent killed at every step, and a server killed beside it, do no harm', { skip }, async (t) => {
  const stage = await openStage();
  t.after(stage.close);
  const heard: string[] = [];
  const tell = (line: string) => void heard.push(line);
  const swept = await killSweep(stage, { points: 22, seed: 1, tell });
  const server = await killServer(stage, { kills: 2, seed: 1, tell });
  t.diagnostic(`${swept.met} of ${swept.places} places`);
  assert.deepEqual([...swept.breaches, ...server.breaches], []);
  assert.ok(swept.met >= 20, heard.join('\n'));
  for (const arrow of ARROWS) assert.ok((swept.arrows.get(arrow) ?? 0) > 0, `never killed at ${arrow}`);
});

test('a goal is one line', () => {
  const goal = { name: 'G1', metric: 'kill points with harm', value: '0 of 500', target: '0', met: true };
  assert.equal(goalLine(goal), 'G1 kill points with harm 0 of 500 target 0 PASS');
});
