import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import {
  APP,
  flatpakSample,
  installBundle,
  makeBundle,
  makeRuntime,
  noFlatpak,
} from '../../../test/flatpaks.ts';
import { freshFolder } from '../../../test/folder.ts';
import { installerContract } from '../../../test/installer-contract.ts';
import { type Sample, sample } from '../../../test/packages.ts';
import type { PackageRecord } from '../../journal/packages.ts';
import { checkHealth } from '../../supervisor/probe.ts';
import { createSupervisor } from '../../supervisor/supervisor.ts';
import { flatpakInstaller } from './flatpak.ts';
import { parseList } from './list.ts';

const skip = noFlatpak();
const options = skip === undefined ? {} : { skip };
const runtime = skip === undefined ? makeRuntime() : Buffer.alloc(0);
/** Bundles are made anew with another commit each time: the same package is the same bundle. */
const made = new Map<string, Sample>();
function once(name: string, version: string): Sample {
  const key = `${name} ${version}`;
  const known = made.get(key) ?? flatpakSample(`org.example.${name}`, version);
  made.set(key, known);
  return known;
}

function open(state: string, held: () => readonly PackageRecord[]) {
  const installation = join(state, 'installation');
  installBundle(installation, runtime);
  return flatpakInstaller({ state, installation, held });
}

installerContract({
  name: 'flatpak',
  ...(skip !== undefined && { skip }),
  open: (state, _kept, held) => open(state, held),
  make: once,
  broken: once,
  spoiled: true,
  canDeactivate: false,
});

async function rig(t: TestContext, samples: readonly Sample[]) {
  const state = freshFolder(t);
  const held: PackageRecord[] = [];
  const installer = open(state, () => held);
  for (const each of samples) {
    writeFileSync(join(state, 'f'), each.bytes);
    await installer.stage(each.verified, each.pkgId, join(state, 'f'));
    held.push(each.record);
  }
  const change = { activate: samples.map(({ record }) => record), deactivate: [], remove: [] };
  const apps = async () => {
    await installer.refresh?.();
    return installer
      .active()
      .map(({ id, version, pkgId }) => `${id} ${version} ${pkgId === '' ? 'foreign' : 'ours'}`);
  };
  return { state, installation: join(state, 'installation'), installer, change, apps, held };
}

test('flatpak: an application is installed, run in its sandbox, and removed', options, async (t) => {
  const one = flatpakSample(APP, '1.0');
  const { state, installer, change, apps } = await rig(t, [one]);
  const activate = [{ ...one.record, installParams: 'colour=blue' }];
  const undo = await installer.plan({ ...change, activate });
  assert.ok(undo);
  await installer.apply({ ...change, activate }, undo);
  assert.deepEqual(await apps(), [`flatpak:${APP} 1.0 ours`]);
  const [component] = installer.active();
  assert.ok(component);
  const supervisor = createSupervisor(state);
  t.after(() => supervisor.stopAll());
  assert.deepEqual(await checkHealth(state, component, supervisor), {
    healthy: true,
    detail: `${APP} 1.0 in ${APP} probe`,
  });
  const removal = { activate: [], deactivate: [], remove: [component.id] };
  const back = await installer.plan(removal);
  assert.ok(back);
  await installer.apply(removal, back);
  assert.deepEqual(await apps(), []);
});

test(
  'flatpak: an application that came without us is found, updated, and brought back',
  options,
  async (t) => {
    const { installation, installer, change, apps } = await rig(t, [flatpakSample(APP, '2.0')]);
    installBundle(installation, makeBundle(APP, '1.0'));
    const [foreign] = await apps();
    assert.match(foreign ?? '', /^flatpak:org\.example\.Hello [0-9a-f]{12} foreign$/);
    const undo = await installer.plan(change);
    assert.ok(undo?.apps[0]?.bundle);
    await installer.apply(change, undo);
    assert.deepEqual(await apps(), [`flatpak:${APP} 2.0 ours`]);
    await installer.revert(undo);
    await installer.revert(undo);
    assert.match((await apps())[0] ?? '', / foreign$/);
    installer.sweep?.();
  },
);

test(
  'flatpak: without its runtime an application is refused before anything is touched',
  options,
  async (t) => {
    const bundle = makeBundle(APP, '1.0', 'org.example.Nowhere/x86_64/1');
    const { installer, change, apps } = await rig(t, [flatpakSample(APP, '1.0', bundle)]);
    await assert.rejects(installer.plan(change), {
      code: 1498,
      component: `flatpak:${APP}`,
      message: /org\.example\.Nowhere/,
    });
    assert.deepEqual(await apps(), []);
  },
);

test('flatpak: another branch of an application is refused', options, async (t) => {
  const { installation, installer, change } = await rig(t, [flatpakSample(APP, '1.0')]);
  installBundle(installation, makeBundle(APP, '1.0', undefined, 'beta'));
  await assert.rejects(installer.plan(change), { code: 1413, message: /from branch beta/ });
});

const WRONG: readonly (readonly [string, () => Sample])[] = [
  ['no bundle', () => flatpakSample(APP, '1.0', Buffer.from('no bundle'))],
  ['a cut bundle', () => flatpakSample(APP, '1.0', makeBundle(APP, '1.0').subarray(0, 900))],
  [
    'a bundle of another application',
    () => flatpakSample('org.example.Other', '1.0', makeBundle(APP, '1.0')),
  ],
  [
    'a runtime',
    () =>
      sample('flatpak:org.example.Platform', '1', { payload: 'flatpak', activation: undefined as never }, [
        { path: 'x', mode: 0o644, bytes: runtime },
      ]),
  ],
];
for (const [title, make] of WRONG) {
  test(`flatpak: ${title} is refused`, options, async (t) => {
    await assert.rejects(rig(t, [make()]), { code: 1413 });
  });
}

test('flatpak: lines of a listing that are none are left out', () => {
  const good = 'org.example.A\tstable\tf18d5f976ee2\t\tA\tdoes it';
  const output = [
    'F: Warning: x',
    good,
    'org.example.B\tstable\tno-commit\t\t\t',
    'a\tb\tf18d5f976ee2\t\t\t',
    '',
  ].join('\n');
  assert.deepEqual(parseList(output), [
    {
      id: 'org.example.A',
      branch: 'stable',
      active: 'f18d5f976ee2',
      version: '',
      name: 'A',
      description: 'does it',
    },
  ]);
});
