import assert from 'node:assert/strict';
import { test } from 'node:test';
import { goalLine } from '../goal-line.ts';
import { ARROWS } from './arrows.ts';
import { killSweep } from './kill-sweep.ts';
import { matrixCases } from './matrix.ts';
import { allPlaces } from './rehearse.ts';
import { killServer } from './server-kills.ts';
import { openStage } from './stage.ts';
import { noStrace } from './strace.ts';

const skip = noStrace();

test('an agent killed at every step, and a server killed beside it, do no harm', { skip }, async (t) => {
  const stage = await openStage();
  t.after(stage.close);
  const heard: string[] = [];
  const tell = (line: string) => void heard.push(line);
  const places = await allPlaces(stage, tell);
  const swept = await killSweep(stage, places, { points: 16, seed: 1, tell });
  const cases = matrixCases(places);
  assert.equal(cases.length, 66 + 3);
  for (const one of cases.slice(66).filter(({ name }) => !name.includes('hangs')))
    assert.deepEqual([one.name, await one.play(stage)], [one.name, []]);
  const server = await killServer(stage, { kills: 2, seed: 1, tell });
  t.diagnostic(`${swept.met} of ${swept.places} places`);
  assert.deepEqual([...swept.breaches, ...server.breaches], []);
  assert.ok(swept.met >= 14, heard.join('\n'));
  for (const arrow of ARROWS) assert.ok((swept.arrows.get(arrow) ?? 0) > 0, `never killed at ${arrow}`);
});

test('a goal is one line', () => {
  const goal = { name: 'G1', metric: 'kill points with harm', value: '0 of 500', target: '0', met: true };
  assert.equal(goalLine(goal), 'G1 kill points with harm 0 of 500 target 0 PASS');
});
