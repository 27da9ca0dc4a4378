import assert from 'node:assert/strict';
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { sample } from '../../test/packages.ts';
import { CONFIG, type JobRig, jobRig } from '../../test/rig.ts';
import { download, serveAgent } from '../../test/serve-agent.ts';
import { type AgentConfig, parseConfig } from '../config.ts';
import type { Context } from '../context.ts';
import { recentOrders } from '../journal/orders.ts';
import { rebootIfDue } from './reboot.ts';
import { runJobs } from './run-jobs.ts';

const one = sample('com.example.one', '1.0');
const rebooted = (rig: JobRig) => join(rig.context.state, 'rebooted');

/** The context of a device whose reboot leaves a file. */
function withReboot(rig: JobRig, policy: AgentConfig['reboot']['policy']): Context {
  const config = { ...rig.context.config, reboot: { command: ['touch', rebooted(rig)], policy } };
  return { ...rig.context, config };
}

function order(rig: JobRig, reboot: string): void {
  const download = { pkgId: one.pkgId, pkgUrl: rig.urlOf(one), installParams: '' };
  rig.order({ operation: 'DownloadInstall', node: './SCOMO/Download/x', download, reboot });
}

function detail(rig: JobRig): string {
  const [last] = recentOrders(rig.context.journal, 1);
  return last?.phase.name === 'done' ? (last.phase.items[0]?.detail ?? '') : '';
}

test('Reboot after: it is done when the report was taken, once, and the report says so', async (t) => {
  const rig = await jobRig(t, [one]);
  const context = withReboot(rig, { '2': 'after' });
  order(rig, '2');
  assert.equal(await runJobs(context), 'idle');
  assert.match(detail(rig), /; reboot \(after\) follows$/);
  await rebootIfDue(context);
  assert.ok(!existsSync(rebooted(rig)), 'the report is not taken yet');
  assert.deepEqual(rig.reports(), ['com.example.one 1200']);
  await rebootIfDue(context);
  assert.ok(existsSync(rebooted(rig)));
  rmSync(rebooted(rig));
  await rebootIfDue(context);
  rig.bootId = 'second';
  await rebootIfDue(context);
  assert.ok(!existsSync(rebooted(rig)), 'once');
});

test('Reboot before: the order waits until the system has started anew', async (t) => {
  const rig = await jobRig(t, [one]);
  const context = withReboot(rig, { now: 'before' });
  order(rig, 'now');
  assert.equal(await runJobs(context), 'waiting');
  await rebootIfDue(context);
  assert.ok(existsSync(rebooted(rig)));
  assert.equal(await runJobs(context), 'waiting');
  assert.deepEqual(rig.downloads, []);
  rig.bootId = 'second';
  assert.equal(await runJobs(context), 'idle');
  assert.match(detail(rig), /; reboot \(before\) was done$/);
});

for (const [token, config, words] of [
  ['2', {}, /; reboot \(after\) is off on this device$/],
  ['1', {}, /; reboot \(before\) is off on this device$/],
  ['soon', {}, /; Reboot is soon, which is not known here: no reboot$/],
  ['0', {}, /^[^;]*$/],
] as const) {
  test(`Reboot ${token} without a command: it is installed, and the report says what was not done`, async (t) => {
    const rig = await jobRig(t, [one]);
    order(rig, token);
    assert.equal(await runJobs({ ...rig.context, ...config }), 'idle');
    assert.match(detail(rig), words);
    await rebootIfDue(rig.context);
    assert.ok(!existsSync(rebooted(rig)));
  });
}

for (const [moVersion, code] of [
  ['1.1', 202],
  ['1.0', 405],
] as const) {
  test(`the leaf Reboot in an object of version ${moVersion}: ${code === 202 ? 'taken' : code}`, async (t) => {
    const served = await serveAgent(t, [one], { moVersion });
    const leaves = { Reboot: '2' };
    const events = await served.exchange(
      ...download(served.server, 'x', one, 'DownloadInstall', 'c', leaves),
    );
    const statuses = events.flatMap((event) => (event.type === 'status' ? [event.code] : []));
    assert.ok(statuses.includes(code), statuses.join());
    const [last] = recentOrders(served.agent.context.journal, 1);
    assert.equal(last?.order.reboot, code === 202 ? '2' : undefined);
  });
}

test('settings of the reboot', () => {
  const read = (reboot: unknown) => parseConfig({ ...CONFIG, reboot }).reboot;
  assert.deepEqual(read(undefined).policy, { '0': 'never', '1': 'before', '2': 'after', '3': 'both' });
  assert.deepEqual(read({ command: ['reboot'], policy: { x: 'both' } }), {
    command: ['reboot'],
    policy: { x: 'both' },
  });
  for (const bad of [{ command: [] }, { command: 'reboot' }, { policy: { x: 'maybe' } }, { when: 1 }])
    assert.throws(() => read(bad), /reboot|must be one of/);
});
