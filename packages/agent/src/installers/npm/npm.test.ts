import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { freshFolder } from '../../../test/folder.ts';
import { installerContract } from '../../../test/installer-contract.ts';
import { makeTgz, npmSample } from '../../../test/npm-packages.ts';
import type { Sample } from '../../../test/packages.ts';
import type { PackageRecord } from '../../journal/packages.ts';
import { checkHealth } from '../../supervisor/probe.ts';
import { createSupervisor } from '../../supervisor/supervisor.ts';
import { npmInstaller } from './npm.ts';
import { npmId, npmName, parsePackageJson } from './npm-list.ts';

installerContract({
  name: 'npm',
  open: (state, _kept, held) => npmInstaller({ state, prefix: join(state, 'prefix'), held }),
  make: (name, version) => npmSample(name, version),
  broken: (name, version) => npmSample(name, version, makeTgz(name, version, false)),
  canDeactivate: false,
});

async function rig(t: TestContext, samples: readonly Sample[]) {
  const state = freshFolder(t);
  const prefix = join(state, 'prefix');
  const held: PackageRecord[] = [];
  const installer = npmInstaller({ state, prefix, held: () => held });
  for (const each of samples) {
    writeFileSync(join(state, 'f'), each.bytes);
    await installer.stage(each.verified, each.pkgId, join(state, 'f'));
    held.push({ ...each.record, installParams: 'mode=quiet' });
  }
  const change = { activate: held, deactivate: [], remove: [] };
  return { state, prefix, installer, change };
}

test('npm: a scoped package is installed and run; its scripts are not', async (t) => {
  const { state, prefix, installer, change } = await rig(t, [npmSample('@acme/tool', '1.2.3')]);
  const undo = await installer.plan(change);
  assert.ok(undo);
  await installer.apply(change, undo);
  const [component] = installer.active();
  assert.equal(component?.id, 'npm:acme:tool');
  const supervisor = createSupervisor(state);
  t.after(() => supervisor.stopAll());
  const health = await checkHealth(state, component, supervisor);
  assert.deepEqual(health, { healthy: true, detail: '@acme/tool 1.2.3 with dep mode=quiet' });
  assert.equal(existsSync(join(prefix, 'current/lib/node_modules/@acme/tool/ran')), false);
});

test('npm: what came without us is found, and stays through a change', async (t) => {
  const { state, prefix, installer, change } = await rig(t, [npmSample('one', '1.0.0')]);
  const undo = await installer.plan(change);
  assert.ok(undo);
  await installer.apply(change, undo);
  writeFileSync(join(state, 'x.tgz'), makeTgz('foreign', '3.0.0'));
  const words = ['install', '--global', '--offline', `--prefix=${prefix}/current`, join(state, 'x.tgz')];
  execFileSync('npm', [...words, `--cache=${state}/cache`], { stdio: 'ignore' });
  const found = () =>
    installer
      .active()
      .map(({ id, pkgId }) => `${id} ${pkgId === '' ? 'foreign' : 'ours'}`)
      .sort();
  assert.deepEqual(found(), ['npm:foreign foreign', 'npm:one ours']);
  const removal = { activate: [], deactivate: [], remove: ['npm:one'] };
  const back = await installer.plan(removal);
  assert.ok(back);
  await installer.apply(removal, back);
  assert.deepEqual(found(), ['npm:foreign foreign']);
  await installer.revert(back);
  assert.deepEqual(found(), ['npm:foreign foreign', 'npm:one ours']);
  installer.sweep?.();
  assert.deepEqual(readdirSync(join(prefix, 'versions')), [readlinkSync(join(prefix, 'current')).slice(9)]);
});

test('npm: a dependency that was not packed is named, and nothing is switched', async (t) => {
  const { prefix, installer, change } = await rig(t, [
    npmSample('one', '1.0.0', makeTgz('one', '1.0.0', false)),
  ]);
  const undo = await installer.plan(change);
  assert.ok(undo);
  await assert.rejects(installer.apply(change, undo), {
    code: 1498,
    component: 'npm:one',
    message: /^dep is not in/,
  });
  assert.equal(existsSync(join(prefix, 'current')), false);
});

const WRONG: readonly (readonly [string, () => Sample])[] = [
  ['no archive', () => npmSample('one', '1.0.0', Buffer.from('no archive'))],
  ['a package of another name', () => npmSample('one', '1.0.0', makeTgz('other', '1.0.0'))],
  ['a package of another version', () => npmSample('one', '1.0.0', makeTgz('one', '9.0.0'))],
];
for (const [title, make] of WRONG) {
  test(`npm: ${title} is refused`, async (t) => {
    await assert.rejects(rig(t, [make()]), { code: 1413 });
  });
}

test('npm: names and component IDs', () => {
  for (const name of ['one', '@acme/tool', 'a.b_c-d~e']) assert.equal(npmName(npmId(name)), name);
  for (const id of ['npm:', 'npm:a:b:c', 'npm:../x', 'npm:A', 'deb:x', 'npm:.x'])
    assert.equal(npmName(id), undefined, id);
});

test('npm: a package.json that names no package', () => {
  for (const text of [
    '',
    '[]',
    'null',
    '{"name":"a"}',
    '{"name":"../a","version":"1"}',
    '{"name":"a","version":"1\\n2"}',
  ])
    assert.equal(parsePackageJson(text), undefined, text);
  assert.deepEqual(parsePackageJson('{"name":"a","version":"1","description":4}'), {
    name: 'a',
    version: '1',
    description: '',
  });
});
