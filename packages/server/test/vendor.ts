import { createHash, createPrivateKey, createPublicKey, sign } from 'node:crypto';
import { buildPackage, buildRoot, type ManifestFields, type PackageSigner } from '@scomo/delivery';
import { packageCrypto } from '../src/fleet-ports.ts';

const PKCS8_PREFIX = Buffer.from('302e020100300506032b657004220420', 'hex');

/** The same key for the same name, on every run. */
function signer(name: string): PackageSigner {
  const seed = createHash('sha256').update(`test key ${name}`).digest();
  const key = createPrivateKey({ key: Buffer.concat([PKCS8_PREFIX, seed]), format: 'der', type: 'pkcs8' });
  const spki = createPublicKey(key).export({ format: 'der', type: 'spki' });
  return { keyId: spki.subarray(12).toString('hex'), sign: (message) => sign(null, message, key) };
}

const rootKey = signer('root');
const releaseKey = signer('release');
export const stranger = signer('stranger');

/** The signed root of authority `acme`. */
export const trustRoot: Uint8Array = buildRoot(
  {
    authority: 'acme',
    version: 1,
    expires: '2040-01-01T00:00:00Z',
    epoch: 1,
    root: { keys: [rootKey.keyId], threshold: 1 },
    release: { keys: [releaseKey.keyId], threshold: 1, prefixes: [] },
  },
  [rootKey],
);

/** A signed package of a small program, its manifest changed by `patch`. */
export function makePackage(
  patch: Partial<ManifestFields> = {},
  by: PackageSigner = releaseKey,
): Uint8Array<ArrayBuffer> {
  const fields: ManifestFields = {
    authority: 'acme',
    component: 'com.acme.hello',
    version: '1.0.0',
    counter: 1,
    epoch: 1,
    compat: [],
    requires: [],
    conflicts: [],
    issued: '2025-01-01T00:00:00Z',
    expires: '2039-01-01T00:00:00Z',
    payload: 'tree',
    characteristics: {
      title: 'Hello',
      provider: 'Acme',
      summary: 'Greets.',
      price: 'free',
      permissions: ['network'],
    },
    ...patch,
  };
  const files = [
    { path: 'bin/hello', mode: 0o755, bytes: Buffer.from(`#!/bin/sh\necho ${fields.version}\n`) },
  ];
  return new Uint8Array(buildPackage(fields, files, [by], packageCrypto));
}
