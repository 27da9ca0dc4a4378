import {
  createHash,
  createPrivateKey,
  createPublicKey,
  type KeyObject,
  sign as signBytes,
  verify as verifyBytes,
} from 'node:crypto';
import type { PackageCrypto, PackageSigner } from '@scomo/delivery';

/** DER around a raw 32-byte Ed25519 public key. RFC 8410 §4 */
const SPKI_PREFIX = Buffer.from('302a300506032b6570032100', 'hex');

/** The crypto port of `@scomo/delivery` on Node. */
export const nodeCrypto: PackageCrypto = {
  sha256: (bytes) => createHash('sha256').update(bytes).digest(),
  verifyEd25519(publicKey, message, signature) {
    const key = createPublicKey({
      key: Buffer.concat([SPKI_PREFIX, publicKey]),
      format: 'der',
      type: 'spki',
    });
    return verifyBytes(null, message, key, signature);
  },
};

/** A signer from a private key; its id is the raw public key in hexadecimal. */
export function nodeSigner(key: KeyObject): PackageSigner {
  return { keyId: publicHex(key), sign: (message) => signBytes(null, message, key) };
}

/** The raw public key of an Ed25519 key, 64 hexadecimal digits. */
export function publicHex(key: KeyObject): string {
  const publicKey = key.type === 'private' ? createPublicKey(key) : key;
  return publicKey.export({ format: 'der', type: 'spki' }).subarray(SPKI_PREFIX.length).toString('hex');
}

/** An Ed25519 private key from PEM. Throws Error for anything else. */
export function privateKeyFromPem(pem: string): KeyObject {
  const key = createPrivateKey(pem);
  if (key.asymmetricKeyType !== 'ed25519') throw new Error(`is a ${key.asymmetricKeyType} key, not Ed25519`);
  return key;
}
