import {
  checkChunk,
  checkPackageBytes,
  chunkAt,
  chunkCount,
  claimedManifest,
  type Head,
  headLength,
  initialTrust,
  type PackageCrypto,
  PREFIX_BYTES,
  Refusal,
  readHead,
  type VerifiedManifest,
  verifyPackage,
} from '@scomo/delivery';
import type { Instant } from '../model.ts';
import { done, type Outcome, refused } from '../outcome.ts';

/** An uploaded file, not yet trusted. */
export interface PackageFile {
  /** Bytes of the whole file. */
  readonly bytes: number;
  /** SHA-256 hex of the whole file. */
  readonly digest: string;
  /** Exactly `length` bytes from `offset`; fewer only at the end of the file. */
  read(offset: number, length: number): Promise<Uint8Array>;
}

/**
 * Form, signatures, authority, expiry, size and every chunk of a file against the authority's root, as a device would.
 * The first device type of `compat` stands for all of them. security.md §2.3
 */
export async function checkPackageFile(
  file: PackageFile,
  trustRoot: Uint8Array,
  now: Instant,
  crypto: PackageCrypto,
): Promise<Outcome<VerifiedManifest>> {
  const trust = initialTrust(trustRoot, crypto);
  try {
    const head = await readWholeHead(file);
    const deviceType = claimedManifest(head).compat[0] ?? '';
    const destination = { authority: trust.root.authority, deviceType };
    const verified = verifyPackage(head, trust, destination, now, crypto);
    checkPackageBytes(verified, file.bytes);
    for (let i = 0; i < chunkCount(verified); i++) {
      const { offset, size } = chunkAt(verified, i);
      checkChunk(verified, i, await file.read(offset, size), crypto);
    }
    return done(verified);
  } catch (error) {
    if (error instanceof Refusal) return refused('package_refused', error.message);
    throw error;
  }
}

async function readWholeHead(file: PackageFile): Promise<Head> {
  const length = headLength(await file.read(0, PREFIX_BYTES));
  const head = readHead(await file.read(0, length));
  if (head === undefined) throw new Refusal('malformed', 'file ends inside its head');
  return head;
}
