import assert from 'node:assert/strict';
import { test } from 'node:test';
import { jobRig } from '../../test/rig.ts';
import { applyChange, openInstallers, planChange, revertChange, unsafeToRepeat } from './installers.ts';

const NOTHING = { activate: [], deactivate: [], remove: [] };

test('the way back is one record a kind, under the name that journals have always had', async (t) => {
  const { context } = await jobRig(t, []);
  assert.deepEqual(await planChange(context.installers, NOTHING), {});
  const kept = { tree: { from: 0, to: 1 }, deb: { packages: [{ name: 'never-there' }] } };
  assert.equal(unsafeToRepeat(context.installers, kept), true);
  assert.equal(unsafeToRepeat(context.installers, { tree: kept.tree }), false);
  await revertChange(context.installers, kept);
});

test('a change of a kind that is no longer configured is refused, not half done', async (t) => {
  const { context } = await jobRig(t, []);
  const trees = openInstallers(context.state, context.journal, { generation: true });
  const undo = { tree: { from: 0, to: 1 }, deb: { packages: [] } };
  await assert.rejects(applyChange(trees, NOTHING, undo), { code: 1413, message: /takes no deb packages/ });
  await assert.rejects(revertChange(trees, undo), { code: 1413 });
});

test('a kind that cannot go back keeps no other from it', async () => {
  const reverted: string[] = [];
  const installer = (kind: 'tree' | 'deb', revert: () => Promise<void>) => ({
    kind,
    envType: kind,
    unsafeToRepeat: false,
    active: () => [],
    stage: async () => undefined,
    check: async () => undefined,
    plan: async () => undefined,
    apply: async () => undefined,
    revert,
  });
  const stuck = installer('tree', async () => {
    throw new Error('stuck');
  });
  const free = installer('deb', async () => void reverted.push('deb'));
  await assert.rejects(revertChange([free, stuck], { tree: {}, deb: {} }), /stuck/);
  assert.deepEqual(reverted, ['deb']);
});
