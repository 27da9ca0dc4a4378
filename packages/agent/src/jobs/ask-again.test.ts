import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { ConsentAnswer } from '@scomo/scomo';
import { NOW, sample } from '../../test/packages.ts';
import { type JobRig, jobRig, setOf } from '../../test/rig.ts';
import { readHistory } from '../journal/history.ts';
import { runJobs } from './run-jobs.ts';

const one = sample('com.example.one', '1.0');
const TWICE = { mode: 'ask', deferralsMax: 1, askAgain: true } as const;

/** Downloaded with consent, told to be switched on, and not asked again yet. */
async function downloaded(t: TestContext): Promise<JobRig> {
  const rig = await jobRig(t, [one]);
  rig.download('DownloadInstallInactive', one, setOf([one], TWICE));
  rig.answer = 'yes';
  await runJobs(rig.context);
  assert.deepEqual(rig.reports(), ['yes']);
  await runJobs(rig.context);
  assert.deepEqual(rig.reports(), ['com.example.one 1200']);
  rig.answer = undefined;
  rig.order({ operation: 'ActivateSet', correlator: 'c-1', set: setOf([one], TWICE) });
  assert.equal(await runJobs(rig.context), 'waiting');
  return rig;
}

function answers(rig: JobRig): ConsentAnswer[] {
  const lines = readHistory(rig.context.journal, 50).filter(({ kind }) => kind === 'consent');
  return lines.map(({ detail }) => JSON.parse(detail));
}

test('a yes to the second question installs, though the server has not heard of it yet', async (t) => {
  const rig = await downloaded(t);
  rig.answer = 'yes';
  assert.equal(await runJobs(rig.context), 'waiting');
  assert.equal(await runJobs(rig.context), 'idle');
  assert.deepEqual(rig.reports(), ['yes', 'com.example.one 1200']);
  assert.deepEqual(await rig.components(), ['one 1.0 active']);
  const [first, second] = answers(rig);
  assert.deepEqual([first?.stage, second?.stage], [undefined, 'install']);
  assert.equal(second?.shown, first?.shown, 'the same is shown both times');
});

test('a no to it leaves all as it was', async (t) => {
  const rig = await downloaded(t);
  rig.answer = 'no';
  assert.equal(await runJobs(rig.context), 'idle');
  assert.deepEqual(rig.reports(), ['no', 'com.example.one 1401']);
  assert.deepEqual(await rig.components(), ['one 1.0 inactive']);
});

test('it has deferrals of its own, and they survive a restart', async (t) => {
  const rig = await downloaded(t);
  rig.answer = 'later';
  await runJobs(rig.context);
  assert.deepEqual(rig.reports(), ['later']);
  const again = await rig.restart();
  again.answer = 'later';
  again.now = new Date(Date.parse(NOW) + 60_000).toISOString();
  assert.equal(await runJobs(again.context), 'waiting');
  assert.deepEqual(again.reports(), [], 'put off once only');
  again.answer = 'yes';
  await runJobs(again.context);
  await runJobs(again.context);
  assert.deepEqual(again.reports(), ['yes', 'com.example.one 1200']);
});
