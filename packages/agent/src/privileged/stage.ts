import { closeSync, existsSync, fstatSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { type Head, readHead } from '@scomo/delivery';
import { asFailure, Failure } from '../base/failure.ts';
import { digestRange, openRegular } from '../base/files.ts';
import { LIMITS } from '../base/limits.ts';
import { installerFor } from '../installers/installers.ts';
import { storeName } from '../installers/store.ts';
import { allPackages, findPackage, type PackageRecord, putPackage } from '../journal/packages.ts';
import { held } from './inventory.ts';
import { requireOwnComponent } from './ownership.ts';
import type { Part } from './part.ts';
import type { HeldPackage, Staging } from './port.ts';
import { readTrust, verifyHead, verifyKept } from './trust.ts';

/**
 * Unpacks a package into the store, inactive; durable on return. No path comes from outside: the file has the name of its
 * digest. What was signed is known from the head that was read here, and each unpacked file is read back and compared
 * with it: whoever exchanges the file meanwhile gains nothing. Throws Failure. security.md §2.3, C6
 */
export async function stage(part: Part, staging: Staging): Promise<HeldPackage> {
  const { pkgId, serverId } = staging;
  const { config, journal, installers } = part;
  const account = config.accounts.find((one) => one.serverId === serverId);
  if (account === undefined) throw new Failure(1492, `no account is of server ${serverId}`);
  const known = findPackage(journal, pkgId);
  if (known !== undefined) requireOwn(part, known.manifest.component, serverId);
  const params = paramsOf(staging);
  if (known !== undefined && (await stillSound(part, known))) {
    if (params.installParams !== known.installParams) putPackage(journal, { ...known, ...params });
    return held(installers, known);
  }
  try {
    const file = fileOf(part.downloads, pkgId);
    const head = readWhole(file, pkgId);
    const acceptance = { time: timeOf(part, staging), trust: readTrust(journal, account.authority) };
    const verified = verifyHead(account, head, acceptance);
    requireOwn(part, verified.manifest.component, serverId);
    await installerFor(installers, verified.manifest.payload).stage(verified, pkgId, file);
    const record: PackageRecord = {
      pkgId,
      place: known?.place ?? 'inactive',
      manifest: verified.manifest,
      acceptance,
      head: head.bytes,
      serverId,
      ...params,
    };
    putPackage(journal, record);
    return held(installers, record);
  } catch (error) {
    throw asFailure(error, 1405, 1406);
  }
}

/** InstallParams go into the environment of programs. Throws Failure(1413) for a text that cannot. */
function paramsOf({ installParams: text = '' }: Staging): Pick<PackageRecord, 'installParams'> {
  const octets = Buffer.byteLength(text);
  if (octets > LIMITS.installParamsBytesMax)
    throw new Failure(1413, `InstallParams have ${octets} octets, ${LIMITS.installParamsBytesMax} are taken`);
  if (text.includes('\0')) throw new Failure(1413, 'InstallParams hold a zero character');
  return text === '' ? {} : { installParams: text };
}

/** An unpacked package of an earlier time can be used again when every byte of it is still as signed. */
async function stillSound({ config, installers }: Part, record: PackageRecord): Promise<boolean> {
  try {
    const verified = verifyKept(config.accounts, record);
    await installerFor(installers, record.manifest.payload).check(verified, record.pkgId);
    return true;
  } catch {
    return false;
  }
}

/** No server puts its own in the place of what another one has brought. Throws Failure(1413). docs/authorities.md */
function requireOwn({ config, journal }: Part, component: string, serverId: string): void {
  const held = allPackages(journal).map((entry) => ({ ...entry, component: entry.manifest.component }));
  requireOwnComponent(config.accounts, held, component, serverId);
}

/** The earlier one: a clock that jumped ahead makes nothing out of date, and who talks can put off no more than that. security.md §2.3 */
function timeOf({ now }: Part, { time }: Staging): string {
  const own = now();
  return time !== undefined && Date.parse(time) < Date.parse(own) ? time : own;
}

/** The delivered file, else the one that was downloaded for just this. */
function fileOf(downloads: string, pkgId: string): string {
  const name = join(downloads, storeName(pkgId));
  return existsSync(`${name}.pkg`) ? `${name}.pkg` : `${name}.part`;
}

/** The head of a file that is the one its PkgID says. */
function readWhole(file: string, pkgId: string): Head {
  const fd = openRegular(file);
  try {
    const { size } = fstatSync(fd);
    const bytes = new Uint8Array(Math.min(size, LIMITS.headBytesMax));
    const head = readHead(bytes.subarray(0, readSync(fd, bytes, 0, bytes.length, 0)));
    if (head === undefined) throw new Failure(1402, 'the downloaded file has no whole head');
    const digest = Buffer.from(digestRange(fd, 0, size)).toString('hex');
    if (digest !== storeName(pkgId)) throw new Failure(1490, `it is sha256:${digest}`);
    return head;
  } finally {
    closeSync(fd);
  }
}
