import { sampleFields } from './samples.ts';

/** A manifest as plain JSON data, free to be bent. */
export type JsonRecord = { [key: string]: unknown };

/** A good manifest: two files, one chunk. */
export function manifestJson(): JsonRecord {
  return {
    ...structuredClone(sampleFields),
    files: [
      { path: 'bin/hello', mode: 0o755, size: 21, sha256: 'a'.repeat(64) },
      { path: 'share/motd', mode: 0o644, size: 13, sha256: 'b'.repeat(64) },
    ],
    chunkSize: 4096,
    chunks: ['c'.repeat(64)],
    payloadBytes: 34,
  };
}

/** A manifest with one file of `size` bytes and the chunks for it, told as numbers only. */
export function sizedManifest(size: number, chunkSize: number): JsonRecord {
  return {
    ...manifestJson(),
    files: [{ path: 'bin/hello', mode: 0o755, size, sha256: 'a'.repeat(64) }],
    chunkSize,
    chunks: Array.from({ length: Math.ceil(size / chunkSize) }, () => 'c'.repeat(64)),
    payloadBytes: size,
  };
}

/** UTF-8 of the JSON. */
export function jsonBytes(value: unknown): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(value));
}
