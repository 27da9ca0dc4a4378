import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { test } from 'node:test';
import type { ScomoOrder } from '@scomo/scomo';
import { getNode } from '@scomo/tree';
import { sample, script } from '../../test/packages.ts';
import { type JobRig, jobRig } from '../../test/rig.ts';
import { openOrders, recentOrders } from '../journal/orders.ts';
import { leafText, loadTree, MO_ROOT, presentTree } from '../session/device-tree.ts';
import { deliveredFile } from './fetch-package.ts';
import { runningStatus } from './order-status.ts';
import { runJobs } from './run-jobs.ts';
import { sweep } from './sweep.ts';

const one = sample('com.example.one', '1.0');
const one2 = sample('com.example.one', '2.0', { counter: 2 });
const sick = sample('com.example.one', '3.0', { counter: 3 }, [script('bin/say', 'exit 3')]);
const needy = sample('com.example.one', '4.0', { counter: 4, requires: ['com.example.none'] });

/** `PkgID-start state status` of Inventory/Delivered as servers are shown it. */
async function delivered(rig: JobRig): Promise<string[]> {
  const found = await rig.context.installer.inventory(false);
  const tree = presentTree(rig.context, loadTree(rig.context), found);
  const branch = getNode(tree, `${MO_ROOT}/Inventory/Delivered`);
  return [...(branch?.format === 'node' ? branch.children.keys() : [])].map((name) => {
    const leaf = (of: string) => leafText(tree, `${MO_ROOT}/Inventory/Delivered/${name}/${of}`);
    return `${leaf('State')} ${leaf('Status')}`;
  });
}

type What = Parameters<JobRig['download']>[1];

async function perform(rig: JobRig, operation: ScomoOrder['operation'], what: What): Promise<string[]> {
  const { component } = what.member;
  if (operation.startsWith('Download')) rig.download(operation, what);
  else if (operation.startsWith('Install') || operation === 'Remove')
    rig.order({
      operation,
      node: `${MO_ROOT}/Inventory/Delivered/${component}`,
      delivered: { pkgId: what.pkgId },
    });
  else throw new Error(operation);
  assert.equal(await runJobs(rig.context), 'idle');
  return rig.reports();
}

async function onDeployed(rig: JobRig, operation: ScomoOrder['operation'], name: string): Promise<string[]> {
  const id = 'com.example.one';
  rig.order({
    operation,
    node: `${MO_ROOT}/Inventory/Deployed/${name}`,
    component: { id, version: '' },
  });
  assert.equal(await runJobs(rig.context), 'idle');
  return rig.reports();
}

test('all operations in a row, each with one report and its state in the inventory', async (t) => {
  const rig = await jobRig(t, [one, one2]);
  assert.deepEqual(await perform(rig, 'Download', one), [`${one.pkgId} 1200`]);
  assert.deepEqual([await delivered(rig), await rig.components()], [['10 10'], []]);
  assert.deepEqual(await perform(rig, 'InstallInactive', one), ['com.example.one 1200']);
  assert.deepEqual([await delivered(rig), await rig.components()], [['20 10'], ['one 1.0 inactive']]);
  for (const [operation, state] of [
    ['Activate', 'active'],
    ['Activate', 'active'],
    ['Deactivate', 'inactive'],
    ['Deactivate', 'inactive'],
  ] as const) {
    assert.deepEqual(await onDeployed(rig, operation, 'com.example.one'), ['com.example.one 1200']);
    assert.deepEqual(await rig.components(), [`one 1.0 ${state}`]);
  }
  await perform(rig, 'Download', one2);
  assert.deepEqual(await perform(rig, 'Install', one2), ['com.example.one 1200']);
  assert.deepEqual(await rig.components(), ['one 2.0 active']);
  assert.deepEqual(
    await delivered(rig),
    ['10 10', '20 10'],
    'the package of the old version is only that again',
  );
  assert.deepEqual(await onDeployed(rig, 'Remove', 'com.example.one'), ['com.example.one 1200']);
  assert.deepEqual([await delivered(rig), await rig.components()], [['10 10', '10 10'], []]);
});

