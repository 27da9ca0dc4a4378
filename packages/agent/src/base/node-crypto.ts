import {
  createHash,
  createHmac,
  createPublicKey,
  hash,
  randomBytes,
  timingSafeEqual,
  verify,
} from 'node:crypto';
import type { PackageCrypto } from '@scomo/delivery';
import type { AuthPorts, bootstrap } from '@scomo/dm';

/** DER header of an Ed25519 public key. */
const SPKI_ED25519 = Buffer.from('302a300506032b6570032100', 'hex');

/** Verification of packages with Node's own crypto. */
export const packageCrypto: PackageCrypto = {
  sha256: (bytes) => hash('sha256', bytes, 'buffer'),
  verifyEd25519(publicKey, message, signature) {
    const der = Buffer.concat([SPKI_ED25519, publicKey]);
    return verify(null, message, createPublicKey({ key: der, format: 'der', type: 'spki' }), signature);
  },
};

/** Credentials of DM sessions with Node's own crypto. */
export const authPorts: AuthPorts = {
  md5: (bytes) => createHash('md5').update(bytes).digest(),
  newNonce: () => randomBytes(16).toString('base64'),
  equal(a, b) {
    const left = createHash('sha256').update(a).digest();
    const right = createHash('sha256').update(b).digest();
    return timingSafeEqual(left, right);
  },
};

/** MACs of bootstrap documents with Node's own crypto. */
export const bootstrapPorts: bootstrap.BootstrapPorts = {
  hmacSha1: (key, data) => createHmac('sha1', key).update(data).digest(),
  equal: authPorts.equal,
};

/** SHA-256 of a text, lower-case hex. */
export function textDigest(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
