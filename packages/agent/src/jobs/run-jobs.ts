import { rmSync } from 'node:fs';
import type { ScomoOrder } from '@scomo/scomo';
import { asFailure, Failure, Stopped } from '../base/failure.ts';
import type { Context } from '../context.ts';
import { openOrders, type StoredOrder, setPhase } from '../journal/orders.ts';
import { dropPackage, findPackage, noteInstalled, putPackage } from '../journal/packages.ts';
import type { HeldPackage } from '../privileged/port.ts';
import { verifyKept } from '../privileged/trust.ts';
import { checkLists } from './check-lists.ts';
import { checkOrdered } from './check-ordered.ts';
import { consentGate, type Gate } from './consent-gate.ts';
import { deliveredFile, deliverPackage, fetchPackage, partialFile } from './fetch-package.ts';
import { fail, failedItem, succeed } from './finish-order.ts';
import { holdGate } from './hold-gate.ts';
import { preflight } from './preflight.ts';
import { rebootGate } from './reboot.ts';
import { runChange } from './run-change.ts';

/** Works on the open orders of the account's server, oldest first, until none can go on. Throws Stopped. */
export async function runJobs(context: Context): Promise<'idle' | 'waiting'> {
  for (;;) {
    const open = openOrders(context.journal, context.config.serverId);
    let waiting = 0;
    for (const stored of open) {
      if (context.signal.aborted) throw new Stopped();
      if (await advance(context, stored)) break;
      waiting += 1;
    }
    if (waiting === open.length) return open.length === 0 ? 'idle' : 'waiting';
  }
}

/** Ends what an agent was in the middle of when it was killed: until then no order may change any software. Throws Stopped. */
export async function settleChanges(contexts: readonly Context[]): Promise<void> {
  const [first] = contexts;
  for (const stored of first === undefined ? [] : openOrders(first.journal)) {
    const own = contexts.find(({ config }) => config.serverId === stored.order.serverId) ?? first;
    if (own !== undefined && stored.phase.name === 'changing') await change(own, stored);
  }
}

/** One change of the software at a time, whoever ordered it. */
async function change(context: Context, stored: StoredOrder): Promise<void> {
  await context.installing(() => runChange(context, stored));
}

/** One step of one order. False: it waits for somebody. */
async function advance(context: Context, stored: StoredOrder): Promise<boolean> {
  const { order } = stored;
  if (order.download !== undefined) return await advanceDownload(context, stored);
  if (order.delivered !== undefined) return await advanceDelivered(context, stored);
  return await advanceChange(context, stored);
}

/** A change that has begun is carried to its end; before, the End User, the hour and locks may hold it back. */
async function advanceChange(context: Context, stored: StoredOrder): Promise<boolean> {
  if (stored.phase.name !== 'changing') {
    const gate = await passGate(context, stored);
    if (gate !== 'open') return gate === 'refused';
    if (holdGate(context, stored) === 'waiting') return false;
    const power = await preflight(context, stored);
    if (power !== 'open') return power === 'refused';
  }
  await change(context, stored);
  return true;
}

async function advanceDownload(context: Context, stored: StoredOrder): Promise<boolean> {
  const { phase } = stored;
  if (phase.name === 'staged' || phase.name === 'changing') return await advanceChange(context, stored);
  if (isFetchedAlready(context, stored)) return false;
  if (phase.name === 'accepted') {
    const gate = await passGate(context, stored);
    if (gate !== 'open') return gate === 'refused';
    if (!rebootGate(context, stored)) return false;
    const power = await preflight(context, stored);
    if (power !== 'open') return power === 'refused';
  }
  await attempt(context, stored, () => fetchAndStage(context, stored));
  return true;
}

/** Two servers of one authority may order the same package: the second one waits for what becomes of the first. */
function isFetchedAlready({ journal }: Context, { id, order }: StoredOrder): boolean {
  const same = ({ order: other }: StoredOrder) =>
    other.serverId !== order.serverId && other.download?.pkgId === order.download?.pkgId;
  return openOrders(journal).some((other) => other.id < id && same(other));
}

/** Asks the End User where an order's set wants it; a refusal ends the whole set. */
async function passGate(context: Context, stored: StoredOrder): Promise<Gate> {
  const gate = await consentGate(context, stored);
  if (gate === 'refused') await refuseSet(context, stored);
  return gate;
}

