import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dbErrors } from './db-errors.ts';
import { errorSweep } from './error-sweep.ts';
import { allPlaces } from './rehearse.ts';
import { openStage } from './stage.ts';
import { noStrace } from './strace.ts';

const tell = () => undefined;

test('a system call of the agent that fails is a stated failure at most', { skip: noStrace() }, async (t) => {
  const stage = await openStage();
  t.after(stage.close);
  const places = await allPlaces(stage, tell);
  for (const [error, points] of [
    ['ENOSPC', 5],
    ['EIO', 4],
    ['ETIMEDOUT', 2],
  ] as const) {
    const { met, breaches } = await errorSweep(stage, places, error, { points, seed: 1, tell });
    assert.deepEqual([error, met, breaches], [error, points, []]);
  }
});

test('a call to the database that fails, or whose connection is lost, is noticed by nobody', async () => {
  const { met, breaches } = await dbErrors({ points: 10, seed: 2, tell });
  assert.deepEqual(breaches, []);
  assert.ok(met > 0);
});
