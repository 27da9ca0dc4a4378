import { closeSync, fstatSync, readSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { type Head, readHead, type TrustState, type VerifiedManifest } from '@scomo/delivery';
import type { ScomoOrder } from '@scomo/scomo';
import { Failure } from '../base/failure.ts';
import { openRegular, syncDirectory } from '../base/files.ts';
import { LIMITS } from '../base/limits.ts';
import type { AgentConfig } from '../config.ts';
import type { Context } from '../context.ts';
import { downloadObject } from '../download/download-object.ts';
import { storeName } from '../installers/store.ts';
import type { Acceptance } from '../journal/acceptance.ts';
import { type Phase, type StoredOrder, setPhase } from '../journal/orders.ts';
import { allPackages, type PackageRecord } from '../journal/packages.ts';
import { requireOwnComponent } from '../privileged/ownership.ts';
import type { Inventory, Terms } from '../privileged/port.ts';
import { verifyHead } from '../privileged/trust.ts';
import { checkLists } from './check-lists.ts';
import { checkOrdered } from './check-ordered.ts';

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
  const { trusts, kinds } = await context.installer.terms();
  const trust = trustOf(trusts, config);
  const { packages } = await context.installer.inventory(false);
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
    const acceptance = phase.acceptance ?? { time: context.now(), trust };
    const verified = verifyHead(config, head, acceptance);
    checkOrdered(verified, stored.order);
    checkLists(context, { ...verified.manifest, pkgId: download.pkgId });
    requireKind(kinds, verified, download.envType);
    requireOwn(context, packages, verified);
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
    spent: phase.spent ?? { requests: 0, bytes: 0 },
    onSpent: (spent) => note({ spent }),
    onProgress: (done, total) => context.progress(stored.order.node, done, total),
    signal,
  });
  if (phase.acceptance === undefined) throw new Error('downloaded without a verified head');
  setPhase(journal, stored.id, { name: 'staging', acceptance: phase.acceptance }, context.now());
  return phase.acceptance;
}

/** The trust that packages of the account are judged by. */
export function trustOf(trusts: Terms['trusts'], { authority }: AgentConfig): TrustState {
  const trust = trusts.find(({ root }) => root.authority === authority);
  if (trust === undefined) throw new Error(`no trust root of ${authority}`);
  return trust;
}

/** Throws Failure(1413) when another server has brought the component, delivered packages included. */
export function requireOwn(
  { accounts, config, journal }: Context,
  held: Inventory['packages'],
  { manifest: { component } }: VerifiedManifest,
): void {
  const delivered = allPackages(journal).map(({ manifest, serverId }) => ({
    component: manifest.component,
    serverId,
  }));
  requireOwnComponent(accounts, [...held, ...delivered], component, config.serverId);
}

/** Throws Failure(1413) when the device has no installer for the payload, or it makes for another environment than was said. */
export function requireKind(
  kinds: Terms['kinds'],
  { manifest: { payload } }: VerifiedManifest,
  envType?: string,
): void {
  const found = kinds.find(({ kind }) => kind === payload);
  if (found === undefined) throw new Failure(1413, `this device takes no ${payload} packages`);
  if (envType !== undefined && envType !== found.envType)
    throw new Failure(1413, `EnvType is ${envType}, the package is for ${found.envType}`);
}

function downloadRules({ config }: Context) {
  const { serverUrl, downloadHosts, allowHttp, tls } = config;
  const hosts = [new URL(serverUrl).host, ...downloadHosts];
  return { hosts, allowHttp, ...(tls.ca === undefined ? {} : { ca: tls.ca }) };
}

/** Keeps what was downloaded as a delivered package and returns its record, not yet in the journal. */
export function deliverPackage(context: Context, order: ScomoOrder, acceptance: Acceptance): PackageRecord {
  const { serverId, download } = order;
  const pkgId = download?.pkgId ?? '';
  const from = partialFile(context.state, pkgId);
  const head = readHeadOf(from);
  const { manifest } = verifyHead(context.config, head, acceptance);
  keepDelivered(context.state, pkgId, from);
  const record = { pkgId, place: 'delivered', manifest, acceptance, head: head.bytes, serverId } as const;
  return download?.installParams ? { ...record, installParams: download.installParams } : record;
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
