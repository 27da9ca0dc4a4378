import assert from 'node:assert/strict';
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { freshFolder } from '../../../test/folder.ts';
import { installerContract } from '../../../test/installer-contract.ts';
import { noJq, TAR_PLUGIN, tarSample } from '../../../test/plugins.ts';
import { LIMITS } from '../../base/limits.ts';
import { checkHealth } from '../../supervisor/probe.ts';
import { createSupervisor } from '../../supervisor/supervisor.ts';
import { parseComponents, parseError, parsePlan } from './answers.ts';
import { execInstaller } from './exec.ts';

const skip = noJq();
const options = skip === undefined ? {} : { skip };

installerContract({
  name: 'tar plug-in',
  ...(skip !== undefined && { skip }),
  open: (state, _kept, held) => execInstaller({ state, name: 'tar', command: [TAR_PLUGIN], held }),
  make: (name, version) => tarSample(name, version),
  broken: (name, version) => tarSample(name, version, Buffer.from('no archive'), 'x.zip'),
  canDeactivate: false,
});

test('plug-in: its components run with their InstallParams', options, async (t) => {
  const state = freshFolder(t);
  const one = tarSample('one', '1.0');
  const record = { ...one.record, installParams: 'blue' };
  const installer = execInstaller({ state, name: 'tar', command: [TAR_PLUGIN], held: () => [record] });
  writeFileSync(join(state, 'f'), one.bytes);
  await installer.stage(one.verified, one.pkgId, join(state, 'f'));
  const change = { activate: [record], deactivate: [], remove: [] };
  await installer.apply(change, await installer.plan(change));
  await installer.refresh?.();
  const [component] = installer.active();
  assert.ok(component);
  const supervisor = createSupervisor(state);
  t.after(() => supervisor.stopAll());
  assert.deepEqual(await checkHealth(state, component, supervisor), {
    healthy: true,
    detail: 'one 1.0 blue',
  });
});

/** A plug-in that is this shell script. */
function scripted(t: TestContext, body: string) {
  const state = freshFolder(t);
  const program = join(state, 'plugin');
  writeFileSync(program, `#!/bin/sh\n${body}\n`);
  chmodSync(program, 0o755);
  const installer = execInstaller({ state, name: 'tar', command: [program], held: () => [] });
  const { record } = tarSample('one', '1.0');
  return { installer, plan: () => installer.plan({ activate: [record], deactivate: [], remove: [] }) };
}

const ANSWERS: readonly (readonly [title: string, body: string, error: object])[] = [
  [
    'its own code and words',
    'echo \'{"error":{"code":1498,"detail":"no loop device","component":"tar:one"}}\'; exit 1',
    { code: 1498, message: 'tar: no loop device', component: 'tar:one' },
  ],
  [
    'a code that is none',
    'echo \'{"error":{"code":200,"detail":"odd"}}\'; exit 1',
    { name: 'Error', message: 'plug-in tar plan: exit 1: odd' },
  ],
  [
    'only words on standard error',
    'echo gone wrong >&2; exit 3',
    { name: 'Error', message: 'plug-in tar plan: exit 3: gone wrong' },
  ],
  ['a signal', 'kill -9 $$', { name: 'Error', message: 'plug-in tar plan: killed by SIGKILL' }],
  ['no JSON', 'echo done', { name: 'PluginFault', message: /not JSON/ }],
  ['a list', 'echo "[]"', { name: 'PluginFault', message: /one JSON object/ }],
  ['nothing', ':', { name: 'PluginFault', message: /not JSON/ }],
  ['no end of it', 'yes', { name: 'Error', message: /more than 4194304 octets/ }],
  [
    'an undo too large',
    `printf '{"undo":"'; head -c ${LIMITS.pluginUndoBytesMax} /dev/zero | tr '\\0' x; printf '"}'`,
    { name: 'PluginFault', message: /undo has more/ },
  ],
];
for (const [title, body, error] of ANSWERS) {
  test(`plug-in: a failure with ${title}`, (t) => assert.rejects(scripted(t, body).plan(), error));
}

