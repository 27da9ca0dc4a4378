import { createHash } from 'node:crypto';
import {
  closeSync,
  constants,
  fdatasyncSync,
  fstatSync,
  ftruncateSync,
  openSync,
  readSync,
  statfsSync,
  writeSync,
} from 'node:fs';
import {
  checkChunk,
  chunkAt,
  chunkCount,
  type Head,
  headLength,
  packageBytes,
  Refusal,
  readHead,
  type VerifiedManifest,
} from '@scomo/delivery';
import { Failure } from '../base/failure.ts';
import { LIMITS } from '../base/limits.ts';
import { packageCrypto } from '../base/node-crypto.ts';

/** A chunk arrived with other bytes than the signed ones. */
export class WrongChunk extends Error {
  readonly index: number;

  constructor(index: number) {
    super(`chunk ${index} is not as signed`);
    this.name = 'WrongChunk';
    this.index = index;
  }
}

/** Takes a package in, byte by byte: only what is verified reaches the disk. */
export interface PackageSink {
  /** Next byte that is wanted, from the start of the file. */
  position(): number;
  /** Bytes of the whole file, once the head is known. */
  total(): number | undefined;
  verified(): VerifiedManifest | undefined;
  complete(): boolean;
  /** Hex SHA-256 of all bytes so far. */
  digest(): string;
  /** Throws Refusal, Failure or WrongChunk; after the last one `position` is the start of that chunk. */
  write(bytes: Uint8Array): void;
  close(): void;
}

/** Decides on the head: trust, and whether it is what was ordered. Throws Refusal or Failure. */
export type JudgeHead = (head: Head) => VerifiedManifest;

/**
 * Opens a partial file, keeping what is good of it: its head if it still verifies, then chunk after chunk up to the first
 * that is not as signed. So the file itself says how far the download is. security.md §2.3, C10, P5
 */
export function openSink(path: string, judge: JudgeHead): PackageSink {
  const fd = openSync(path, constants.O_RDWR | constants.O_CREAT | constants.O_NOFOLLOW, 0o600);
  let whole = createHash('sha256');
  let verified: VerifiedManifest | undefined;
  let index = 0;
  let pending = new Uint8Array(0);
  let room = 0;

  const chunkOffset = () => (verified === undefined ? 0 : offsetOf(verified, index));
  const keep = (bytes: Uint8Array, at: number) => {
    for (let done = 0; done < bytes.length; )
      done += writeSync(fd, bytes, done, bytes.length - done, at + done);
    fdatasyncSync(fd);
    whole.update(bytes);
  };
  function takeHead(): void {
    const head = readHead(pending.subarray(0, room));
    if (head === undefined) return;
    verified = judge(head);
    requireRoom(path, verified);
    const rest = pending.slice(head.bytes.length, room);
    keep(head.bytes, 0);
    room = 0;
    pending = new Uint8Array(chunkCount(verified) > 0 ? chunkAt(verified, 0).size : 0);
    if (rest.length > 0) write(rest);
  }
  function write(bytes: Uint8Array): void {
    for (let done = 0; done < bytes.length; ) {
      if (verified === undefined) {
        pending = grown(pending, room, bytes.subarray(done));
        room += bytes.length - done;
        headLength(pending.subarray(0, room));
        takeHead();
        return;
      }
      // What comes behind the signed end is dropped unread.
      if (index === chunkCount(verified)) return;
      const { size, offset } = chunkAt(verified, index);
      if (pending.length !== size) pending = new Uint8Array(size);
      const count = Math.min(size - room, bytes.length - done);
      pending.set(bytes.subarray(done, done + count), room);
      room += count;
      done += count;
      if (room < size) return;
      room = 0;
      requireChunk(verified, index, pending);
      keep(pending, offset);
      index += 1;
    }
  }
  const kept = resumable(fd, judge);
  if (kept !== undefined) {
    ({ verified, index, whole } = kept);
  }
  ftruncateSync(fd, chunkOffset());
  if (verified !== undefined && index < chunkCount(verified)) requireRoom(path, verified);
  return {
    position: () => chunkOffset() + room,
    total: () => (verified === undefined ? undefined : packageBytes(verified)),
    verified: () => verified,
    complete: () => verified !== undefined && index === chunkCount(verified),
    digest: () => whole.copy().digest('hex'),
    write,
    close: () => closeSync(fd),
  };
}

function offsetOf(verified: VerifiedManifest, index: number): number {
  return index === chunkCount(verified) ? packageBytes(verified) : chunkAt(verified, index).offset;
}

function grown(buffer: Uint8Array<ArrayBuffer>, used: number, more: Uint8Array): Uint8Array<ArrayBuffer> {
  const next = new Uint8Array(used + more.length);
  next.set(buffer.subarray(0, used));
  next.set(more, used);
  return next;
}

function requireChunk(verified: VerifiedManifest, index: number, bytes: Uint8Array): void {
  try {
    checkChunk(verified, index, bytes, packageCrypto);
  } catch (error) {
    if (error instanceof Refusal) throw new WrongChunk(index);
    throw error;
  }
}

/** The good beginning of a partial file; undefined when not even its head is. Throws when the head is refused by now. */
function resumable(fd: number, judge: JudgeHead) {
  const { size } = fstatSync(fd);
  const read = (at: number, count: number) => {
    const bytes = new Uint8Array(count);
    return bytes.subarray(0, readSync(fd, bytes, 0, count, at));
  };
  const start = read(0, Math.min(size, LIMITS.headBytesMax));
  let head: Head | undefined;
  try {
    head = readHead(start);
  } catch {
    return undefined;
  }
  if (head === undefined) return undefined;
  const verified = judge(head);
  const whole = createHash('sha256').update(head.bytes);
  let index = 0;
  for (; index < chunkCount(verified); index++) {
    const chunk = chunkAt(verified, index);
    const bytes = read(chunk.offset, chunk.size);
    try {
      requireChunk(verified, index, bytes);
    } catch {
      break;
    }
    whole.update(bytes);
  }
  return { verified, index, whole };
}

/** Room for the file and for unpacking it, before the first byte of payload is kept. security.md C8, P13 */
function requireRoom(path: string, verified: VerifiedManifest): void {
  const free = freeBytes(path);
  const wanted = packageBytes(verified) + verified.manifest.payloadBytes + LIMITS.spareBytes;
  if (free < wanted) throw new Failure(1404, `${wanted} bytes needed, ${free} are free`);
}

/** Bytes that are free on the disk of a path. */
export function freeBytes(path: string): number {
  const { bavail, bsize } = statfsSync(path);
  return bavail * bsize;
}
