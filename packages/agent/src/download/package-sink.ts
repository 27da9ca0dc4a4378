import { createHash, type Hash } from 'node:crypto';
import { constants, fstatSync, ftruncateSync, openSync, readSync, statfsSync, writeSync } from 'node:fs';
import {
  type Chunk,
  chunkAt,
  chunkCount,
  type Head,
  headLength,
  isChunk,
  packageBytes,
  readHead,
  type VerifiedManifest,
} from '@scomo/delivery';
import { Failure } from '../base/failure.ts';
import { LIMITS } from '../base/limits.ts';
import { packageCrypto } from '../base/node-crypto.ts';
import { diskBeside } from './disk-beside.ts';

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
  /** Throws Refusal, Failure or WrongChunk; after the last one `position` is the start of that chunk. Bytes are kept as they are, not copied. */
  write(bytes: Uint8Array): void;
  /** All that was written is durable on return. Throws the error of the disk. */
  flush(): void;
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
  const disk = diskBeside(fd);
  let whole = createHash('sha256');
  let verified: VerifiedManifest | undefined;
  let index = 0;
  /** What has come of the head. */
  let start = Buffer.alloc(0);
  let buffer = Buffer.alloc(0);
  let arriving: Arriving | undefined;

  const chunkOffset = () => (verified === undefined ? 0 : offsetOf(verified, index));
  /** Bytes behind the head, once it is whole and found good. */
  function takeHead(bytes: Uint8Array): Uint8Array {
    start = Buffer.concat([start, bytes]);
    headLength(start);
    const head = readHead(start);
    if (head === undefined) return bytes.subarray(bytes.length);
    verified = judge(head);
    requireRoom(path, verified);
    writeAll(fd, head.bytes, 0);
    whole.update(head.bytes);
    const rest = start.subarray(head.bytes.length);
    start = Buffer.alloc(0);
    return rest;
  }
  function takePiece(bytes: Uint8Array, { size, offset }: Chunk, signed: VerifiedManifest): Uint8Array {
    if (buffer.length !== size) buffer = Buffer.allocUnsafeSlow(size);
    arriving ??= chunkArriving(buffer, whole);
    const piece = bytes.subarray(0, size - arriving.count());
    arriving.take(piece);
    if (arriving.count() === size) {
      const { digest, ahead } = arriving.end();
      arriving = undefined;
      if (!isChunk(signed, index, digest)) throw new WrongChunk(index);
      writeAll(fd, buffer, offset);
      whole = ahead;
      index += 1;
      disk.wrote();
    }
    return bytes.subarray(piece.length);
  }
  function write(bytes: Uint8Array): void {
    for (let rest = bytes; rest.length > 0; ) {
      if (verified === undefined) rest = takeHead(rest);
      // What comes behind the signed end is dropped unread.
      else if (index === chunkCount(verified)) return;
      else rest = takePiece(rest, chunkAt(verified, index), verified);
    }
  }
  const kept = resumable(fd, judge);
  if (kept !== undefined) ({ verified, index, whole } = kept);
  ftruncateSync(fd, chunkOffset());
  if (verified !== undefined && index < chunkCount(verified)) requireRoom(path, verified);
  return {
    position: () => chunkOffset() + (arriving?.count() ?? start.length),
    total: () => (verified === undefined ? undefined : packageBytes(verified)),
    verified: () => verified,
    complete: () => verified !== undefined && index === chunkCount(verified),
    digest: () => whole.copy().digest('hex'),
    write,
    flush: disk.flush,
    close: disk.close,
  };
}

type Arriving = ReturnType<typeof chunkArriving>;

/** A chunk as it comes into a buffer: each byte is hashed, for the chunk and for the whole file, while it is in the processor's cache. */
function chunkArriving(buffer: Uint8Array, whole: Hash) {
  const own = createHash('sha256');
  const ahead = whole.copy();
  let count = 0;
  return {
    count: () => count,
    take(piece: Uint8Array): void {
      own.update(piece);
      ahead.update(piece);
      buffer.set(piece, count);
      count += piece.length;
    },
    /** `ahead`: the whole file with this chunk. */
    end: () => ({ digest: own.digest(), ahead }),
  };
}

function offsetOf(verified: VerifiedManifest, index: number): number {
  return index === chunkCount(verified) ? packageBytes(verified) : chunkAt(verified, index).offset;
}

function writeAll(fd: number, bytes: Uint8Array, at: number): void {
  for (let done = 0; done < bytes.length; )
    done += writeSync(fd, bytes, done, bytes.length - done, at + done);
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
    const { offset, size } = chunkAt(verified, index);
    const bytes = read(offset, size);
    if (bytes.length !== size || !isChunk(verified, index, packageCrypto.sha256(bytes))) break;
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
