import {
  closeSync,
  constants,
  existsSync,
  fchmodSync,
  fstatSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  rmSync,
  statfsSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import {
  checkFileDigest,
  checkPackageBytes,
  type FileRange,
  type Manifest,
  splitFiles,
  type VerifiedManifest,
} from '@scomo/delivery';
import { Failure } from '../base/failure.ts';
import { digestRange, makeDirectory, openRegular, syncDirectory } from '../base/files.ts';
import { LIMITS } from '../base/limits.ts';

/** A package whose payload lies in the store. */
interface Stored {
  readonly pkgId: string;
  readonly manifest: Manifest;
}

const COPY_BYTES = 256 * 1024;
const CREATE = constants.O_RDWR | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;

/** Hex part of a PkgID: the package's folder in the store. Throws Error for any other text. */
export function storeName(pkgId: string): string {
  const hex = /^sha256:([0-9a-f]{64})$/.exec(pkgId)?.[1];
  if (hex === undefined) throw new Error(`no package id: ${pkgId}`);
  return hex;
}

/**
 * Unpacks the payload of a verified package file into `store/<digest>/` and reads every file back through its
 * descriptor. Durable and complete on return, or nothing is there. Throws Refusal or Failure. security.md C6-C8
 */
export function unpack(store: string, verified: VerifiedManifest, pkgId: string, file: string): string {
  const home = join(store, storeName(pkgId));
  if (existsSync(home)) {
    if (sound(home, verified.manifest)) return home;
    rmSync(home, { recursive: true });
  }
  makeDirectory(store);
  requireRoom(store, verified.manifest);
  const part = `${home}.part`;
  rmSync(part, { recursive: true, force: true });
  mkdirSync(part, { mode: 0o755 });
  const source = openRegular(file);
  try {
    checkPackageBytes(verified, fstatSync(source).size);
    const directories = new Set<string>([part]);
    for (const range of splitFiles(verified)) {
      makeParents(part, range.file.path, directories);
      writeFile(source, verified.payloadOffset, range, join(part, range.file.path));
    }
    for (const directory of directories) syncDirectory(directory);
  } catch (error) {
    rmSync(part, { recursive: true, force: true });
    throw error;
  } finally {
    closeSync(source);
  }
  renameSync(part, home);
  syncDirectory(store);
  return home;
}

function sound(home: string, manifest: Manifest): boolean {
  try {
    checkStored(home, manifest);
    return true;
  } catch {
    return false;
  }
}

function requireRoom(store: string, manifest: Manifest): void {
  const { bavail, bsize, ffree, files } = statfsSync(store);
  const free = bavail * bsize;
  const bytes = manifest.payloadBytes + manifest.files.length * bsize + LIMITS.spareBytes;
  if (free < bytes) throw new Failure(1406, `${bytes} bytes needed to unpack, ${free} are free`);
  const inodes = manifest.files.length + LIMITS.spareInodes;
  if (files > 0 && ffree < inodes) throw new Failure(1406, `${inodes} files needed, ${ffree} are free`);
}

function makeParents(root: string, path: string, made: Set<string>): void {
  for (let cut = path.indexOf('/'); cut !== -1; cut = path.indexOf('/', cut + 1)) {
    const directory = join(root, path.slice(0, cut));
    if (made.has(directory)) continue;
    mkdirSync(directory, { mode: 0o755 });
    made.add(directory);
  }
}

function writeFile(source: number, payloadOffset: number, range: FileRange, path: string): void {
  const fd = openSync(path, CREATE, range.file.mode);
  try {
    const buffer = Buffer.allocUnsafe(COPY_BYTES);
    for (let at = range.start; at < range.end; ) {
      const count = readSync(source, buffer, 0, Math.min(buffer.length, range.end - at), payloadOffset + at);
      if (count === 0) throw new Failure(1491, `package ends inside ${range.file.path}`);
      writeSync(fd, buffer, 0, count);
      at += count;
    }
    fchmodSync(fd, range.file.mode);
    fsyncSync(fd);
    checkFileDigest(range.file, digestRange(fd, 0, range.file.size));
  } finally {
    closeSync(fd);
  }
}

/**
 * Reads an unpacked package again: exactly the signed files, with the signed bytes and modes. Throws Failure(1490) or
 * Refusal. Called right before a switch. security.md C6
 */
export function checkStored(home: string, manifest: Manifest): void {
  const found = new Set(filesBelow(home, ''));
  for (const file of manifest.files) {
    if (!found.delete(file.path)) throw new Failure(1490, `${file.path} is missing from the store`);
    const fd = openRegular(join(home, file.path));
    try {
      const { size, mode } = fstatSync(fd);
      if (size !== file.size)
        throw new Failure(1490, `${file.path} has ${size} bytes, ${file.size} are signed`);
      if ((mode & 0o7777) !== file.mode)
        throw new Failure(1490, `${file.path} has mode ${(mode & 0o7777).toString(8)}`);
      checkFileDigest(file, digestRange(fd, 0, size));
    } finally {
      closeSync(fd);
    }
  }
  for (const extra of found) throw new Failure(1490, `${extra} is not part of the package`);
}

/** `checkStored` for a package that is about to be switched on: what is wrong is told of its component. Throws Failure(1490). */
export function checkRecord(store: string, { pkgId, manifest }: Stored): void {
  try {
    checkStored(join(store, storeName(pkgId)), manifest);
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    throw new Failure(1490, `unpacked files are not as signed: ${detail}`, manifest.component);
  }
}

/** The one file of a payload that has no more, in the store. */
export function payloadFile(store: string, { pkgId, manifest }: Stored): string {
  const [file] = manifest.files;
  if (file === undefined) throw new Error(`package ${pkgId} has no file`);
  return join(store, storeName(pkgId), file.path);
}

function filesBelow(root: string, prefix: string): string[] {
  return readdirSync(join(root, prefix), { withFileTypes: true }).flatMap((entry) => {
    const path = prefix === '' ? entry.name : `${prefix}/${entry.name}`;
    return entry.isDirectory() ? filesBelow(root, path) : [path];
  });
}

/** Removes store entries that nobody needs: half-unpacked ones, and those whose digest is not in `wanted`. */
export function sweepStore(store: string, wanted: ReadonlySet<string>): void {
  for (const name of readdirSync(store)) {
    if (!wanted.has(name)) rmSync(join(store, name), { recursive: true, force: true });
  }
  syncDirectory(store);
}
