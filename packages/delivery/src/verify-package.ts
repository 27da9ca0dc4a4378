import { toHex } from './bytes.ts';
import type { Head } from './container.ts';
import type { PackageCrypto } from './crypto.ts';
import { PAYLOAD_TYPES } from './envelope.ts';
import { Refusal } from './errors.ts';
import { quote } from './field-reader.ts';
import type { Manifest } from './manifest.ts';
import { parseManifest } from './parse-manifest.ts';
import { signersOf } from './signatures.ts';
import { later, wholeSeconds } from './timestamp.ts';
import type { Destination, TrustRoot, TrustState, VerifiedManifest } from './trust.ts';

/**
 * The only way to a `VerifiedManifest`: signatures, type, authority, device type, epoch and counter, expiry, in this
 * order. `now` is the device's trusted time, ISO 8601 UTC; `trust.notBefore` is the least it counts as.
 * Throws `Refusal` with the first reason found. Whether `requires` and `conflicts` hold is for the caller. security.md §2.3
 */
export function verifyPackage(
  head: Head,
  trust: TrustState,
  destination: Destination,
  now: string,
  crypto: PackageCrypto,
): VerifiedManifest {
  const time = trustedTime(trust, now);
  const { root } = trust;
  if (root.expires <= time) throw new Refusal('root', `the trust root ran out on ${root.expires}`);
  requireSigners(head, root, crypto);
  if (head.envelope.payloadType !== PAYLOAD_TYPES.release) {
    throw new Refusal('malformed', `signed statement is ${quote(head.envelope.payloadType)}, not a release`);
  }
  const manifest = parseManifest(head.envelope.payload);
  checkScope(manifest, root, destination);
  checkCounter(manifest, trust);
  if (manifest.expires <= time) throw new Refusal('expired', `ran out on ${manifest.expires}, it is ${time}`);
  return {
    manifest,
    payloadOffset: head.bytes.length,
    headDigest: toHex(crypto.sha256(head.bytes)),
  } as VerifiedManifest;
}

function trustedTime(trust: TrustState, now: string): string {
  const time = wholeSeconds(now);
  if (time === undefined) throw new Error(`now is no ISO 8601 UTC moment: ${now}`);
  return later(time, trust.notBefore);
}

function requireSigners(head: Head, root: TrustRoot, crypto: PackageCrypto): void {
  const signers = signersOf(head.envelope, root.release.keys, crypto);
  if (signers.length < root.release.threshold) {
    throw new Refusal('signature', `${signers.length} of ${root.release.threshold} release keys signed`);
  }
}

function checkScope(manifest: Manifest, root: TrustRoot, destination: Destination): void {
  const { authority, component, compat } = manifest;
  if (authority !== root.authority || authority !== destination.authority) {
    throw new Refusal('authority', `package is for ${authority}, device belongs to ${destination.authority}`);
  }
  const { prefixes } = root.release;
  if (prefixes.length > 0 && !prefixes.some((prefix) => component.startsWith(prefix))) {
    throw new Refusal('signature', `release keys may not sign ${component}`);
  }
  if (compat.length > 0 && !compat.includes(destination.deviceType)) {
    throw new Refusal('device-type', `package is not for ${destination.deviceType}`);
  }
}

function checkCounter({ component, counter, epoch }: Manifest, trust: TrustState): void {
  const current = trust.root.epoch;
  if (epoch < current) throw new Refusal('rollback', `epoch ${epoch}, trusted is ${current}`);
  if (epoch > current)
    throw new Refusal('root', `epoch ${epoch} needs a newer trust root than epoch ${current}`);
  const accepted = Object.hasOwn(trust.counters, component) ? (trust.counters[component] ?? 0) : 0;
  if (counter < accepted) throw new Refusal('rollback', `counter ${counter}, accepted was ${accepted}`);
}
