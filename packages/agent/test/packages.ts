import { createHash, createPrivateKey, createPublicKey, sign } from 'node:crypto';
import {
  buildPackage,
  buildRoot,
  initialTrust,
  type ManifestFields,
  type PackageSigner,
  type PayloadFile,
  readHead,
  type TrustRoot,
  type VerifiedManifest,
  verifyPackage,
} from '@scomo/delivery';
import type { SetMember } from '@scomo/scomo';
import { packageCrypto } from '../src/base/node-crypto.ts';
import type { PackageRecord } from '../src/journal/packages.ts';

export const NOW = '2026-06-01T12:00:00.000Z';
export const DESTINATION = { authority: 'acme', deviceType: 'gateway' } as const;

/** The same key for the same number, on every run. */
function signer(seed: number): PackageSigner {
  const raw = createHash('sha256').update(`agent test key ${seed}`).digest();
  const der = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), raw]);
  const key = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
  const spki = createPublicKey(key).export({ format: 'der', type: 'spki' });
  return { keyId: spki.subarray(12).toString('hex'), sign: (message) => sign(null, message, key) };
}

const rootKey = signer(1);
export const releaseKey = signer(2);
export const stranger = signer(3);

const root: TrustRoot = {
  authority: 'acme',
  version: 1,
  expires: '2040-01-01T00:00:00Z',
  epoch: 1,
  root: { keys: [rootKey.keyId], threshold: 1 },
  release: { keys: [releaseKey.keyId], threshold: 1, prefixes: [] },
};
export const rootFile = buildRoot(root, [rootKey]);
/** The root that follows, with changes, signed by the root's key or whose they are. */
export const nextRoot = (over: Partial<TrustRoot> = {}, by: PackageSigner = rootKey): Uint8Array =>
  buildRoot({ ...root, version: 2, ...over }, [by]);
export const trust = initialTrust(rootFile, packageCrypto);

/** A package and all that a test may want to say about it. */
export interface Sample {
  readonly bytes: Uint8Array;
  readonly pkgId: string;
  readonly verified: VerifiedManifest;
  readonly member: SetMember;
  readonly record: PackageRecord;
}

/** Shell script file of a payload. */
export function script(path: string, body: string): PayloadFile {
  return { path, mode: 0o755, bytes: Buffer.from(`#!/bin/sh\n${body}\n`) };
}

/** The part of a sample that needs no trust. */
export type RawSample = Pick<Sample, 'bytes' | 'pkgId' | 'member'>;

/** A package signed by whoever, with `bin/say`, which prints its version and is its probe unless told otherwise. */
export function rawSample(
  component: string,
  version: string,
  over: Partial<ManifestFields> = {},
  files: readonly PayloadFile[] = [script('bin/say', `echo ${component} ${version}`)],
  by: PackageSigner = releaseKey,
): RawSample {
  const fields: ManifestFields = {
    authority: 'acme',
    component,
    version,
    counter: 1,
    epoch: 1,
    compat: [],
    requires: [],
    conflicts: [],
    issued: '2026-05-01T00:00:00Z',
    expires: '2039-05-01T00:00:00Z',
    payload: 'tree',
    activation: { probe: { argv: ['bin/say'], timeoutMs: 5000 } },
    characteristics: { title: component, provider: 'Acme', summary: '', price: 'free', permissions: [] },
    ...over,
  };
  const bytes = buildPackage(fields, files, [by], packageCrypto);
  const pkgId = `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
  const { title, provider, summary, price, permissions } = fields.characteristics;
  const shown = { title, provider, summary, price, permissions };
  return { bytes, pkgId, member: { component, version, pkgId, bytes: bytes.length, ...shown } };
}

/** A good package. */
export function sample(
  component: string,
  version: string,
  over: Partial<ManifestFields> = {},
  files?: readonly PayloadFile[],
): Sample {
  const raw = rawSample(component, version, over, files);
  const head = readHead(raw.bytes);
  if (head === undefined) throw new Error('no whole head');
  const verified = verifyPackage(head, trust, DESTINATION, NOW, packageCrypto);
  return {
    ...raw,
    verified,
    record: {
      pkgId: raw.pkgId,
      place: 'inactive',
      manifest: verified.manifest,
      acceptance: { time: NOW, trust },
      head: head.bytes,
      serverId: 'scomo',
    },
  };
}
