import { readFileSync } from 'node:fs';
import {
  acceptPackage,
  type Head,
  initialTrust,
  parseEnvelope,
  parseRoot,
  readHead,
  rotateRoot,
  rotateRoots,
  type TrustState,
  type VerifiedManifest,
  verifyPackage,
} from '@scomo/delivery';
import { ConfigError } from '../base/config-error.ts';
import { asFailure } from '../base/failure.ts';
import { packageCrypto } from '../base/node-crypto.ts';
import type { AgentConfig } from '../config.ts';
import type { Acceptance } from '../journal/acceptance.ts';
import { readFact, writeFact } from '../journal/facts.ts';
import type { Journal } from '../journal/journal.ts';
import type { PackageRecord } from '../journal/packages.ts';

/** The trust in force. Throws Error before `prepareTrust`. */
export function readTrust(journal: Journal): TrustState {
  const trust = readFact<TrustState>(journal, 'trust');
  if (trust === undefined) throw new Error('no trust root was taken in');
  return trust;
}

/**
 * Takes in the trust root file at the first start, and a newer one by rotation later. Throws ConfigError when the file
 * cannot be trusted: the trust in force stays.
 */
export function prepareTrust(journal: Journal, config: AgentConfig): void {
  try {
    const bytes = readFileSync(config.trustRoot);
    const known = readFact<TrustState>(journal, 'trust');
    if (known === undefined) {
      const trust = initialTrust(bytes, packageCrypto);
      if (trust.root.authority !== config.authority) {
        throw new Error(`it is of ${trust.root.authority}, the account says ${config.authority}`);
      }
      writeFact(journal, 'trust', trust);
    } else if (versionOf(bytes) > known.root.version) {
      writeFact(journal, 'trust', rotateRoot(known, bytes, packageCrypto));
    }
  } catch (error) {
    throw new ConfigError(
      `trust root ${config.trustRoot}: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

/** Takes a chain of roots in, oldest first; known ones are passed over, one that is refused changes nothing. Throws Failure. security.md D12 */
export function takeRoots(journal: Journal, roots: readonly Uint8Array[]): void {
  const trust = readTrust(journal);
  try {
    const chain = roots.filter((bytes) => versionOf(bytes) > trust.root.version);
    writeFact(journal, 'trust', rotateRoots(trust, chain, packageCrypto));
  } catch (error) {
    throw asFailure(error, 1499);
  }
}

const versionOf = (root: Uint8Array) => parseRoot(parseEnvelope(root).payload).version;

/** Verifies the head of a package for this device. Throws Refusal. */
export function verifyHead(config: AgentConfig, head: Head, { time, trust }: Acceptance): VerifiedManifest {
  return verifyPackage(head, trust, config, time, packageCrypto);
}

/** Verifies a kept package again, by the time and trust of its acceptance. Throws Refusal. */
export function verifyKept(config: AgentConfig, record: PackageRecord): VerifiedManifest {
  const head = readHead(record.head);
  if (head === undefined) throw new Error(`head of ${record.pkgId} is not whole`);
  return verifyHead(config, head, record.acceptance);
}

/** Remembers the counter of a package that has become active: nothing older is taken from now on. security.md D4 */
export function rememberActivated(journal: Journal, config: AgentConfig, record: PackageRecord): void {
  const trust = readTrust(journal);
  if (record.manifest.epoch !== trust.root.epoch) return;
  writeFact(journal, 'trust', acceptPackage(trust, verifyKept(config, record)));
}
