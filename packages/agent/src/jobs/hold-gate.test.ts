import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { NOW, sample } from '../../test/packages.ts';
import { type JobRig, jobRig, setOf } from '../../test/rig.ts';
import { LIMITS } from '../base/limits.ts';
import { readHistory } from '../journal/history.ts';
import { currentLocks, dropLock, takeLock } from '../journal/locks.ts';
import { openOrders } from '../journal/orders.ts';
import { holding } from './hold-gate.ts';
import { runJobs } from './run-jobs.ts';
import { waitingFor } from './waiting-for.ts';

const one = sample('com.example.one', '1.0');
const SILENT = { mode: 'silent', deferralsMax: 0 } as const;
const later = (seconds: number) => new Date(Date.parse(NOW) + seconds * 1000).toISOString();
const lock = (owner: string, seconds: number) => ({
  owner,
  reason: 'driving',
  since: NOW,
  until: later(seconds),
});

/** A policy whose blackout begins an hour before NOW and ends `minutes` after it, by the clock of this machine. */
function blackout(minutes: number) {
  const clock = (at: string) =>
    new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(
      new Date(at),
    );
  return { ...SILENT, blackout: [{ from: clock(later(-3600)), to: clock(later(minutes * 60)) }] };
}

/** One package downloaded under a policy, and the order to switch it on. */
async function staged(t: TestContext, policy: Parameters<typeof setOf>[1]): Promise<JobRig> {
  const rig = await jobRig(t, [one]);
  rig.download('DownloadInstallInactive', one, setOf([one], policy));
  await runJobs(rig.context);
  assert.deepEqual(rig.reports(), ['com.example.one 1200'], 'downloads go on');
  rig.order({ operation: 'ActivateSet', correlator: 'c-1', set: setOf([one], policy) });
  return rig;
}

test('nothing is installed in blackout hours, not even after a restart; then it is', async (t) => {
  const rig = await staged(t, blackout(30));
  assert.equal(await runJobs(rig.context), 'waiting');
  assert.deepEqual(rig.reports(), ['held: blackout']);
  const again = await rig.restart();
  again.now = later(29 * 60 + 59);
  assert.equal(await runJobs(again.context), 'waiting');
  assert.deepEqual(again.reports(), [], 'said once');
  again.now = later(30 * 60);
  assert.equal(await runJobs(again.context), 'idle');
  assert.deepEqual(again.reports(), ['com.example.one 1200']);
  assert.deepEqual(await again.components(), ['one 1.0 active']);
});

test('a deadline does not break the blackout', async (t) => {
  const rig = await staged(t, { ...blackout(30), deadline: later(-60) });
  assert.equal(await runJobs(rig.context), 'waiting');
});

test('a lock holds a switch up until it is given back', async (t) => {
  const rig = await staged(t, SILENT);
  const { journal } = rig.context;
  takeLock(journal, lock('navigation', 600));
  assert.equal(await runJobs(rig.context), 'waiting');
  assert.deepEqual(rig.reports(), ['held: lock']);
  const [order] = openOrders(journal);
  assert.ok(order);
  assert.deepEqual(waitingFor(journal, order, NOW), {
    kind: 'held',
    held: { reason: 'lock', at: NOW, until: later(600), detail: 'navigation (driving)' },
  });
  assert.equal(dropLock(journal, 'navigation', NOW), true);
  assert.equal(await runJobs(rig.context), 'idle');
  assert.deepEqual(await rig.components(), ['one 1.0 active']);
});

test('a lock runs out by itself, and the history says so', async (t) => {
  const rig = await staged(t, SILENT);
  const { journal } = rig.context;
  takeLock(journal, lock('navigation', 600));
  await runJobs(rig.context);
  rig.now = later(600);
  assert.deepEqual(currentLocks(journal, rig.now), []);
  assert.equal(await runJobs(rig.context), 'idle');
  const lines = readHistory(journal, 50).filter(({ kind }) => kind === 'lock' || kind === 'hold');
  assert.deepEqual(
    lines.map(({ detail }) => detail),
    [
      `navigation locks until ${later(600)}: driving`,
      `ActivateSet ./SCOMO/Ext/Scomo/Sets/s: lock of navigation (driving) until ${later(600)}`,
      'navigation ran out',
    ],
  );
});

test('a wait that lasts longer than said is said again', async (t) => {
  const rig = await staged(t, SILENT);
  const { journal } = rig.context;
  takeLock(journal, lock('navigation', 60));
  await runJobs(rig.context);
  takeLock(journal, lock('navigation', 120));
  await runJobs(rig.context);
  assert.deepEqual(rig.reports(), ['held: lock']);
  rig.now = later(60);
  await runJobs(rig.context);
  assert.deepEqual(rig.reports(), ['held: lock']);
});

test('locks hold single operations up, too', async (t) => {
  const rig = await jobRig(t, [one]);
  takeLock(rig.context.journal, lock('navigation', 60));
  rig.download('DownloadInstall', one);
  assert.equal(await runJobs(rig.context), 'waiting');
  assert.deepEqual(await rig.components(), ['one 1.0 inactive']);
  dropLock(rig.context.journal, 'navigation', NOW);
  assert.equal(await runJobs(rig.context), 'idle');
  assert.deepEqual(rig.reports(), ['com.example.one 1200']);
});

test('the longest lock counts, until the policy has no more patience', () => {
  const locks = [lock('b', 900), lock('a', 60)];
  const held = (policy: object, now = NOW) => holding({ ...SILENT, ...policy }, locks, now)?.until;
  assert.equal(held({}), later(900));
  assert.equal(held({ deadline: later(60) }), later(900), 'a deadline alone breaks no lock');
  assert.equal(held({ deadline: later(60), lockSecondsMax: 60 }), later(120));
  assert.equal(held({ deadline: later(60), lockSecondsMax: 60 }, later(120)), undefined);
  assert.equal(held({ deadline: later(-60), lockSecondsMax: 60 }), undefined);
  assert.equal(holding(undefined, locks, NOW)?.detail, 'b (driving)');
});

test('there are only so many locks; one that is held is held for longer all the same', async (t) => {
  const { journal } = (await jobRig(t, [])).context;
  const taken = Array.from({ length: LIMITS.locksMax }, (_, i) => takeLock(journal, lock(`p${i}`, 60)));
  assert.ok(taken.every(Boolean));
  assert.equal(takeLock(journal, lock('one-more', 60)), false);
  assert.equal(takeLock(journal, lock('p0', 120)), true);
  assert.equal(dropLock(journal, 'one-more', NOW), false);
});
