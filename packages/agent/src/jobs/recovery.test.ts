import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { noDpkg } from '@scomo/testkit';
import { debSample } from '../../test/debs.ts';
import { NOW, sample, script, trust } from '../../test/packages.ts';
import { type JobRig, jobRig, setOf } from '../../test/rig.ts';
import { applyChange, openInstallers, planChange } from '../installers/installers.ts';
import { writeFact } from '../journal/facts.ts';
import { openJournal } from '../journal/journal.ts';
import { openOrders, type Phase, setPhase } from '../journal/orders.ts';
import { unanswered } from '../journal/spool.ts';
import { recordsOf } from '../privileged/plan-request.ts';
import type { ChangeNote } from '../privileged/run-change.ts';
import { partialFile } from './fetch-package.ts';
import { planOrder } from './plan-order.ts';
import { runJobs } from './run-jobs.ts';

const SILENT = { mode: 'silent', deferralsMax: 0 } as const;
const one1 = sample('com.example.one', '1.0');
const two1 = sample('com.example.two', '1.0');
const one2 = sample('com.example.one', '2.0', { counter: 2 });
const two2 = sample('com.example.two', '2.0', { counter: 2 });
const OLD = ['one 1.0 active', 'two 1.0 active'];
const NEW = ['one 2.0 active', 'two 2.0 active'];
const activeOf = async (rig: JobRig) => (await rig.components()).filter((line) => line.includes(' active'));

/** Old versions run, new ones are staged, the order to switch is accepted. */
async function readyToSwitch(t: Parameters<typeof jobRig>[0]): Promise<JobRig> {
  const rig = await jobRig(t, [one1, two1, one2, two2]);
  for (const each of [one1, two1]) rig.download('DownloadInstall', each);
  for (const each of [one2, two2]) rig.download('DownloadInstallInactive', each, setOf([one2, two2], SILENT));
  await runJobs(rig.context);
  assert.equal(rig.reports().length, 4);
  rig.order({ operation: 'ActivateSet', set: setOf([one2, two2], SILENT) });
  return rig;
}

/** Notes the change of the open order on both sides, as far as it had come; `switched`: and carries it out. */
async function put(rig: JobRig, more: Partial<ChangeNote>, switched = false): Promise<ChangeNote> {
  const { journal, state, config } = rig.context;
  const [stored] = openOrders(journal);
  assert.ok(stored);
  const plan = await planOrder(rig.context, stored);
  setPhase(journal, stored.id, { name: 'changing', id: 'the-change', plan }, NOW);
  const { activate, deactivate, remove, drop, fresh } = plan;
  const request = { id: 'the-change', activate, deactivate, remove, drop, fresh, code: 1409 } as const;
  const own = openJournal(state, 'installer');
  try {
    const installers = openInstallers(state, own, config.installers);
    const change = { activate: recordsOf(own, activate), deactivate, remove };
    const undo = await planChange(installers, change);
    const note: ChangeNote = { request, step: 'planned', undo, starts: 0, ...more };
    writeFact(own, 'change', note);
    if (switched) await applyChange(installers, change, undo);
    return note;
  } finally {
    own.close();
  }
}

/** The change is carried out, but the order does not know yet. */
async function untold(rig: JobRig): Promise<unknown> {
  const { request } = await put(rig, {});
  return rig.context.installer.apply(request);
}

const failure = { code: 1409, detail: 'sick' } as const;

/** Where the agent died, and what must come of it. */
const DEATHS: readonly (readonly [string, (rig: JobRig) => Promise<unknown>, 'old' | 'new'])[] = [
  ['accepted', async () => undefined, 'new'],
  ['planned', (rig) => put(rig, {}), 'new'],
  ['switching, pointer still old', (rig) => put(rig, { step: 'switching' }), 'new'],
  ['switching, pointer already new', (rig) => put(rig, { step: 'switching' }, true), 'new'],
  ['switched, not probed', (rig) => put(rig, { step: 'switched', starts: 1 }, true), 'new'],
  ['switched, third death while starting', (rig) => put(rig, { step: 'switched', starts: 3 }, true), 'old'],
  ['reverting, pointer still new', (rig) => put(rig, { step: 'reverting', failure }, true), 'old'],
  [
    'reverting, pointer old again',
    (rig) => put(rig, { step: 'reverting', failure: { ...failure, component: 'com.example.two' } }),
    'old',
  ],
  ['changed, and nobody was told', untold, 'new'],
];
for (const [title, die, outcome] of DEATHS) {
  test(`killed while ${title}: all ${outcome}, one report`, async (t) => {
    let rig = await readyToSwitch(t);
    await die(rig);
    rig = await rig.restart();
    await runJobs(rig.context);
    assert.deepEqual(await activeOf(rig), outcome === 'new' ? NEW : OLD);
    assert.equal(unanswered(rig.context.journal).length, 1, 'one alert');
    const codes = rig.reports().map((line) => line.split(' ')[1]);
    assert.deepEqual(codes.sort(), outcome === 'new' ? ['1200', '1200'] : ['1409', '1497']);
    rig = await rig.restart();
    await runJobs(rig.context);
    assert.deepEqual(rig.reports(), [], 'a second restart reports nothing');
  });
}

