import { createHash } from 'node:crypto';
import {
  closeSync,
  constants,
  fchmodSync,
  fstatSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';

const READ_BYTES = 256 * 1024;

/** Makes the names in a directory durable: a file's own fsync does not. security.md M1 */
export function syncDirectory(path: string): void {
  const fd = openSync(path, constants.O_RDONLY | constants.O_DIRECTORY);
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

/** Creates a directory only its owner can enter; parents as needed, each durable in its own parent. */
export function makeDirectory(path: string, mode = 0o700): void {
  const first = mkdirSync(path, { recursive: true, mode });
  if (first === undefined) return;
  for (let at = path; at.length >= first.length; at = dirname(at)) syncDirectory(dirname(at));
}

/** Replaces a file as a whole: after a crash it holds the old or the new text. */
export function writeDurably(path: string, text: string, mode = 0o600): void {
  const next = `${path}.new`;
  rmSync(next, { force: true });
  const fd = openSync(
    next,
    constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW,
    mode,
  );
  try {
    fchmodSync(fd, mode);
    writeFileSync(fd, text);
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
  renameSync(next, path);
  syncDirectory(dirname(path));
}

/** Opens a regular file without following a link at its end. Throws Error for anything else, also for a pipe, which keeps nobody waiting. */
export function openRegular(path: string, flags: number = constants.O_RDONLY): number {
  const fd = openSync(path, flags | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  if (fstatSync(fd).isFile()) return fd;
  closeSync(fd);
  throw new Error(`${path} is no regular file`);
}

/** SHA-256 of `size` bytes from `start`, read through the descriptor. */
export function digestRange(fd: number, start: number, size: number): Uint8Array {
  const hash = createHash('sha256');
  const buffer = Buffer.allocUnsafe(Math.min(READ_BYTES, Math.max(size, 1)));
  for (let done = 0; done < size; ) {
    const count = readSync(fd, buffer, 0, Math.min(buffer.length, size - done), start + done);
    if (count === 0) throw new Error(`file ends ${size - done} bytes early`);
    hash.update(buffer.subarray(0, count));
    done += count;
  }
  return hash.digest();
}

/** Size of a file, 0 when it is not there. */
export function fileBytes(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}
