import { toHex } from './bytes.ts';
import type { PackageCrypto } from './crypto.ts';
import { Refusal } from './errors.ts';
import type { Sha256 } from './manifest.ts';
import type { VerifiedManifest } from './trust.ts';

/** A piece of the package file that is fetched and checked by itself. */
export interface Chunk {
  /** From the start of the file, in bytes. */
  readonly offset: number;
  readonly size: number;
  readonly sha256: Sha256;
}

/** Bytes of the whole package file: not one less, not one more. */
export function packageBytes(verified: VerifiedManifest): number {
  return verified.payloadOffset + verified.manifest.payloadBytes;
}

/** Throws `Refusal('size')` unless a file of `actual` bytes ends where the manifest says. security.md C5, C9 */
export function checkPackageBytes(verified: VerifiedManifest, actual: number): void {
  const wanted = packageBytes(verified);
  if (actual !== wanted) throw new Refusal('size', `file has ${actual} bytes, ${wanted} are signed`);
}

/** How many chunks the payload has. */
export function chunkCount(verified: VerifiedManifest): number {
  return verified.manifest.chunks.length;
}

/** The `index`-th chunk, from 0. Throws Error if there is none. */
export function chunkAt(verified: VerifiedManifest, index: number): Chunk {
  const { chunks, chunkSize, payloadBytes } = verified.manifest;
  const sha256 = chunks[index];
  if (sha256 === undefined) throw new Error(`no chunk ${index} of ${chunks.length}`);
  const start = index * chunkSize;
  return { offset: verified.payloadOffset + start, size: Math.min(chunkSize, payloadBytes - start), sha256 };
}

/** Throws `Refusal` (`size`, `digest`) unless these bytes are the `index`-th chunk. security.md C10 */
export function checkChunk(
  verified: VerifiedManifest,
  index: number,
  bytes: Uint8Array,
  crypto: PackageCrypto,
): void {
  const chunk = chunkAt(verified, index);
  if (bytes.length !== chunk.size) {
    throw new Refusal('size', `chunk ${index} has ${bytes.length} bytes, ${chunk.size} are signed`);
  }
  if (!isChunk(verified, index, crypto.sha256(bytes))) throw new Refusal('digest', `chunk ${index}`);
}

/** True when `digest` is that of the `index`-th chunk: for as many bytes as it has, hashed as they came. security.md C10 */
export function isChunk(verified: VerifiedManifest, index: number, digest: Uint8Array): boolean {
  return toHex(digest) === chunkAt(verified, index).sha256;
}
