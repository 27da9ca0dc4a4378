import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { noDpkg } from '@scomo/testkit';
import { debSample } from '../../../test/debs.ts';
import { freshFolder } from '../../../test/folder.ts';
import { installerContract } from '../../../test/installer-contract.ts';
import { sample } from '../../../test/packages.ts';
import { dpkgInstaller } from './dpkg.ts';
import { parseDpkgStatus } from './status.ts';

const skip = noDpkg();

installerContract({
  name: 'dpkg',
  ...(skip !== undefined && { skip }),
  open: (state, kept) => dpkgInstaller({ state, root: join(state, 'root'), kept }),
  make: (name, version) => debSample(name, version),
  broken: (name, version) => debSample(name, version, 'echo no luck; exit 1'),
  canDeactivate: false,
});

const options = skip === undefined ? {} : { skip };

async function install(t: Parameters<typeof freshFolder>[0], postinst?: string) {
  const state = freshFolder(t);
  const installer = dpkgInstaller({ state, root: join(state, 'root'), kept: () => [] });
  const one = debSample('one', '1.0', postinst);
  writeFileSync(join(state, 'f'), one.bytes);
  await installer.stage(one.verified, one.pkgId, join(state, 'f'));
  const change = { activate: [one.record], deactivate: [], remove: [] };
  const undo = await installer.plan(change);
  assert.ok(undo);
  return { state, installer, one, change, undo };
}

test('dpkg: maintainer scripts run, and the failing one is told in its own words', options, async (t) => {
  const good = await install(t, 'echo ran > "$DPKG_ROOT/ran"');
  await good.installer.apply(good.change, good.undo);
  assert.equal(readFileSync(join(good.state, 'root/ran'), 'utf8'), 'ran\n');
  const bad = await install(t, 'echo out of luck >&2; exit 7');
  await assert.rejects(bad.installer.apply(bad.change, bad.undo), (error: Error) => {
    assert.match(error.message, /1\.0 half-configured/);
    assert.match(error.message, /one/);
    return true;
  });
  assert.deepEqual(
    bad.installer.active().map(({ id, broken }) => [id, broken]),
    [['deb:one', 'half-configured']],
  );
  await bad.installer.revert(bad.undo);
  assert.deepEqual(bad.installer.active(), []);
});

test('dpkg: the agent gives scripts nothing of its own environment', options, async (t) => {
  process.env.SCOMO_TEST_SECRET = 'secret';
  const { state, installer, change, undo } = await install(t, 'env > "$DPKG_ROOT/env"');
  await installer.apply(change, undo);
  delete process.env.SCOMO_TEST_SECRET;
  assert.doesNotMatch(readFileSync(join(state, 'root/env'), 'utf8'), /SCOMO_TEST_SECRET|SCOMO_SUPERVISED_BY/);
});

const WRONG: readonly (readonly [string, () => ReturnType<typeof sample>])[] = [
  [
    'no Debian package at all',
    () =>
      sample('deb:one', '1.0', { payload: 'deb', activation: undefined as never }, [
        { path: 'one.deb', mode: 0o644, bytes: Buffer.from('no deb') },
      ]),
  ],
  ['a .deb of another name', () => relabel('deb:other', '1.0')],
  ['a .deb of another version', () => relabel('deb:one', '9.9')],
];
for (const [title, make] of WRONG) {
  test(`dpkg: ${title} is refused`, options, async (t) => {
    const state = freshFolder(t);
    const installer = dpkgInstaller({ state, root: join(state, 'root'), kept: () => [] });
    const odd = make();
    writeFileSync(join(state, 'f'), odd.bytes);
    await assert.rejects(installer.stage(odd.verified, odd.pkgId, join(state, 'f')), { code: 1413 });
    assert.deepEqual(installer.active(), []);
  });
}

function relabel(component: string, version: string) {
  const real = debSample('one', '1.0');
  const bytes = real.bytes.subarray(real.verified.payloadOffset);
  return sample(component, version, { payload: 'deb', activation: undefined as never }, [
    { path: 'one.deb', mode: 0o644, bytes },
  ]);
}

test('status file: fields, folded lines, states, stanzas that say nothing', () => {
  const text = `Package: a
Status: install ok installed
Version: 1:2.3-4
Architecture: amd64
Description: first line
 second line
 Version: not this

Package: b
Status: deinstall ok config-files

Version: 1

Status: install ok installed
`;
  assert.deepEqual(parseDpkgStatus(text), [
    { name: 'a', version: '1:2.3-4', architecture: 'amd64', summary: 'first line', state: 'installed' },
    { name: 'b', version: '', architecture: '', summary: '', state: 'config-files' },
  ]);
});

test('dpkg: the status file is read again when it has changed', (t) => {
  const state = freshFolder(t);
  const home = join(state, 'root/var/lib/dpkg');
  mkdirSync(home, { recursive: true });
  writeFileSync(join(home, 'status'), 'Package: a\nStatus: install ok installed\nVersion: 1\n');
  const installer = dpkgInstaller({ state, root: join(state, 'root'), kept: () => [] });
  assert.deepEqual(
    installer.active().map(({ version }) => version),
    ['1'],
  );
  writeFileSync(join(home, 'status'), 'Package: a\nStatus: install ok installed\nVersion: 22\n');
  assert.deepEqual(
    installer.active().map(({ version }) => version),
    ['22'],
  );
});
