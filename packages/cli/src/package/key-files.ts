import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { closeSync, existsSync, openSync, readFileSync, writeSync } from 'node:fs';
import type { PackageSigner } from '@scomo/delivery';
import { UsageError } from './exit-codes.ts';
import { nodeSigner, privateKeyFromPem, publicHex } from './node-crypto.ts';

const PUBLIC_HEX = /^[0-9a-f]{64}$/;

/** Makes a key, writes its private half to `file` (PKCS8 PEM, mode 0600, never over another file), gives the public half in hexadecimal. */
export function createKeyFile(file: string): string {
  if (existsSync(file))
    throw new UsageError(`${file} exists already; choose another name, keys are never overwritten`);
  const { privateKey } = generateKeyPairSync('ed25519');
  const fd = openSync(file, 'wx', 0o600);
  try {
    writeSync(fd, privateKey.export({ format: 'pem', type: 'pkcs8' }).toString());
  } finally {
    closeSync(fd);
  }
  return publicHex(privateKey);
}

/** Signer of a private key file. Throws UsageError. */
export function signerFromFile(file: string): PackageSigner {
  return nodeSigner(readKey(file));
}

/** A key named by its public half in hexadecimal or by its private key file; only the latter can sign. Throws UsageError. */
export function namedKey(name: string): { readonly keyId: string; readonly signer?: PackageSigner } {
  if (PUBLIC_HEX.test(name)) return { keyId: name };
  const signer = signerFromFile(name);
  return { keyId: signer.keyId, signer };
}

function readKey(file: string): KeyObject {
  if (!existsSync(file)) {
    throw new UsageError(`no key file ${file}; make one with "scomo package keygen NAME"`);
  }
  try {
    return privateKeyFromPem(readFileSync(file, 'utf8'));
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    throw new UsageError(
      `${file} is no Ed25519 private key in PEM (${detail}); make one with "scomo package keygen NAME"`,
    );
  }
}
