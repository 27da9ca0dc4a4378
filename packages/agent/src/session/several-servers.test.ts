import assert from 'node:assert/strict';
import { test } from 'node:test';
import { allowed, getNode, type Tree } from '@scomo/tree';
import { sample } from '../../test/packages.ts';
import { type JobRig, jobRig } from '../../test/rig.ts';
import type { Context } from '../context.ts';
import { forgetServers } from '../jobs/forget-servers.ts';
import { runJobs } from '../jobs/run-jobs.ts';
import { openOrders } from '../journal/orders.ts';
import { unanswered } from '../journal/spool.ts';
import type { Inventory } from '../privileged/port.ts';
import { loadTree, MO_ROOT, presentTree } from './device-tree.ts';

const SERVERS = ['scomo', 'other'];
const one = sample('com.example.one', '1.0');
const one2 = sample('com.example.one', '2.0', { counter: 2 });
const two = sample('com.example.two', '1.0');
const NODE = `${MO_ROOT}/Inventory/Deployed/com.example.one`;

function contextOf({ context }: JobRig, serverId: string): Context {
  const config = context.accounts.find((account) => account.serverId === serverId);
  assert.ok(config);
  return { ...context, config };
}

function download(rig: JobRig, serverId: string, what: typeof one): void {
  const url = `${new URL(rig.context.config.serverUrl).origin}/${what.pkgId.slice(7)}`;
  rig.order({
    operation: 'DownloadInstall',
    serverId,
    node: `${MO_ROOT}/Download/${serverId}-${what.member.version}`,
    download: { pkgId: what.pkgId, pkgUrl: url, installParams: '' },
  });
}

async function treeOf({ context }: JobRig): Promise<Tree> {
  return presentTree(context, loadTree(context), await context.installer.inventory(false));
}

const rights = (tree: Tree, serverId: string, uri = NODE) =>
  (['Get', 'Exec', 'Delete'] as const).filter((command) => allowed(tree, uri, command, serverId));

test('X04 Z6 a component is in the hands of the server that ordered it, and its report goes there', async (t) => {
  const rig = await jobRig(t, [one, two], SERVERS);
  download(rig, 'scomo', one);
  download(rig, 'other', two);
  await runJobs(contextOf(rig, 'scomo'));
  assert.deepEqual(
    openOrders(rig.context.journal).map(({ order }) => order.serverId),
    ['other'],
    'what others ordered is left to them',
  );
  await runJobs(contextOf(rig, 'other'));
  assert.deepEqual(
    unanswered(rig.context.journal).map(({ serverId }) => serverId),
    SERVERS,
  );
  const tree = await treeOf(rig);
  assert.deepEqual([rights(tree, 'scomo'), rights(tree, 'other')], [['Get', 'Exec', 'Delete'], []]);
});

test('a component belongs to the first server that brought it: another one gets 1413, and nothing changes', async (t) => {
  const rig = await jobRig(t, [one, one2], SERVERS);
  download(rig, 'scomo', one);
  await runJobs(contextOf(rig, 'scomo'));
  rig.reports();
  download(rig, 'other', one2);
  await runJobs(contextOf(rig, 'other'));
  download(rig, 'other', one);
  await runJobs(contextOf(rig, 'other'));
  const details = unanswered(rig.context.journal).map(({ alert }) => JSON.stringify(alert.items));
  assert.equal(details.length, 2);
  for (const detail of details) assert.match(detail, /1413.*belongs to another management server/);
  assert.deepEqual(await rig.components(), ['one 1.0 active']);
});

test('no server activates what another one has staged', async (t) => {
  const rig = await jobRig(t, [one], SERVERS);
  rig.download('DownloadInstallInactive', one);
  await runJobs(contextOf(rig, 'scomo'));
  rig.reports();
  const set = { name: 's', members: [one.member], consent: { mode: 'silent', deferralsMax: 0 } } as const;
  rig.order({ operation: 'ActivateSet', serverId: 'other', set });
  await runJobs(contextOf(rig, 'other'));
  assert.deepEqual(rig.reports(), ['com.example.one 1413']);
  assert.deepEqual(await rig.components(), ['one 1.0 inactive']);
});

test('software that came without any server: all see it, none executes anything, unless the owner says so', async (t) => {
  const rig = await jobRig(t, [], SERVERS);
  const came: Inventory = {
    active: [{ id: 'com.example.one', version: '1', pkgId: '', name: '', description: '', envType: 'dpkg' }],
    packages: [],
  };
  const tree = presentTree(rig.context, loadTree(rig.context), came);
  for (const serverId of SERVERS) assert.deepEqual(rights(tree, serverId), ['Get']);
  const acl = { [`${MO_ROOT}/Inventory/Deployed`]: 'Exec=other&Get=other' };
  const accounts = rig.context.accounts.map((account) => ({ ...account, acl }));
  const owned = presentTree({ ...rig.context, accounts }, loadTree({ ...rig.context, accounts }), came);
  assert.deepEqual([rights(owned, 'scomo'), rights(owned, 'other')], [[], ['Get', 'Exec']]);
});

test('each account stands in the tree, for its own server to read', async (t) => {
  const rig = await jobRig(t, [], SERVERS);
  const tree = await treeOf(rig);
  assert.deepEqual(
    ['main', 'main2'].map((name) => SERVERS.map((id) => rights(tree, id, `./DMAcc/${name}`).join())),
    [
      ['Get,Delete', ''],
      ['', 'Get,Delete'],
    ],
  );
  assert.ok(getNode(tree, './DMAcc/main2/AppAuth/CLCRED'));
});

test('with an account its orders and reports go, and its components are everyones', async (t) => {
  const rig = await jobRig(t, [one], SERVERS);
  download(rig, 'scomo', one);
  await runJobs(contextOf(rig, 'scomo'));
  download(rig, 'scomo', one2);
  const { context } = rig;
  const left = { ...context, accounts: context.accounts.slice(1) };
  forgetServers(left);
  assert.deepEqual([openOrders(context.journal), unanswered(context.journal)], [[], []]);
  const tree = presentTree(left, loadTree(left), await context.installer.inventory(false));
  assert.deepEqual(rights(tree, 'other'), ['Get', 'Exec', 'Delete']);
});
