import assert from 'node:assert/strict';
import { test } from 'node:test';
import { getNode, putNode, setValue, type Tree } from '@scomo/tree';
import {
  after,
  at,
  component,
  empty,
  exec,
  leaf,
  member,
  node,
  pkg,
  ROOT,
  read,
  run,
  withSet,
} from '../../test/device.ts';
import { stateLeaf } from './layout.ts';
import type { ScomoOrder } from './order.ts';
import { projectDelivered } from './project-delivered.ts';
import { projectDeployed } from './project-deployed.ts';
import { finishDownload, type Phase, recover, type Standing, setStatus, statusFor } from './status.ts';

function everything(): Tree {
  let tree = withSet(empty(), 's', [member('com.a', pkg('0'))]);
  tree = after(
    tree,
    node('Download/x%25'),
    leaf('Download/x%25/PkgID', 'p'),
    leaf('Download/x%25/PkgURL', 'http://a'),
  );
  tree = projectDeployed(tree, ROOT, [component('com.a')]);
  return projectDelivered(tree, ROOT, [{ pkgId: 'p', name: '', status: 10, state: 10 }]);
}
const PLACE = {
  Download: 'Download/x%25',
  Delivered: 'Inventory/Delivered/x%25',
  Deployed: 'Inventory/Deployed/com.a',
  Sets: 'Ext/Scomo/Sets/s',
} as const;
function order(branch: keyof typeof PLACE, operation: string): ScomoOrder {
  const [first] = run(everything(), exec(`${PLACE[branch]}/Operations/${operation}`, 'c')).effects;
  assert.ok(first);
  return first;
}

type Numbers = readonly [number, number, number];
/** spec/scomo.md §4.1-§4.3: progressing, failed with data, failed without. */
const TABLE: [keyof typeof PLACE, string, Partial<Record<Phase, Numbers>>][] = [
  ['Download', 'Download', { download: [30, 20, 20], verify: [40, 20, 20], install: [50, 60, 70] }],
  ['Download', 'DownloadInstall', { download: [30, 20, 20], verify: [40, 60, 70], install: [50, 60, 70] }],
  [
    'Download',
    'DownloadInstallInactive',
    { download: [30, 20, 20], verify: [40, 60, 70], install: [50, 60, 70] },
  ],
  ['Delivered', 'Install', { install: [40, 50, 60], remove: [30, 20, 20] }],
  ['Delivered', 'InstallInactive', { install: [40, 50, 60], remove: [30, 20, 20] }],
  ['Delivered', 'Remove', { install: [40, 50, 60], remove: [30, 20, 20] }],
  ['Deployed', 'Activate', { activate: [50, 40, 40], deactivate: [70, 60, 60], remove: [30, 20, 20] }],
  ['Deployed', 'Deactivate', { activate: [50, 40, 40], deactivate: [70, 60, 60], remove: [30, 20, 20] }],
  ['Deployed', 'Remove', { activate: [50, 40, 40], deactivate: [70, 60, 60], remove: [30, 20, 20] }],
  ['Sets', 'Activate', { activate: [50, 40, 40] }],
];
const PHASES: Phase[] = ['download', 'verify', 'install', 'activate', 'deactivate', 'remove'];
const STANDINGS: Standing[] = ['progressing', 'failedWithData', 'failedNoData'];

for (const [branch, operation, phases] of TABLE) {
  for (const phase of PHASES) {
    test(`${branch} ${operation} ${phase}`, () => {
      const one = order(branch, operation);
      const numbers = phases[phase];
      for (const [i, standing] of STANDINGS.entries()) {
        if (numbers) assert.equal(statusFor(one, phase, standing), numbers[i]);
        else assert.throws(() => statusFor(one, phase, standing), /has no phase/);
      }
      if (numbers) assert.equal(statusFor(one, phase, 'idle'), 10);
    });
  }
  test(`${branch} ${operation}: written where it can be read`, () => {
    const tree = setStatus(everything(), order(branch, operation), 30);
    assert.equal(read(tree, `${PLACE[branch]}/Status`), '30');
  });
}

test('a download that has become something else goes away', () => {
  const one = order('Download', 'Download');
  const tree = finishDownload(everything(), one);
  assert.equal(getNode(tree, one.node), undefined);
  assert.equal(finishDownload(tree, one), tree);
  assert.equal(setStatus(tree, one, 20), tree);
  assert.throws(() => finishDownload(tree, order('Deployed', 'Remove')), /no download/);
});

/** spec/scomo.md §4.6; 40 of a download is in progress here, a finished one has gone. */
const RECOVERED: Record<keyof typeof PLACE, Record<number, number>> = {
  Download: { 10: 10, 20: 20, 30: 20, 40: 20, 50: 70, 60: 60, 70: 70 },
  Delivered: { 10: 10, 20: 20, 30: 20, 40: 50, 50: 50, 60: 60 },
  Deployed: { 10: 10, 20: 20, 30: 20, 40: 40, 50: 40, 60: 60, 70: 60 },
  Sets: { 10: 10, 40: 40, 50: 40 },
};
for (const [branch, rows] of Object.entries(RECOVERED) as [keyof typeof PLACE, Record<number, number>][]) {
  for (const [before, wanted] of Object.entries(rows)) {
    test(`after a restart: ${branch} ${before} becomes ${wanted}`, () => {
      const uri = at(`${PLACE[branch]}/Status`);
      const tree = setValue(everything(), uri, before);
      const recovered = recover(tree, ROOT, []);
      assert.equal(read(recovered, `${PLACE[branch]}/Status`), String(wanted));
      assert.equal(recovered === tree, before === String(wanted));
      const going = order(
        branch,
        branch === 'Download' ? 'Download' : branch === 'Delivered' ? 'Install' : 'Activate',
      );
      assert.equal(recover(tree, ROOT, [going]), tree);
    });
  }
}

test('after a restart: what has no Status is left alone', () => {
  const tree = putNode(everything(), at('Download/x%25'), stateLeaf(30));
  assert.equal(recover(tree, ROOT, []), tree);
});
