import assert from 'node:assert/strict';
import { test } from 'node:test';
import { getNode, interior, putNode } from '@scomo/tree';
import { sample } from '../../test/packages.ts';
import { jobRig, setOf } from '../../test/rig.ts';
import { runJobs } from '../jobs/run-jobs.ts';
import { sweep } from '../jobs/sweep.ts';
import { readConsent } from '../journal/consents.ts';
import { leafText, loadTree, MO_ROOT, presentTree, saveTree } from './device-tree.ts';

const one = sample('com.example.one', '1.0');
const SET = `${MO_ROOT}/Ext/Scomo/Sets/s`;

test('the tree is kept for its accounts; others start anew', async (t) => {
  const rig = await jobRig(t, []);
  saveTree(rig.context, putNode(loadTree(rig.context), SET, interior()));
  assert.ok(getNode(loadTree(rig.context), SET));
  const other = { ...rig.context, accounts: [{ ...rig.context.config, deviceId: 'IMEI:2' }] };
  assert.equal(getNode(loadTree(other), SET), undefined);
  assert.equal(leafText(loadTree(other), './DevInfo/DevId'), 'IMEI:2');
});

test('no secret stands in the tree', async (t) => {
  const rig = await jobRig(t, []);
  saveTree(rig.context, loadTree(rig.context));
  const text = JSON.stringify(rig.context.journal.rows('SELECT value FROM facts'));
  for (const secret of [rig.context.config.clientSecret, rig.context.config.serverSecret]) {
    assert.equal(text.includes(secret), false);
  }
});

test('an answer is kept as long as its set stands in the tree', async (t) => {
  const rig = await jobRig(t, [one]);
  saveTree(rig.context, putNode(loadTree(rig.context), SET, interior()));
  rig.download('DownloadInstallInactive', one, setOf([one], { mode: 'ask', deferralsMax: 0 }));
  rig.answer = 'yes';
  await runJobs(rig.context);
  rig.reports();
  await runJobs(rig.context);
  rig.reports();
  assert.equal(await sweep(rig.context), true);
  assert.equal(readConsent(rig.context.journal, 's', 'download')?.standing, 'granted');
  const tree = loadTree(rig.context);
  const bare = getNode(tree, `${MO_ROOT}/Ext/Scomo/Sets`);
  assert.ok(bare?.format === 'node');
  saveTree(rig.context, putNode(tree, `${MO_ROOT}/Ext/Scomo/Sets`, { ...bare, children: new Map() }));
  await sweep(rig.context);
  assert.equal(readConsent(rig.context.journal, 's', 'download'), undefined);
});

test('the tree says the language of the End User, also when it changes', async (t) => {
  const rig = await jobRig(t, []);
  const german = { ...rig.context, accounts: [{ ...rig.context.config, language: 'de-AT' }] };
  saveTree(rig.context, loadTree(rig.context));
  assert.equal(leafText(loadTree(german), './DevInfo/Lang'), 'de-AT');
});

test('what runs shows as running, what waits for consent as idle', async (t) => {
  const rig = await jobRig(t, [one]);
  const found = await rig.context.installer.inventory(false);
  const status = (uri: string) =>
    leafText(presentTree(rig.context, loadTree(rig.context), found), `${uri}/Status`);
  const x = `${MO_ROOT}/Download/com.example.one`;
  const download = interior({ Status: { ...leafOf('20'), format: 'int' } });
  saveTree(rig.context, putNode(loadTree(rig.context), x, download));
  rig.download('DownloadInstallInactive', one, setOf([one], { mode: 'ask', deferralsMax: 0 }));
  assert.equal(status(x), '10');
  rig.context.journal.run(`UPDATE orders SET phase = '{"name":"downloading"}'`);
  assert.equal(status(x), '30');
  rig.context.journal.run(`UPDATE orders SET phase = '{"name":"staging"}'`);
  assert.equal(status(x), '50');
});

function leafOf(value: string) {
  const holder = { type: '', acl: '', title: '', access: [], permanent: true, verNo: 0, tStamp: '', value };
  return { ...holder, format: 'chr' as const };
}