test('P07 a package stays delivered with State 20 until its component goes, and can be installed again', async (t) => {
  let rig = await jobRig(t, [one]);
  await perform(rig, 'Download', one);
  assert.deepEqual(await perform(rig, 'Install', one), ['com.example.one 1200']);
  assert.deepEqual([await delivered(rig), await rig.components()], [['20 10'], ['one 1.0 active']]);
  rig = await rig.restart();
  await sweep(rig.context);
  assert.deepEqual(await delivered(rig), ['20 10']);
  await onDeployed(rig, 'Remove', 'com.example.one');
  assert.deepEqual([await delivered(rig), await rig.components()], [['10 10'], []]);
  assert.deepEqual(await perform(rig, 'InstallInactive', one), ['com.example.one 1200']);
  assert.deepEqual([await delivered(rig), await rig.components()], [['20 10'], ['one 1.0 inactive']]);
  assert.deepEqual(await perform(rig, 'Remove', one), [`${one.pkgId} 1200`]);
  assert.deepEqual([await delivered(rig), await rig.components()], [[], ['one 1.0 inactive']]);
  assert.deepEqual(rig.downloads.length, 1);
});

test('Remove of a delivered package drops it and its file', async (t) => {
  const rig = await jobRig(t, [one]);
  await perform(rig, 'Download', one);
  assert.ok(existsSync(deliveredFile(rig.context.state, one.pkgId)));
  assert.deepEqual(await perform(rig, 'Remove', one), [`${one.pkgId} 1200`]);
  assert.deepEqual([await delivered(rig), await rig.components()], [[], []]);
  assert.ok(!existsSync(deliveredFile(rig.context.state, one.pkgId)));
});

for (const bad of [sick, needy]) {
  test(`a failed Install of ${bad.member.version} leaves the package delivered, and no new component`, async (t) => {
    const rig = await jobRig(t, [one, bad]);
    await perform(rig, 'DownloadInstall', one);
    await perform(rig, 'Download', bad);
    const [report] = await perform(rig, 'Install', bad);
    assert.match(report ?? '', /com\.example\.one 1(405|498)/);
    assert.deepEqual([await delivered(rig), await rig.components()], [['10 50'], ['one 1.0 active']]);
    const again = await rig.restart();
    assert.deepEqual(await delivered(again), ['10 50']);
    assert.deepEqual(await perform(again, 'Remove', bad), [`${bad.pkgId} 1200`]);
    assert.deepEqual(await delivered(again), []);
  });

  test(`a failed DownloadInstall of ${bad.member.version} leaves nothing new behind`, async (t) => {
    const rig = await jobRig(t, [one, bad]);
    await perform(rig, 'DownloadInstall', one);
    await perform(rig, 'DownloadInstall', bad);
    assert.deepEqual([await delivered(rig), await rig.components()], [[], ['one 1.0 active']]);
  });
}

test('a package that is installed is not delivered a second time', async (t) => {
  const rig = await jobRig(t, [one]);
  await perform(rig, 'DownloadInstall', one);
  assert.deepEqual(await perform(rig, 'Download', one), [`${one.pkgId} 1413`]);
  assert.deepEqual([await delivered(rig), await rig.components()], [[], ['one 1.0 active']]);
  const [last] = recentOrders(rig.context.journal, 1);
  assert.match(JSON.stringify(last?.phase), /installed here already/);
});

test('Status of a download names what is done', async (t) => {
  const rig = await jobRig(t, [one]);
  const acceptance = { time: '', trust: {} } as never;
  const shown = (['Download', 'DownloadInstall', 'DownloadInstallInactive'] as const).map((operation) => {
    rig.download(operation, one);
    const order = openOrders(rig.context.journal).at(-1)?.order;
    assert.ok(order);
    return [{ name: 'accepted' }, { name: 'downloading' }, { name: 'staging', acceptance }].map((phase) =>
      runningStatus(order, phase as never),
    );
  });
  assert.deepEqual(shown, [
    [10, 30, 40],
    [10, 30, 40],
    [10, 30, 50],
  ]);
});

test('P03 a DownloadInstall goes through Status 30, 40, 50', async (t) => {
  const rig = await jobRig(t, [one]);
  rig.download('DownloadInstall', one);
  const order = openOrders(rig.context.journal)[0]?.order;
  assert.ok(order);
  const shown: number[] = [];
  const { journal } = rig.context;
  const watched = (
    sql: string,
    ...values: Parameters<typeof journal.run> extends [string, ...infer V] ? V : never
  ) => {
    const phase = sql.startsWith('UPDATE orders SET phase') ? JSON.parse(String(values[0])) : undefined;
    if (phase !== undefined && phase.name !== 'done') shown.push(runningStatus(order, phase));
    return journal.run(sql, ...values);
  };
  assert.equal(await runJobs({ ...rig.context, journal: { ...journal, run: watched } }), 'idle');
  assert.deepEqual([...new Set(shown)], [30, 40, 50]);
  assert.deepEqual(rig.reports(), ['com.example.one 1200']);
});
