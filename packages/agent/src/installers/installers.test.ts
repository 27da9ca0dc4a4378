import assert from 'node:assert/strict';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { freshFolder } from '../../test/folder.ts';
import { openJournal } from '../journal/journal.ts';
import {
  applyChange,
  type Installers,
  openInstallers,
  planChange,
  revertChange,
  unsafeToRepeat,
} from './installers.ts';

/** The installers of a fresh folder, with one for Debian packages or without. */
function fresh(t: TestContext, debs: boolean): Installers {
  const state = freshFolder(t);
  const journal = openJournal(state, 'installer');
  t.after(() => journal.close());
  const dpkg = debs ? { dpkg: { root: join(state, 'root') } } : {};
  return openInstallers(state, journal, { generation: true, ...dpkg });
}

const NOTHING = { activate: [], deactivate: [], remove: [] };

test('the way back is one record a kind, under the name that journals have always had', async (t) => {
  const all = fresh(t, true);
  assert.deepEqual(await planChange(all, NOTHING), {});
  const kept = { tree: { from: 0, to: 1 }, deb: { packages: [{ name: 'never-there' }] } };
  assert.equal(unsafeToRepeat(all, kept), true);
  assert.equal(unsafeToRepeat(all, { tree: kept.tree }), false);
  await revertChange(all, kept);
});

test('a change of a kind that is no longer configured is refused, not half done', async (t) => {
  const trees = fresh(t, false);
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
