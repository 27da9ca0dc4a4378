import { closeSync, fstatSync, readSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { type Head, packageBytes, readHead, type VerifiedManifest } from '@scomo/delivery';
import type { ScomoOrder } from '@scomo/scomo';
import { asFailure, Failure } from '../base/failure.ts';
import { openRegular, syncDirectory } from '../base/files.ts';
import { LIMITS } from '../base/limits.ts';
import type { Context } from '../context.ts';
import { downloadObject } from '../download/download-object.ts';
import { installerFor } from '../installers/installers.ts';
import { storeName } from '../installers/store.ts';
import type { Acceptance } from '../journal/acceptance.ts';
import { type Phase, type StoredOrder, setPhase } from '../journal/orders.ts';
import type { PackageRecord } from '../journal/packages.ts';
import { readTrust, verifyHead, verifyKept } from '../trust.ts';

/** The file of a package that was only delivered. */
export function deliveredFile(state: string, pkgId: string): string {
  return join(state, 'downloads', `${storeName(pkgId)}.pkg`);
}

/** A partial download. */
export function partialFile(state: string, pkgId: string): string {
  return join(state, 'downloads', `${storeName(pkgId)}.part`);
}

/** SHA-256 hex of the file that a PkgID names. Throws Failure. */
export function digestOf(pkgId: string): string {
  const digest = /^sha256:([0-9a-f]{64})$/.exec(pkgId)?.[1];
  if (digest === undefined)
    throw new Failure(1413, 'PkgID is not sha256:<hex>: only signed packages are taken');
  return digest;
}

/**
 * Downloads and verifies what the order names. On return the whole file lies in `downloads/` and the order's phase is
 * `staging`. Throws Failure, Refusal or Stopped.
 */
export async function fetchPackage(context: Context, stored: StoredOrder): Promise<Acceptance> {
  const { config, state, journal, signal } = context;
  const { download } = stored.order;
  if (download === undefined) throw new Error(`order ${stored.id} has nothing to download`);
  const digest = digestOf(download.pkgId);
  let phase: Extract<Phase, { name: 'downloading' }> =
    stored.phase.name === 'downloading' ? stored.phase : { name: 'downloading' };
  const note = (more: Partial<typeof phase>) => {
    phase = { ...phase, ...more };
    setPhase(journal, stored.id, phase, context.now());
  };
  note({});
  const judge = (head: Head): VerifiedManifest => {
    const acceptance = phase.acceptance ?? { time: context.now(), trust: readTrust(journal) };
    const verified = verifyHead(config, head, acceptance);
    checkOrdered(verified, stored.order);
    installerFor(context.installers, verified.manifest.payload);
    if (phase.acceptance === undefined) note({ acceptance });
    return verified;
  };
  await downloadObject({
    url: download.pkgUrl,
    digest,
    path: partialFile(state, download.pkgId),
    rules: downloadRules(context),
    judge,
    etag: phase.etag,
    described: phase.described === true,
    onDescribed: () => note({ described: true }),
    onEtag: (etag) => note({ etag }),
    onProgress: (done, total) => context.progress(stored.order.node, done, total),
    signal,
  });
  if (phase.acceptance === undefined) throw new Error('downloaded without a verified head');
  setPhase(journal, stored.id, { name: 'staging', acceptance: phase.acceptance }, context.now());
  return phase.acceptance;
}

function downloadRules({ config }: Context) {
  const { serverUrl, downloadHosts, allowHttp, tls } = config;
  const hosts = [new URL(serverUrl).host, ...downloadHosts];
  return { hosts, allowHttp, ...(tls.ca === undefined ? {} : { ca: tls.ca }) };
}

/** The signed manifest must be what the set announced: that is what the End User said yes to. */
export function checkOrdered(verified: VerifiedManifest, order: ScomoOrder): void {
  const ordered = order.download?.pkgId ?? order.delivered?.pkgId;
  const member = order.set?.members.find(({ pkgId }) => pkgId === ordered);
  if (order.set === undefined) return;
  if (member === undefined) throw new Failure(1413, `${ordered} is no member of set ${order.set.name}`);
  const { manifest } = verified;
  const { price, permissions } = manifest.characteristics;
  const pairs: readonly (readonly [string, unknown, unknown])[] = [
    ['component', manifest.component, member.component],
    ['version', manifest.version, member.version],
    ['size', packageBytes(verified), member.bytes],
    ['price', price, member.price],
    ['permissions', permissions.toSorted().join(), member.permissions.toSorted().join()],
  ];
  for (const [name, signed, announced] of pairs) {
    if (signed !== announced)
      throw new Failure(1413, `${name}: signed is ${signed}, announced was ${announced}`);
  }
}

/** Unpacks what was downloaded and returns its record, not yet in the journal. Throws Failure or Refusal. */
export async function stagePackage(
  context: Context,
  order: ScomoOrder,
  acceptance: Acceptance,
): Promise<PackageRecord> {
  const pkgId = order.download?.pkgId ?? '';
  const path = partialFile(context.state, pkgId);
  const record = recordOf(context, order, acceptance, path);
  await stageRecord(context, record, path);
  return record;
}

/** Unpacks a package from `path`; durable on return. Throws Failure or Refusal. */
export async function stageRecord(context: Context, record: PackageRecord, path: string): Promise<void> {
  const verified = verifyKept(context.config, record);
  const installer = installerFor(context.installers, verified.manifest.payload);
  try {
    await installer.stage(verified, record.pkgId, path);
  } catch (error) {
    throw asFailure(error, 1405, 1406);
  }
}

/** Keeps what was downloaded as a delivered package and returns its record, not yet in the journal. */
export function deliverPackage(context: Context, order: ScomoOrder, acceptance: Acceptance): PackageRecord {
  const pkgId = order.download?.pkgId ?? '';
  const from = partialFile(context.state, pkgId);
  const record = recordOf(context, order, acceptance, from);
  keepDelivered(context.state, pkgId, from);
  return { ...record, place: 'delivered' };
}

function recordOf(context: Context, order: ScomoOrder, acceptance: Acceptance, path: string): PackageRecord {
  const head = readHeadOf(path);
  const { manifest } = verifyHead(context.config, head, acceptance);
  const pkgId = order.download?.pkgId ?? '';
  return {
    pkgId,
    place: 'inactive',
    manifest,
    acceptance,
    head: head.bytes,
    node: order.node,
    serverId: order.serverId,
  };
}

/** Makes the file at `from` the file of a delivered package, durably. */
export function keepDelivered(state: string, pkgId: string, from: string): void {
  renameSync(from, deliveredFile(state, pkgId));
  syncDirectory(join(state, 'downloads'));
}

function readHeadOf(path: string): Head {
  const fd = openRegular(path);
  try {
    const bytes = new Uint8Array(Math.min(fstatSync(fd).size, LIMITS.headBytesMax));
    const head = readHead(bytes.subarray(0, readSync(fd, bytes, 0, bytes.length, 0)));
    if (head === undefined) throw new Failure(1402, 'the downloaded file has no whole head');
    return head;
  } finally {
    closeSync(fd);
  }
}
