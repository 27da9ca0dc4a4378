import assert from 'node:assert/strict';
import { buildRoot } from '../../src/build-root.ts';
import type { PackageSigner } from '../../src/crypto.ts';
import { parseEnvelope } from '../../src/envelope.ts';
import type { RefusalReason } from '../../src/errors.ts';
import { encodeEnvelope } from '../../src/sign-envelope.ts';
import type { TrustRoot } from '../../src/trust.ts';
import { initialTrust, rotateRoot } from '../../src/trust-state.ts';
import { verifyPackage } from '../../src/verify-package.ts';
import { crypto, testSigner } from '../keys.ts';
import { destination, headOf, NOW, refusalOf, rootKeys, samplePackage, sampleRoot } from '../samples.ts';

/** One thing that an update client must hold to: its name, and what proves it. security.md §2.4 */
export type Intent = readonly [name: string, holds: () => void];

/** Three more keys for a root. */
export const newKeys = [21, 22, 23].map(testSigner);
export const idsOf = (signers: readonly PackageSigner[]) => signers.map(({ keyId }) => keyId);

/** A root file changed by `patch`; signed by the first two old keys unless told. */
export function rootFile(
  patch: Partial<TrustRoot> = {},
  by: readonly PackageSigner[] = rootKeys.slice(0, 2),
) {
  return buildRoot({ ...sampleRoot, ...patch }, by);
}

export const FIRST = initialTrust(rootFile(), crypto);

/** Root 2 with this change, and who has signed it. */
export function next(patch: Partial<TrustRoot>, by: readonly PackageSigner[] = rootKeys.slice(0, 2)) {
  return rotateRoot(FIRST, rootFile({ version: 2, ...patch }, by), crypto);
}

export const verify = (bytes: Uint8Array = samplePackage(), trust = FIRST, now = NOW) =>
  verifyPackage(headOf(bytes), trust, destination, now, crypto).manifest;

export const refuses = (reason: RefusalReason, action: () => unknown) =>
  assert.equal(refusalOf(action), reason);

type Signature = { keyid: string; sig: Uint8Array };

/** A package or root whose signatures are changed, its payload as it was. */
export function resigned(
  bytes: Uint8Array,
  change: (signatures: readonly Signature[]) => readonly Signature[],
) {
  const packed = bytes[0] !== '{'.charCodeAt(0);
  const envelope = packed ? headOf(bytes).envelope : parseEnvelope(bytes);
  return { ...envelope, signatures: change(envelope.signatures) };
}

/** The same as a root file. */
export const rootResigned = (
  bytes: Uint8Array,
  change: (signatures: readonly Signature[]) => readonly Signature[],
) => encodeEnvelope(resigned(bytes, change));

/** Verifies a package whose signatures are changed. */
export function verifyResigned(
  bytes: Uint8Array,
  change: (signatures: readonly Signature[]) => readonly Signature[],
  trust = FIRST,
) {
  const head = { envelope: resigned(bytes, change), bytes: headOf(bytes).bytes };
  return verifyPackage(head, trust, destination, NOW, crypto).manifest;
}
