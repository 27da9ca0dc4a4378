import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sample } from '../../test/packages.ts';
import { jobRig } from '../../test/rig.ts';
import { unanswered } from '../journal/spool.ts';
import type { Inventory } from '../privileged/port.ts';
import { leafText, loadTree, MO_ROOT, presentTree } from '../session/device-tree.ts';
import { reportBroken } from './report-broken.ts';
import { runJobs } from './run-jobs.ts';

const one = sample('com.example.one', '1.0');
const NODE = `${MO_ROOT}/Inventory/Deployed/com.example.one`;

test('a component that stopped working is shown and told once, and told anew after it has worked again', async (t) => {
  const rig = await jobRig(t, [one], ['scomo', 'other']);
  rig.download('DownloadInstall', one);
  await runJobs(rig.context);
  rig.reports();
  const works = await rig.context.installer.inventory(false);
  const broken: Inventory = {
    ...works,
    active: works.active.map((component) => ({ ...component, broken: 'its program ended 5 times' })),
  };
  const [, other] = rig.context.accounts;
  assert.ok(other);
  const look = (found: Inventory, context = rig.context) => {
    const tree = presentTree(context, loadTree(context), found);
    reportBroken(context, tree, found);
    return ['State', 'Status'].map((leaf) => leafText(tree, `${NODE}/${leaf}`));
  };
  assert.deepEqual(look(broken, { ...rig.context, config: other }), ['10', '40']);
  assert.equal(unanswered(rig.context.journal).length, 0, 'it is no business of another server');
  look(broken);
  look(broken);
  const told = unanswered(rig.context.journal);
  assert.deepEqual(
    told.map(({ serverId, alert }) => [serverId, alert.items[0]?.source?.locUri, alert.items[0]?.data]),
    [['scomo', NODE, '{"component":"com.example.one","version":"1.0","detail":"its program ended 5 times"}']],
  );
  assert.deepEqual(look(works), ['20', '10']);
  look(broken);
  assert.equal(unanswered(rig.context.journal).length, 2);
});