test('plug-in: a child that it leaves behind keeps nobody waiting', async (t) => {
  const { plan } = scripted(t, 'sleep 600 & echo \'{"undo":1}\'');
  assert.equal(await plan(), 1);
});

test('plug-in: one that cannot be started is a failure, and finds nothing', async (t) => {
  const state = freshFolder(t);
  const installer = execInstaller({ state, name: 'tar', command: ['/nowhere'], held: () => [] });
  await installer.refresh?.();
  assert.deepEqual(installer.active(), []);
  const { record } = tarSample('one', '1.0');
  await assert.rejects(
    installer.plan({ activate: [record], deactivate: [], remove: [] }),
    /could not be started/,
  );
});

test('plug-in: what cannot be listed stays as it was found last', async (t) => {
  const good = '{"components":[{"id":"tar:a","version":"1","broken":"no disk"}]}';
  const { installer } = scripted(t, `[ -e seen ] && exit 9; touch seen; echo '${good}'`);
  await installer.refresh?.();
  await installer.refresh?.();
  assert.deepEqual(installer.active(), [
    {
      id: 'tar:a',
      version: '1',
      pkgId: '',
      name: 'tar:a',
      description: '',
      envType: 'tar',
      broken: 'no disk',
    },
  ]);
});

test('plug-in: a component of another prefix is not taken', async (t) => {
  const { installer } = scripted(t, 'echo "{}"');
  const odd = tarSample('one', '1.0');
  const verified = { ...odd.verified, manifest: { ...odd.verified.manifest, component: 'deb:one' } };
  await assert.rejects(installer.stage(verified, odd.pkgId, '/nowhere'), { code: 1413 });
});

const BAD: readonly (readonly [string, RegExp])[] = [
  ['{}', /must be a list/],
  ['{"components":[1]}', /must be an object/],
  ['{"components":[{"id":"deb:a","version":"1"}]}', /does not begin with tar:/],
  ['{"components":[{"id":"tar:a/b","version":"1"}]}', /id of a component/],
  ['{"components":[{"id":"tar:a"}]}', /version of a component/],
  ['{"components":[{"id":"tar:a","version":"1\\n"}]}', /version of a component/],
  ['{"components":[{"id":"tar:a","version":"1","package":"sha1:x"}]}', /package of a component/],
  ['{"components":[{"id":"tar:a","version":"1","dir":"x"}]}', /dir of a component/],
  ['{"components":[{"id":"tar:a","version":"1"},{"id":"tar:a","version":"2"}]}', /there twice/],
];
for (const [answer, fault] of BAD) {
  test(`plug-in: ${answer} is no listing`, () => {
    assert.throws(() => parseComponents(answer, 'tar'), { name: 'PluginFault', message: fault });
  });
}

test('plug-in: as many components as the limit says, and no more', () => {
  const listing = (count: number) =>
    JSON.stringify({
      components: Array.from({ length: count }, (_, at) => ({ id: `tar:${at}`, version: '1' })),
    });
  const { pluginComponentsMax: max } = LIMITS;
  assert.equal(parseComponents(listing(max), 'tar').length, max);
  assert.throws(() => parseComponents(listing(max + 1), 'tar'), /more than 10000/);
  const { pluginUndoBytesMax } = LIMITS;
  assert.ok(parsePlan(JSON.stringify({ undo: 'x'.repeat(pluginUndoBytesMax - 2) })));
  assert.throws(
    () => parsePlan(JSON.stringify({ undo: 'x'.repeat(pluginUndoBytesMax - 1) })),
    /undo has more/,
  );
});

test('plug-in: an error that says nothing', () => {
  for (const answer of ['', '{}', '{"error":null}', '{"error":{"code":1409}}', '[]'])
    assert.equal(parseError(answer), undefined);
});
