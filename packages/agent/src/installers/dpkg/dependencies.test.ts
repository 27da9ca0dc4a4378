import assert from 'node:assert/strict';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { aptSource, cacheDeb, installForeign, installForeignSlowly, makeDeb, noApt } from '@scomo/testkit';
import { debSample } from '../../../test/debs.ts';
import { freshFolder } from '../../../test/folder.ts';
import type { Sample } from '../../../test/packages.ts';
import { dpkgInstaller } from './dpkg.ts';

const skip = noApt();
const options = skip === undefined ? {} : { skip };

/** A root that has `base 1.0` without us, and an installer that has staged these packages. */
async function staged(t: TestContext, samples: readonly Sample[], apt: readonly Buffer[] | undefined) {
  const state = freshFolder(t);
  const root = join(state, 'root');
  installForeign(root, makeDeb('base', '1.0'));
  if (apt !== undefined) aptSource(root, join(state, 'source'), apt);
  const installer = dpkgInstaller({ state, root, kept: () => [], apt: apt !== undefined });
  for (const each of samples) {
    writeFileSync(join(state, 'f'), each.bytes);
    await installer.stage(each.verified, each.pkgId, join(state, 'f'));
  }
  const change = { activate: samples.map(({ record }) => record), deactivate: [], remove: [] };
  const versions = () =>
    installer.active().map(({ name, version, broken }) => `${name} ${broken ?? version}`);
  return { state, root, installer, change, versions };
}

const needy = () => debSample('one', '1.0', undefined, 'Depends: lib (>= 1.5), left | right\n');

test('apt brings what is missing, and going back takes it away again', options, async (t) => {
  const lib = [makeDeb('lib', '1.0'), makeDeb('lib', '1.5', 'Depends: deep\n')];
  const source = [...lib, makeDeb('deep', '3'), makeDeb('right', '2')];
  const { installer, change, versions, state } = await staged(t, [needy()], source);
  const undo = await installer.plan(change);
  assert.deepEqual(versions(), ['base 1.0'], 'a plan touches nothing');
  assert.deepEqual(undo?.along?.map(({ name, version }) => `${name} ${version}`).sort(), [
    'deep 3',
    'lib 1.5',
    'right 2',
  ]);
  assert.deepEqual(undo?.packages.map(({ name, version }) => [name, version]).at(0), ['one', undefined]);
  rmSync(join(state, 'source'), { recursive: true });
  await installer.apply(change, undo);
  assert.deepEqual(versions().sort(), ['base 1.0', 'deep 3', 'lib 1.5', 'one 1.0', 'right 2']);
  await installer.revert(undo);
  assert.deepEqual(versions(), ['base 1.0']);
  installer.sweep?.();
  assert.equal(existsSync(join(state, 'debs')), false);
});

test('a dependency that must be newer is brought back to its old version', options, async (t) => {
  const one = debSample('one', '1.0', 'echo no luck; exit 1', 'Depends: base (>= 2)\n');
  const { installer, change, versions } = await staged(t, [one], [makeDeb('base', '2.0')]);
  const undo = await installer.plan(change);
  assert.ok(undo);
  await assert.rejects(installer.apply(change, undo), {
    code: 1409,
    component: 'deb:one',
    message: /no luck/,
  });
  assert.deepEqual(versions(), ['base 2.0', 'one half-configured']);
  await installer.revert(undo);
  assert.deepEqual(versions(), ['base 1.0']);
});

test('apt lists that are out of date are fetched again', options, async (t) => {
  const { installer, change, state, root } = await staged(t, [needy()], []);
  await assert.rejects(installer.plan(change), { code: 1498 });
  aptSource(root, join(state, 'source'), [makeDeb('lib', '2'), makeDeb('left', '1')]);
  assert.equal((await installer.plan(change))?.along?.length, 2);
});

