import { rmSync } from 'node:fs';
import { asFailure, Failure, Stopped } from '../base/failure.ts';
import type { Context } from '../context.ts';
import { installerFor } from '../installers/installers.ts';
import { openOrders, type StoredOrder, setPhase } from '../journal/orders.ts';
import {
  allPackages,
  dropPackage,
  findPackage,
  type PackageRecord,
  putPackage,
} from '../journal/packages.ts';
import { verifyKept } from '../trust.ts';
import { consentGate, type Gate } from './consent-gate.ts';
import {
  checkOrdered,
  deliveredFile,
  deliverPackage,
  fetchPackage,
  partialFile,
  stagePackage,
  stageRecord,
} from './fetch-package.ts';
import { fail, failedItem, succeed } from './finish-order.ts';
import { runChange } from './run-change.ts';

/** Works on the open orders, oldest first, until none can go on. Throws Stopped. */
export async function runJobs(context: Context): Promise<'idle' | 'waiting'> {
  for (;;) {
    const open = openOrders(context.journal);
    let waiting = 0;
    for (const stored of open) {
      if (context.signal.aborted) throw new Stopped();
      if (await advance(context, stored)) break;
      waiting += 1;
    }
    if (waiting === open.length) return open.length === 0 ? 'idle' : 'waiting';
  }
}

/** One step of one order. False: it waits for somebody. */
async function advance(context: Context, stored: StoredOrder): Promise<boolean> {
  const { order } = stored;
  if (order.download !== undefined) return await advanceDownload(context, stored);
  if (order.delivered !== undefined) return await advanceDelivered(context, stored);
  await runChange(context, stored);
  return true;
}

async function advanceDownload(context: Context, stored: StoredOrder): Promise<boolean> {
  const { phase } = stored;
  if (phase.name === 'staged' || phase.name === 'changing') {
    await runChange(context, stored);
    return true;
  }
  if (phase.name === 'accepted') {
    const gate = await passGate(context, stored);
    if (gate !== 'open') return gate === 'refused';
  }
  await attempt(context, stored, () => fetchAndStage(context, stored));
  return true;
}

/** Asks the End User where an order's set wants it; a refusal ends the whole set. */
async function passGate(context: Context, stored: StoredOrder): Promise<Gate> {
  const gate = consentGate(context, stored);
  if (gate === 'refused') await refuseSet(context, stored);
  return gate;
}

/** "No" ends every order of the set that has not begun. */
async function refuseSet(context: Context, { order }: StoredOrder): Promise<void> {
  const same = openOrders(context.journal).filter(
    (other) => other.order.set?.name === order.set?.name && other.phase.name === 'accepted',
  );
  for (const other of same) {
    await fail(context, other, [failedItem(other, new Failure(1401, 'the End User said no'))]);
  }
}

async function fetchAndStage(context: Context, stored: StoredOrder): Promise<void> {
  const { order, phase } = stored;
  const pkgId = order.download?.pkgId ?? '';
  const ready = findPackage(context.journal, pkgId);
  if (ready !== undefined && ready.place !== 'delivered' && order.operation !== 'Download') {
    if (await stillSound(context, ready)) return await settleStaged(context, stored, ready);
  }
  if (ready !== undefined && ready.place !== 'delivered' && order.operation === 'Download')
    throw new Failure(1413, `the package is installed here already (${ready.place})`);
  const acceptance = phase.name === 'staging' ? phase.acceptance : await fetchPackage(context, stored);
  if (order.operation === 'Download') {
    const record = deliverPackage(context, order, acceptance);
    const item = { code: 1200, identifier: pkgId, pkgId };
    await succeed(context, stored, [item], () => putPackage(context.journal, record));
    return;
  }
  const staging = { ...stored, phase: { name: 'staging', acceptance } } as const;
  await attempt(context, staging, async () => {
    const record = await stagePackage(context, order, acceptance);
    await settleStaged(context, staging, record);
    rmSync(partialFile(context.state, pkgId), { force: true });
  });
}

/** An unpacked package of an earlier attempt can be used again when every byte of it is still as signed. */
async function stillSound(context: Context, record: PackageRecord): Promise<boolean> {
  try {
    const verified = verifyKept(context.config, record);
    await installerFor(context.installers, record.manifest.payload).check(verified, record.pkgId);
    return true;
  } catch {
    return false;
  }
}

/** The package lies ready: the end of the order, or the start of its activation. */
async function settleStaged(context: Context, stored: StoredOrder, record: PackageRecord): Promise<void> {
  const { journal } = context;
  const { pkgId, manifest } = record;
  if (stored.order.operation === 'DownloadInstall' || stored.order.operation === 'Install') {
    const place = findPackage(journal, pkgId)?.place ?? 'absent';
    const before = place === 'absent' || place === 'delivered' ? ({ before: place } as const) : {};
    journal.transaction(() => {
      putPackage(journal, record);
      setPhase(journal, stored.id, { name: 'staged', pkgId, ...before }, context.now());
    });
    return;
  }
  const item = { code: 1200, identifier: manifest.component, pkgId };
  await succeed(context, stored, [item], () => putPackage(journal, record));
}

async function advanceDelivered(context: Context, stored: StoredOrder): Promise<boolean> {
  const { order, phase } = stored;
  if (phase.name === 'staged' || phase.name === 'changing') {
    await runChange(context, stored);
    return true;
  }
  if (phase.name === 'accepted') {
    const gate = await passGate(context, stored);
    if (gate !== 'open') return gate === 'refused';
  }
  await attempt(context, stored, async () => {
    const pkgId = order.delivered?.pkgId ?? '';
    const found = allPackages(context.journal).find(
      (entry) => entry.pkgId === pkgId && entry.place === 'delivered',
    );
    if (order.operation === 'Remove') {
      if (found) rmSync(deliveredFile(context.state, pkgId), { force: true });
      const item = { code: 1200, identifier: pkgId, pkgId };
      await succeed(context, stored, [item], () => found && dropPackage(context.journal, pkgId));
      return;
    }
    if (found === undefined) throw new Failure(1405, 'the delivered package is gone');
    checkOrdered(verifyKept(context.config, found), order);
    await stageRecord(context, found, deliveredFile(context.state, pkgId));
    await settleStaged(context, stored, { ...found, place: 'inactive' });
  });
  return true;
}

/** Runs a step; what goes wrong ends the order with its code. Stopping is passed on. */
async function attempt(context: Context, stored: StoredOrder, step: () => Promise<void>): Promise<void> {
  try {
    await step();
  } catch (error) {
    if (error instanceof Stopped) throw error;
    const staging = stored.phase.name === 'staging' || stored.order.download === undefined;
    const failure = staging ? asFailure(error, 1405, 1406) : asFailure(error, 1402, 1404);
    await fail(context, stored, [failedItem(stored, failure)]);
  }
}
