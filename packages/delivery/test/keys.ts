import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import type { PackageCrypto, PackageSigner } from '../src/crypto.ts';

const PKCS8_PREFIX = Buffer.from('302e020100300506032b657004220420', 'hex');
const SPKI_PREFIX = Buffer.from('302a300506032b6570032100', 'hex');

/** Node's crypto as the port, for tests. */
export const crypto: PackageCrypto = {
  sha256: (bytes) => createHash('sha256').update(bytes).digest(),
  verifyEd25519(publicKey, message, signature) {
    const key = createPublicKey({
      key: Buffer.concat([SPKI_PREFIX, publicKey]),
      format: 'der',
      type: 'spki',
    });
    return verify(null, message, key, signature);
  },
};

/** The same key for the same number, on every run. */
export function testSigner(seed: number): PackageSigner {
  const raw = createHash('sha256').update(`test key ${seed}`).digest();
  const key = createPrivateKey({ key: Buffer.concat([PKCS8_PREFIX, raw]), format: 'der', type: 'pkcs8' });
  return { keyId: rawPublicKey(key), sign: (message) => sign(null, message, key) };
}

function rawPublicKey(key: KeyObject): string {
  return createPublicKey(key).export({ format: 'der', type: 'spki' }).subarray(12).toString('hex');
}
