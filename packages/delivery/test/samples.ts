import { buildHead, buildPackage, type ManifestFields } from '../src/build-package.ts';
import { buildRoot } from '../src/build-root.ts';
import { type Head, readHead } from '../src/container.ts';
import { PAYLOAD_TYPES } from '../src/envelope.ts';
import { Refusal, type RefusalReason } from '../src/errors.ts';
import type { Manifest } from '../src/manifest.ts';
import { signStatement } from '../src/sign-envelope.ts';
import type { Destination, TrustRoot, TrustState, VerifiedManifest } from '../src/trust.ts';
import { initialTrust } from '../src/trust-state.ts';
import { encodeUtf8 } from '../src/utf8.ts';
import { verifyPackage } from '../src/verify-package.ts';
import { crypto, testSigner } from './keys.ts';

/** Keys of the sample authority: 1-3 root, 11-13 release, 99 a stranger. */
export const rootKeys = [1, 2, 3].map(testSigner);
export const releaseKeys = [11, 12, 13].map(testSigner);
export const stranger = testSigner(99);

export const NOW = '2026-06-01T12:00:00Z';
export const destination: Destination = { authority: 'acme', deviceType: 'gateway-2' };

export const sampleRoot: TrustRoot = {
  authority: 'acme',
  version: 1,
  expires: '2030-01-01T00:00:00Z',
  epoch: 1,
  root: { keys: rootKeys.map((key) => key.keyId), threshold: 2 },
  release: { keys: releaseKeys.map((key) => key.keyId), threshold: 1, prefixes: [] },
};

export const sampleFields: ManifestFields = {
  authority: 'acme',
  component: 'hello',
  version: '1.0.0',
  counter: 7,
  epoch: 1,
  compat: [],
  requires: [],
  conflicts: [],
  issued: '2026-05-01T00:00:00Z',
  expires: '2027-05-01T00:00:00Z',
  payload: 'tree',
  activation: { start: ['bin/hello'], probe: { argv: ['bin/hello', '--probe'], timeoutMs: 5000 } },
  characteristics: { title: 'Hello', provider: 'Acme', summary: 'Greets.', price: 'free', permissions: [] },
};

export const sampleFiles = [
  { path: 'share/motd', mode: 0o644, bytes: encodeUtf8('good morning\n') },
  { path: 'bin/hello', mode: 0o755, bytes: encodeUtf8('#!/bin/sh\necho hello\n') },
];

/** A trusted device, its root changed by `patch`. */
export function sampleTrust(patch: Partial<TrustRoot> = {}): TrustState {
  return initialTrust(buildRoot({ ...sampleRoot, ...patch }, rootKeys), crypto);
}

/** A small package, signed by the first release key, its fields changed by `patch`. */
export function samplePackage(
  patch: Partial<ManifestFields> = {},
  signers = releaseKeys.slice(0, 1),
): Uint8Array {
  return buildPackage({ ...sampleFields, ...patch }, sampleFiles, signers, crypto);
}

/** A head that claims this manifest; only its form is checked when built. */
export function sampleHead(patch: Partial<Manifest> = {}, signers = releaseKeys.slice(0, 1)): Head {
  const description = { files: [file('bin/hello', 0o755)], chunkSize: 4096, chunks: ['0'.repeat(64)] };
  return headOf(buildHead({ ...sampleFields, ...patch }, { ...description, ...patch }, signers));
}

/** A head around any payload bytes, well signed: what only the parser stands against. */
export function signedHead(payload: Uint8Array, type: string = PAYLOAD_TYPES.release): Head {
  return { envelope: signStatement(type, payload, releaseKeys.slice(0, 1)), bytes: payload };
}

/** The head at the start of these bytes. */
export function headOf(bytes: Uint8Array): Head {
  const head = readHead(bytes);
  if (head === undefined) throw new Error('head is not complete');
  return head;
}

/** The sample package, verified. */
export function verified(
  bytes: Uint8Array = samplePackage(),
  trust: TrustState = sampleTrust(),
): VerifiedManifest {
  return verifyPackage(headOf(bytes), trust, destination, NOW, crypto);
}

function file(path: string, mode: number): Manifest['files'][number] {
  return { path, mode, size: 10, sha256: '1'.repeat(64) };
}

/** Runs `action` and gives the reason of the refusal it must throw. */
export function refusalOf(action: () => unknown): RefusalReason {
  try {
    action();
  } catch (error) {
    if (error instanceof Refusal) return error.reason;
    throw error;
  }
  throw new Error('not refused');
}
