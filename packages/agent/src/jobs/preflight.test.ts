import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { freshFolder } from '../../test/folder.ts';
import { sample } from '../../test/packages.ts';
import { jobRig, setOf } from '../../test/rig.ts';
import { openOrders } from '../journal/orders.ts';
import { unanswered } from '../journal/spool.ts';
import { batteryOf } from './preflight.ts';
import { runJobs } from './run-jobs.ts';

const one = sample('com.example.one', '1.0');

function supply(root: string, name: string, files: Readonly<Record<string, string>>): void {
  mkdirSync(join(root, name), { recursive: true });
  for (const [file, text] of Object.entries(files)) writeFileSync(join(root, name, file), `${text}\n`);
}

test('the charge counts only without mains power', (t) => {
  const root = freshFolder(t);
  assert.equal(batteryOf(join(root, 'none')), undefined);
  supply(root, 'BAT0', { type: 'Battery', capacity: '12' });
  supply(root, 'AC', { type: 'Mains', online: '0' });
  assert.equal(batteryOf(root), 12);
  supply(root, 'BAT1', { type: 'Battery', capacity: '80' });
  assert.equal(batteryOf(root), 80);
  supply(root, 'AC', { type: 'Mains', online: '1' });
  assert.equal(batteryOf(root), undefined);
});

async function weak(t: Parameters<typeof jobRig>[0]) {
  const root = freshFolder(t);
  supply(root, 'BAT0', { type: 'Battery', capacity: '12' });
  const rig = await jobRig(t, [one]);
  const preflight = { batteryPercent: 30, powerSupplies: root };
  return { root, rig, context: { ...rig.context, config: { ...rig.context.config, preflight } } };
}

test('a weak battery: the order waits and says why, and goes on with power', async (t) => {
  const { root, rig, context } = await weak(t);
  rig.order({
    operation: 'DownloadInstall',
    correlator: 'c',
    node: './SCOMO/Download/x',
    download: {
      pkgId: one.pkgId,
      pkgUrl: `${new URL(context.config.serverUrl).origin}/${one.pkgId.slice(7)}`,
      installParams: '',
    },
  });
  assert.equal(await runJobs(context), 'waiting');
  assert.equal(await runJobs(context), 'waiting');
  assert.deepEqual(rig.downloads, [], 'nothing is fetched');
  const told = unanswered(rig.context.journal).map(({ alert }) => String(alert.items[0]?.data));
  assert.equal(told.length, 1);
  assert.match(told[0] ?? '', /"reason":"battery".*"battery 12 % < 30 %"/);
  supply(root, 'AC', { type: 'Mains', online: '1' });
  assert.equal(await runJobs(context), 'idle');
  assert.deepEqual(await rig.components(), ['one 1.0 active']);
});

test('a weak battery at the deadline of the policy: given up with 1413', async (t) => {
  const { rig, context } = await weak(t);
  const consent = { mode: 'silent', deferralsMax: 0, deadline: '2020-01-01T00:00:00Z' } as const;
  rig.download('DownloadInstallInactive', one, setOf([one], consent));
  assert.equal(await runJobs(context), 'idle');
  assert.deepEqual(rig.reports(), ['com.example.one 1413']);
  assert.deepEqual(openOrders(rig.context.journal), []);
});
