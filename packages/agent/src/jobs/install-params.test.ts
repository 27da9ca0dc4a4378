import assert from 'node:assert/strict';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { sample, script } from '../../test/packages.ts';
import { jobRig } from '../../test/rig.ts';
import { LIMITS } from '../base/limits.ts';
import { findChild, leafText, loadTree, MO_ROOT, presentTree } from '../session/device-tree.ts';
import { runJobs } from './run-jobs.ts';

const PARAMS = 'site=Löwen "1"\nmode=$HOME';
const files = [
  script('bin/say', 'printf %s "$SCOMO_INSTALL_PARAMS"'),
  script(
    'bin/serve',
    'printf %s "$SCOMO_INSTALL_PARAMS" >"$SCOMO_AGENT_STATE/seen.new"; mv "$SCOMO_AGENT_STATE/seen.new" "$SCOMO_AGENT_STATE/seen"; sleep 600',
  ),
];
const activation = { start: ['bin/serve'], probe: { argv: ['bin/say'], timeoutMs: 5000 } };
const one = sample('com.example.one', '1.0', { activation }, files);

test('InstallParams reach the programs of a package as they were sent, also after a restart', async (t) => {
  let rig = await jobRig(t, [one]);
  const seen = join(rig.context.state, 'seen');
  rig.download('DownloadInstall', one, undefined, PARAMS);
  await runJobs(rig.context);
  assert.deepEqual(rig.reports(), ['com.example.one 1200']);
  while (!existsSync(seen)) await pause(10);
  assert.equal(readFileSync(seen, 'utf8'), PARAMS);
  rmSync(seen);
  rig = await rig.restart();
  while (!existsSync(seen)) await pause(10);
  assert.equal(readFileSync(seen, 'utf8'), PARAMS);
});

test('P23 a delivered package is installed with the InstallParams of its node', async (t) => {
  const rig = await jobRig(t, [one]);
  const seen = join(rig.context.state, 'seen');
  rig.download('Download', one, undefined, 'as downloaded');
  await runJobs(rig.context);
  const tree = presentTree(rig.context, loadTree(rig.context), await rig.context.installer.inventory(false));
  const node = findChild(tree, `${MO_ROOT}/Inventory/Delivered`, (text) => text('PkgID') === one.pkgId);
  assert.ok(node);
  assert.equal(leafText(tree, `${node}/InstallParams`), 'as downloaded');
  rig.order({ operation: 'Install', node, delivered: { pkgId: one.pkgId, installParams: PARAMS } });
  await runJobs(rig.context);
  while (!existsSync(seen)) await pause(10);
  assert.equal(readFileSync(seen, 'utf8'), PARAMS);
});

const { installParamsBytesMax: max } = LIMITS;
for (const [text, code] of [
  ['x'.repeat(max), 1200],
  ['x'.repeat(max + 1), 1413],
  ['\0', 1413],
] as const) {
  test(`InstallParams of ${text.length} octets end with ${code}`, async (t) => {
    const rig = await jobRig(t, [one]);
    rig.download('DownloadInstall', one, undefined, text);
    await runJobs(rig.context);
    assert.deepEqual(
      rig.reports().map((line) => line.split(' ')[1]),
      [String(code)],
    );
  });
}