const acceptance = { time: NOW, trust };
/** Phases of a download, what is on the disk, and requests that are still needed. */
const DOWNLOADS: readonly (readonly [string, Phase, 'none' | 'half' | 'whole' | 'wrong', number])[] = [
  ['accepted', { name: 'accepted' }, 'none', 1],
  ['downloading, nothing yet', { name: 'downloading' }, 'none', 1],
  ['downloading, half', { name: 'downloading', acceptance, etag: '"v1"' }, 'half', 1],
  ['downloading, whole', { name: 'downloading', acceptance }, 'whole', 0],
  ['downloading, damaged', { name: 'downloading', acceptance }, 'wrong', 1],
  ['staging', { name: 'staging', acceptance }, 'whole', 0],
];
for (const [title, phase, disk, requests] of DOWNLOADS) {
  test(`killed while ${title}: staged once, one report`, async (t) => {
    let rig = await jobRig(t, [one1]);
    rig.download('DownloadInstallInactive', one1);
    const [stored] = openOrders(rig.context.journal);
    setPhase(rig.context.journal, stored?.id ?? 0, phase, NOW);
    const bytes = Buffer.from(one1.bytes);
    if (disk === 'half') writeFileSync(partialFile(rig.context.state, one1.pkgId), bytes.subarray(0, 900));
    if (disk === 'wrong') bytes[bytes.length - 3]! ^= 1;
    if (disk === 'whole' || disk === 'wrong')
      writeFileSync(partialFile(rig.context.state, one1.pkgId), bytes);
    rig = await rig.restart();
    await runJobs(rig.context);
    assert.deepEqual(
      [await rig.components(), rig.reports(), rig.downloads.length],
      [['one 1.0 inactive'], ['com.example.one 1200'], requests],
    );
  });
}

test('staging whose file is lost fails with a report, not for ever', async (t) => {
  let rig = await jobRig(t, [one1]);
  rig.download('DownloadInstallInactive', one1);
  const [stored] = openOrders(rig.context.journal);
  setPhase(rig.context.journal, stored?.id ?? 0, { name: 'staging', acceptance }, NOW);
  rmSync(join(rig.context.state, 'downloads'), { recursive: true });
  rig = await rig.restart();
  await runJobs(rig.context);
  assert.deepEqual(rig.reports(), [`${one1.pkgId} 1405`]);
});

test('a change that cannot be taken back shows as failed, and is taken back at the next start', async (t) => {
  const spoil = script('bin/say', 'mkdir -p "$SCOMO_AGENT_STATE/current.new/x"; exit 1');
  const sick2 = sample('com.example.one', '2.0', { counter: 2 }, [spoil]);
  let rig = await jobRig(t, [one1, sick2]);
  rig.download('DownloadInstall', one1);
  rig.download('DownloadInstallInactive', sick2, setOf([sick2], SILENT));
  await runJobs(rig.context);
  rig.reports();
  rig.order({ operation: 'ActivateSet', set: setOf([sick2], SILENT) });
  await runJobs(rig.context);
  assert.deepEqual(rig.reports(), ['com.example.one 1409']);
  assert.deepEqual(await activeOf(rig), ['one 2.0 active 40']);
  await rig.context.installer.sweep();
  rmSync(join(rig.context.state, 'current.new'), { recursive: true });
  rig = await rig.restart();
  assert.deepEqual(await activeOf(rig), ['one 1.0 active']);
});

const skip = noDpkg();
test(
  'killed while package scripts ran: never run again, rolled back',
  skip === undefined ? {} : { skip },
  async (t) => {
    const old = debSample('tool', '1.0');
    const next = debSample('tool', '2.0', 'echo x >> "$DPKG_ROOT/marks"');
    let rig = await jobRig(t, [old, next]);
    rig.download('DownloadInstall', old);
    rig.download('DownloadInstallInactive', next);
    await runJobs(rig.context);
    rig.reports();
    rig.order({ operation: 'ActivateSet', set: setOf([next], SILENT) });
    await put(rig, { step: 'switching' }, true);
    rig = await rig.restart();
    await runJobs(rig.context);
    assert.deepEqual(rig.reports(), ['deb:tool 1409']);
    assert.deepEqual(await activeOf(rig), ['tool 1.0 active']);
  },
);
