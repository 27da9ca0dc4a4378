import { closeSync, fsyncSync, openSync, readSync, renameSync, rmSync, writeSync } from 'node:fs';
import { type Head, headLength, PREFIX_BYTES, Refusal, readHead } from '@scomo/delivery';

/** Reads exactly these bytes, or fewer at the end of the file. */
export function readAt(fd: number, offset: number, length: number): Uint8Array {
  const buffer = new Uint8Array(length);
  let got = 0;
  while (got < length) {
    const read = readSync(fd, buffer, got, length - got, offset + got);
    if (read === 0) break;
    got += read;
  }
  return buffer.subarray(0, got);
}

/** The head of an open package file. Throws `Refusal`. */
export function readFileHead(fd: number): Head {
  const wanted = headLength(readAt(fd, 0, PREFIX_BYTES));
  const head = readHead(readAt(fd, 0, wanted));
  if (head === undefined) throw new Refusal('malformed', 'file ends inside its head');
  return head;
}

/** Calls `body` with the open file. */
export function withFile<T>(file: string, body: (fd: number) => T): T {
  const fd = openSync(file, 'r');
  try {
    return body(fd);
  } finally {
    closeSync(fd);
  }
}

/** Writes a file in one step: what `body` writes appears under the name only once it is complete. */
export function replaceFile(file: string, body: (write: (bytes: Uint8Array) => void) => void): void {
  const partial = `${file}.partial`;
  const fd = openSync(partial, 'w', 0o644);
  try {
    body((bytes) => {
      for (let at = 0; at < bytes.length; ) at += writeSync(fd, bytes, at);
    });
    fsyncSync(fd);
    renameSync(partial, file);
  } catch (error) {
    rmSync(partial, { force: true });
    throw error;
  } finally {
    closeSync(fd);
  }
}
