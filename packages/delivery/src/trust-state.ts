import type { PackageCrypto } from './crypto.ts';
import { type Envelope, PAYLOAD_TYPES, parseEnvelope } from './envelope.ts';
import { Refusal } from './errors.ts';
import { quote } from './field-reader.ts';
import { LIMITS } from './limits.ts';
import { parseRoot } from './parse-root.ts';
import { signersOf } from './signatures.ts';
import { later, TIME_ZERO } from './timestamp.ts';
import type { TrustRoot, TrustState, VerifiedManifest } from './trust.ts';

/**
 * First trust of a device, from a root file that reached it by a trusted way. It must be signed by its own threshold.
 * Throws `Refusal`. security.md §2.2
 */
export function initialTrust(rootEnvelope: Uint8Array, crypto: PackageCrypto): TrustState {
  const { envelope, root } = openRoot(rootEnvelope);
  requireRootSigners(envelope, root, crypto, 'itself');
  return { root, counters: {}, notBefore: TIME_ZERO };
}

/**
 * One step from root N to N+1, signed by the thresholds of both. A higher epoch forgets counters and trusted time:
 * what they guarded against is refused by its old epoch. Throws `Refusal` and leaves `trust` in force. security.md D4, D8
 */
export function rotateRoot(trust: TrustState, rootEnvelope: Uint8Array, crypto: PackageCrypto): TrustState {
  const { envelope, root } = openRoot(rootEnvelope);
  const old = trust.root;
  requireRootSigners(envelope, old, crypto, `root ${old.version}`);
  requireRootSigners(envelope, root, crypto, 'itself');
  if (root.authority !== old.authority)
    throw new Refusal('root', `is for ${root.authority}, not ${old.authority}`);
  if (root.version !== old.version + 1)
    throw new Refusal('root', `version ${root.version} after ${old.version}`);
  if (root.epoch < old.epoch) throw new Refusal('root', `epoch ${root.epoch} after ${old.epoch}`);
  return root.epoch > old.epoch ? { root, counters: {}, notBefore: TIME_ZERO } : { ...trust, root };
}

/** A chain of roots, oldest first, as one step: all or nothing. Throws `Refusal`. security.md D12 */
export function rotateRoots(
  trust: TrustState,
  chain: readonly Uint8Array[],
  crypto: PackageCrypto,
): TrustState {
  if (chain.length > LIMITS.rootStepsMax)
    throw new Refusal('too-large', `${chain.length} roots in one chain`);
  return chain.reduce((state, rootEnvelope) => rotateRoot(state, rootEnvelope, crypto), trust);
}

/** What a device remembers once it has taken a package on: its counter and, as the least trusted time, its issue. */
export function acceptPackage(trust: TrustState, verified: VerifiedManifest): TrustState {
  const { component, counter, epoch, issued } = verified.manifest;
  if (epoch !== trust.root.epoch)
    throw new Error(`package of epoch ${epoch} accepted in epoch ${trust.root.epoch}`);
  const accepted = Object.hasOwn(trust.counters, component) ? (trust.counters[component] ?? 0) : 0;
  return {
    root: trust.root,
    counters: { ...trust.counters, [component]: Math.max(accepted, counter) },
    notBefore: later(trust.notBefore, issued),
  };
}

function openRoot(bytes: Uint8Array): { readonly envelope: Envelope; readonly root: TrustRoot } {
  const envelope = parseEnvelope(bytes);
  if (envelope.payloadType !== PAYLOAD_TYPES.root) {
    throw new Refusal('malformed', `signed statement is ${quote(envelope.payloadType)}, not a root`);
  }
  return { envelope, root: parseRoot(envelope.payload) };
}

function requireRootSigners(envelope: Envelope, by: TrustRoot, crypto: PackageCrypto, whose: string): void {
  const signers = signersOf(envelope, by.root.keys, crypto);
  if (signers.length < by.root.threshold) {
    throw new Refusal('root', `${signers.length} of ${by.root.threshold} root keys of ${whose} signed`);
  }
}
