import { createHash, randomUUID } from 'node:crypto';
import { type FileHandle, open, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { PackageFile } from '@scomo/fleet';
import type { DataFolder } from './files/data-folder.ts';
import { syncFolder } from './files/durable-file.ts';

/** A file that has arrived and is on disk, but belongs to nobody yet. */
export interface Upload extends PackageFile {
  /** Makes it a blob, durably. */
  keep(): Promise<void>;
  /** Throws it away unless it was kept. Always call it. */
  dispose(): Promise<void>;
}

/** Thrown when more bytes come than are allowed; nothing is left behind. */
export class UploadTooLargeError extends Error {}

/** Files by digest in a folder. */
export interface Blobs {
  /** Hashes while it writes; synced before it resolves. Throws `UploadTooLargeError` at the first byte too many. */
  receive(source: AsyncIterable<Uint8Array>, bytesMax: number): Promise<Upload>;
  pathOf(digest: string): string;
  /** Bytes, undefined when there is no such blob. */
  sizeOf(digest: string): Promise<number | undefined>;
  /** `length` bytes from `offset` on, fewer at the end; undefined when there is no such blob. */
  read(digest: string, offset: number, length: number): Promise<Uint8Array | undefined>;
}

export function openBlobs({ blobs, temporary }: DataFolder): Blobs {
  const pathOf = (digest: string) => join(blobs, digest);
  return {
    pathOf,
    async sizeOf(digest) {
      try {
        return (await stat(pathOf(digest))).size;
      } catch {
        return undefined;
      }
    },
    async read(digest, offset, length) {
      const file = await open(pathOf(digest), 'r').catch(() => undefined);
      if (file === undefined) return undefined;
      try {
        return await readAt(file, offset, length);
      } finally {
        await file.close();
      }
    },
    async receive(source, bytesMax) {
      const draft = join(temporary, `${randomUUID()}.part`);
      try {
        const { bytes, digest } = await write(draft, source, bytesMax);
        return uploadOf(draft, bytes, digest, async () => {
          await rename(draft, pathOf(digest));
          syncFolder(blobs);
        });
      } catch (error) {
        await rm(draft, { force: true });
        throw error;
      }
    },
  };
}

async function write(
  path: string,
  source: AsyncIterable<Uint8Array>,
  bytesMax: number,
): Promise<{ readonly bytes: number; readonly digest: string }> {
  const file = await open(path, 'wx', 0o600);
  try {
    const hash = createHash('sha256');
    let bytes = 0;
    for await (const piece of source) {
      bytes += piece.length;
      if (bytes > bytesMax) throw new UploadTooLargeError(`more than ${bytesMax} bytes`);
      hash.update(piece);
      await file.write(piece);
    }
    await file.sync();
    return { bytes, digest: hash.digest('hex') };
  } finally {
    await file.close();
  }
}

async function uploadOf(
  draft: string,
  bytes: number,
  digest: string,
  keep: () => Promise<void>,
): Promise<Upload> {
  const file = await open(draft, 'r');
  return {
    bytes,
    digest,
    keep,
    read: (offset, length) => readAt(file, offset, length),
    async dispose() {
      await file.close();
      await rm(draft, { force: true });
    },
  };
}

async function readAt(file: FileHandle, offset: number, length: number): Promise<Uint8Array> {
  const buffer = new Uint8Array(length);
  const { bytesRead } = await file.read(buffer, 0, length, offset);
  return buffer.subarray(0, bytesRead);
}