/** "No" ends every order of the set that has not begun. */
async function refuseSet(context: Context, { order }: StoredOrder): Promise<void> {
  const same = openOrders(context.journal, order.serverId).filter(
    (other) => other.order.set?.name === order.set?.name && other.phase.name === 'accepted',
  );
  const refusal = new Failure(1401, 'the End User said no');
  for (const other of same) {
    const { operation, set } = other.order;
    const members = operation === 'ActivateSet' ? (set?.members ?? []) : [];
    const items = members.map(({ component, pkgId }) => ({
      ...{ code: refusal.code, identifier: component, detail: refusal.message, pkgId },
    }));
    await fail(context, other, items.length > 0 ? items : [failedItem(other, refusal)]);
  }
}

async function fetchAndStage(context: Context, stored: StoredOrder): Promise<void> {
  const { order, phase } = stored;
  const pkgId = order.download?.pkgId ?? '';
  if (phase.name !== 'staging') {
    const ready = await heldPackage(context, pkgId);
    if (ready !== undefined && order.operation === 'Download')
      throw new Failure(1413, `the package is installed here already (${ready.place})`);
    const sound = ready && (await stage(context, order, pkgId).catch(() => undefined));
    if (sound !== undefined) return await settleStaged(context, stored, sound, false);
  }
  const acceptance = phase.name === 'staging' ? phase.acceptance : await fetchPackage(context, stored);
  if (order.operation === 'Download') {
    const record = deliverPackage(context, order, acceptance);
    const item = { code: 1200, identifier: pkgId, pkgId };
    await succeed(context, stored, [item], () => putPackage(context.journal, record));
    return;
  }
  const staging = { ...stored, phase: { name: 'staging', acceptance } } as const;
  await attempt(context, staging, async () => {
    await settleStaged(context, staging, await stage(context, order, pkgId), true);
    rmSync(partialFile(context.state, pkgId), { force: true });
  });
}

async function heldPackage({ installer }: Context, pkgId: string): Promise<HeldPackage | undefined> {
  const { packages } = await installer.inventory(false);
  return packages.find((entry) => entry.pkgId === pkgId);
}

function stage(
  context: Context,
  { serverId, download, delivered }: ScomoOrder,
  pkgId: string,
): Promise<HeldPackage> {
  const installParams = (download ?? delivered)?.installParams ?? '';
  return context.installer.stage({ pkgId, serverId, installParams, time: context.now() });
}

/** The package lies ready: the end of the order, or the start of its activation. `fresh`: it was staged for this order. */
async function settleStaged(
  context: Context,
  stored: StoredOrder,
  { pkgId, component }: HeldPackage,
  fresh: boolean,
): Promise<void> {
  const { journal } = context;
  const { operation } = stored.order;
  if (operation === 'DownloadInstall' || operation === 'Install') {
    setPhase(journal, stored.id, { name: 'staged', pkgId, fresh }, context.now());
    return;
  }
  const item = { code: 1200, identifier: component, pkgId };
  await succeed(context, stored, [item], () => noteInstalled(journal, stored.order));
}

async function advanceDelivered(context: Context, stored: StoredOrder): Promise<boolean> {
  const { order, phase } = stored;
  if (phase.name === 'staged' || phase.name === 'changing') return await advanceChange(context, stored);
  if (phase.name === 'accepted') {
    const gate = await passGate(context, stored);
    if (gate !== 'open') return gate === 'refused';
    if (!rebootGate(context, stored)) return false;
  }
  await attempt(context, stored, async () => {
    const pkgId = order.delivered?.pkgId ?? '';
    const found = findPackage(context.journal, pkgId);
    if (order.operation === 'Remove') {
      if (found) rmSync(deliveredFile(context.state, pkgId), { force: true });
      const item = { code: 1200, identifier: pkgId, pkgId };
      await succeed(context, stored, [item], () => found && dropPackage(context.journal, pkgId));
      return;
    }
    if (found === undefined) throw new Failure(1405, 'the delivered package is gone');
    checkOrdered(verifyKept(context.accounts, found), order);
    checkLists(context, { ...found.manifest, pkgId });
    await settleStaged(context, stored, await stage(context, order, pkgId), true);
  });
  return true;
}

/** With the code of what was being done; the second one where there is no room. spec/scomo.md §6.2 */
function failureIn({ order, phase }: StoredOrder, error: unknown): Failure {
  if (order.operation === 'Remove') return asFailure(error, 1408);
  const staging = phase.name === 'staging' || order.download === undefined;
  return staging ? asFailure(error, 1405, 1406) : asFailure(error, 1402, 1404);
}

/** Runs a step; what goes wrong ends the order with its code. Stopping is passed on. */
async function attempt(context: Context, stored: StoredOrder, step: () => Promise<void>): Promise<void> {
  try {
    await step();
  } catch (error) {
    if (error instanceof Stopped) throw error;
    await fail(context, stored, [failedItem(stored, failureIn(stored, error))]);
  }
}
