import { createHash } from 'node:crypto';
import { closeSync, openSync, readdirSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { chunkSizeFor, inPayloadOrder, type ManifestFile, type PayloadDescription } from '@scomo/delivery';
import { UsageError } from './exit-codes.ts';

/** A file to be packed: where it lies and what it is called in the payload. */
export interface SourceFile {
  readonly path: string;
  readonly source: string;
  readonly mode: number;
  readonly size: number;
}

const READ_BYTES = 64 * 1024;

/** All regular files below a directory, in payload order. Throws UsageError for links and special files. */
export function directorySource(directory: string): readonly SourceFile[] {
  const files = readdirSync(directory, { withFileTypes: true, recursive: true }).flatMap((entry) => {
    const source = join(entry.parentPath, entry.name);
    if (entry.isDirectory()) return [];
    if (!entry.isFile()) {
      throw new UsageError(
        `${source} is no regular file; packages hold no links or devices, copy its content instead`,
      );
    }
    const path = source.slice(join(directory, 'x').length - 1);
    const { mode, size } = statSync(source);
    return [{ path, source, mode: (mode & 0o100) === 0 ? 0o644 : 0o755, size }];
  });
  if (files.length === 0)
    throw new UsageError(`${directory} holds no file; put the component's files there first`);
  return inPayloadOrder(files);
}

/** A single file that is the whole payload. */
export function singleSource(source: string, path: string): readonly SourceFile[] {
  return [{ path, source, mode: 0o644, size: statSync(source).size }];
}

/**
 * Reads all files once, in pieces, hands each piece to `sink`, and gives their digests and those of the chunks.
 * Throws UsageError if a file changes its size meanwhile.
 */
export function readPayload(
  files: readonly SourceFile[],
  sink: (bytes: Uint8Array) => void,
): PayloadDescription {
  const chunkSize = chunkSizeFor(files.reduce((sum, file) => sum + file.size, 0));
  const chunks = chunkHasher(chunkSize);
  const described = files.map((file): ManifestFile => {
    const hash = createHash('sha256');
    const size = readPieces(file.source, (bytes) => {
      hash.update(bytes);
      chunks.update(bytes);
      sink(bytes);
    });
    if (size !== file.size) throw new UsageError(`${file.source} changed while it was packed; try again`);
    return { path: file.path, mode: file.mode, size, sha256: hash.digest('hex') };
  });
  return { files: described, chunkSize, chunks: chunks.end() };
}

function readPieces(source: string, take: (bytes: Uint8Array) => void): number {
  const fd = openSync(source, 'r');
  try {
    const buffer = new Uint8Array(READ_BYTES);
    let size = 0;
    for (let got = readSync(fd, buffer); got > 0; got = readSync(fd, buffer)) {
      take(buffer.subarray(0, got));
      size += got;
    }
    return size;
  } finally {
    closeSync(fd);
  }
}

function chunkHasher(chunkSize: number): { update(bytes: Uint8Array): void; end(): readonly string[] } {
  const digests: string[] = [];
  let hash = createHash('sha256');
  let held = 0;
  const close = (): void => {
    digests.push(hash.digest('hex'));
    hash = createHash('sha256');
    held = 0;
  };
  return {
    update(bytes) {
      for (let at = 0; at < bytes.length; ) {
        const piece = bytes.subarray(at, at + chunkSize - held);
        hash.update(piece);
        held += piece.length;
        at += piece.length;
        if (held === chunkSize) close();
      }
    },
    end() {
      if (held > 0) close();
      return digests;
    },
  };
}