const REFUSED: readonly (readonly [
  title: string,
  samples: () => Sample[],
  apt: (() => Buffer[]) | undefined,
  code: number,
  text: RegExp,
])[] = [
  [
    'a missing dependency without apt',
    () => [needy()],
    undefined,
    1498,
    /one 1\.0 needs lib \(>= 1\.5\); one 1\.0 needs left or right/,
  ],
  [
    'a dependency that no source has',
    () => [needy()],
    () => [makeDeb('lib', '1.0'), makeDeb('left', '1')],
    1498,
    /lib \(>= 1\.5\)/,
  ],
  [
    'a conflict with what is there',
    () => [debSample('one', '1.0', undefined, 'Conflicts: base (<< 2)\n')],
    undefined,
    1413,
    /one 1\.0 cannot be beside base 1\.0/,
  ],
  [
    'a conflict that apt would solve by a removal',
    () => [debSample('one', '1.0', undefined, 'Conflicts: base\n')],
    () => [],
    1413,
    /base would have to go/,
  ],
  [
    'two members that break each other',
    () => [debSample('one', '1.0'), debSample('two', '1.0', undefined, 'Breaks: one (<= 1.0)\n')],
    undefined,
    1413,
    /two 1\.0 cannot be beside one 1\.0/,
  ],
  [
    'an update that others cannot live with',
    () => [debSample('base', '2.0')],
    undefined,
    1498,
    /user 1 needs base \(<< 2\)/,
  ],
];
for (const [title, samples, apt, code, text] of REFUSED) {
  test(`refused before anything is touched: ${title}`, options, async (t) => {
    const { installer, change, versions, root } = await staged(t, samples(), apt?.());
    if (title.startsWith('an update')) installForeign(root, makeDeb('user', '1', 'Depends: base (<< 2)\n'));
    const before = versions();
    await assert.rejects(installer.plan(change), { code, message: text });
    assert.deepEqual(versions(), before);
  });
}

test('members of a set may need each other, through what they provide', options, async (t) => {
  const one = debSample('one', '1.0', undefined, 'Depends: engine (>= 2), two\n');
  const two = debSample('two', '1.0', undefined, 'Provides: engine (= 2.1)\n');
  const { installer, change, versions } = await staged(t, [one, two], undefined);
  const undo = await installer.plan(change);
  assert.ok(undo);
  await installer.apply(change, undo);
  assert.deepEqual(versions(), ['base 1.0', 'one 1.0', 'two 1.0']);
});

const WAYS: readonly (readonly [title: string, prepare: (state: string, root: string) => void])[] = [
  ["apt's cache", (_state, root) => cacheDeb(root, 'base_1.0_all.deb', makeDeb('base', '1.0'))],
  ['a source', (state, root) => aptSource(root, join(state, 'source'), [makeDeb('base', '1.0')])],
  ['its installed files', () => undefined],
];
for (const [title, prepare] of WAYS) {
  test(`a package that came without us is updated, its way back from ${title}`, options, async (t) => {
    const next = debSample('base', '2.0', 'exit 3');
    const { installer, change, versions, state, root } = await staged(t, [next], []);
    prepare(state, root);
    const undo = await installer.plan(change);
    assert.match(undo?.packages[0]?.deb ?? '', /^base_1\.0_all\.deb$/);
    assert.ok(undo);
    await assert.rejects(installer.apply(change, undo), { code: 1409, message: /exit status 3/ });
    await installer.revert(undo);
    assert.deepEqual(versions(), ['base 1.0']);
    assert.equal(readFileSync(join(root, 'opt/base/version'), 'utf8'), '1.0\n');
  });
}

test('what a killed dpkg has left in its journal counts', options, async (t) => {
  const { installer, change, versions, root } = await staged(t, [debSample('base', '2.0')], undefined);
  const undo = await installer.plan(change);
  assert.ok(undo);
  const stanza = readFileSync(join(root, 'var/lib/dpkg/status'), 'utf8').replace(
    'ok installed',
    'ok half-installed',
  );
  writeFileSync(join(root, 'var/lib/dpkg/updates/0000'), stanza);
  rmSync(join(root, 'opt/base'), { recursive: true });
  await installer.revert(undo);
  assert.deepEqual(versions(), ['base 1.0']);
  assert.ok(existsSync(join(root, 'opt/base/version')));
});

test('without any way back, a package that came without us is not updated', options, async (t) => {
  const { installer, change, versions, root } = await staged(t, [debSample('base', '2.0')], undefined);
  rmSync(join(root, 'opt/base/version'));
  await assert.rejects(installer.plan(change), { code: 1409, message: /base 1\.0 came without us/ });
  assert.deepEqual(versions(), ['base 1.0']);
});

test('dpkg waits for another one that is at work', options, async (t) => {
  const { installer, change, versions, root, state } = await staged(t, [debSample('one', '1.0')], undefined);
  const undo = await installer.plan(change);
  assert.ok(undo);
  const slow = 'touch "$DPKG_ROOT/begun"; until [ -e "$DPKG_ROOT/go" ]; do sleep 0.05; done';
  const other = installForeignSlowly(root, makeDeb('other', '1.0', '', slow));
  while (!existsSync(join(root, 'begun'))) await pause(10);
  const applying = installer.apply(change, undo);
  // Its first try must have met the lock: only then does letting go show that it tries again.
  while (!existsSync(join(state, 'run/dpkg@'))) await pause(1);
  while (existsSync(join(state, 'run/dpkg@'))) await pause(1);
  writeFileSync(join(root, 'go'), '');
  await Promise.all([applying, other]);
  assert.deepEqual(versions(), ['base 1.0', 'one 1.0', 'other 1.0']);
});
