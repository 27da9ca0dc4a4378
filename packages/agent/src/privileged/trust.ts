import { readFileSync } from 'node:fs';
import {
  acceptPackage,
  type Destination,
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

/** The trust in force for packages of an authority. Throws Error before `prepareTrust`. */
export function readTrust(journal: Journal, authority: string): TrustState {
  const trust = readFact<TrustState>(journal, `trust ${authority}`);
  if (trust === undefined) throw new Error(`no trust root of ${authority} was taken in`);
  return trust;
}

function writeTrust(journal: Journal, trust: TrustState): void {
  writeFact(journal, `trust ${trust.root.authority}`, trust);
}

/**
 * Takes in the account's trust root file at the first start, and a newer one by rotation later. Throws ConfigError when the file
 * cannot be trusted: the trust in force stays.
 */
export function prepareTrust(journal: Journal, config: AgentConfig): void {
  try {
    const bytes = readFileSync(config.trustRoot);
    const known = readFact<TrustState>(journal, `trust ${config.authority}`);
    if (known === undefined) {
      const trust = initialTrust(bytes, packageCrypto);
      if (trust.root.authority !== config.authority) {
        throw new Error(`it is of ${trust.root.authority}, the account says ${config.authority}`);
      }
      writeTrust(journal, trust);
    } else if (rootOf(bytes).version > known.root.version) {
      writeTrust(journal, rotateRoot(known, bytes, packageCrypto));
    }
  } catch (error) {
    throw new ConfigError(
      `trust root ${config.trustRoot}: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

/** Takes a chain of roots of one authority in, oldest first; known ones are passed over, one that is refused changes nothing. Throws Failure. security.md D12 */
export function takeRoots(journal: Journal, roots: readonly Uint8Array[]): void {
  const [first] = roots;
  if (first === undefined) return;
  try {
    const trust = readTrust(journal, rootOf(first).authority);
    const chain = roots.filter((bytes) => rootOf(bytes).version > trust.root.version);
    writeTrust(journal, rotateRoots(trust, chain, packageCrypto));
  } catch (error) {
    throw asFailure(error, 1499);
  }
}

const rootOf = (root: Uint8Array) => parseRoot(parseEnvelope(root).payload);

/** Verifies the head of a package for this device. Throws Refusal. */
export function verifyHead(to: Destination, head: Head, { time, trust }: Acceptance): VerifiedManifest {
  return verifyPackage(head, trust, to, time, packageCrypto);
}

/** Verifies a kept package again, by the time and trust of its acceptance. Throws Refusal. */
export function verifyKept(accounts: readonly AgentConfig[], record: PackageRecord): VerifiedManifest {
  const head = readHead(record.head);
  if (head === undefined) throw new Error(`head of ${record.pkgId} is not whole`);
  const account = accounts.find(({ serverId }) => serverId === record.serverId) ?? accounts[0];
  const { authority } = record.acceptance.trust.root;
  return verifyHead({ authority, deviceType: account?.deviceType ?? '' }, head, record.acceptance);
}

/** Remembers the counter of a package that has become active: nothing older is taken from now on. security.md D4 */
export function rememberActivated(
  journal: Journal,
  accounts: readonly AgentConfig[],
  record: PackageRecord,
): void {
  const trust = readTrust(journal, record.manifest.authority);
  if (record.manifest.epoch !== trust.root.epoch) return;
  writeTrust(journal, acceptPackage(trust, verifyKept(accounts, record)));
}
