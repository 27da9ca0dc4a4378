import { createHmac, createPublicKey, hash, randomBytes, verify } from 'node:crypto';
import type { PackageCrypto } from '@scomo/delivery';
import type { FleetPorts } from '@scomo/fleet';
import { authPorts } from './auth-ports.ts';

/** DER of an Ed25519 SubjectPublicKeyInfo, up to the 32 octets of the key. RFC 8410 */
const ED25519_PREFIX = Buffer.from('302a300506032b6570032100', 'hex');
const POOL_BYTES = 4096;
const BASE32 = '0123456789abcdefghjkmnpqrstvwxyz';

/** Time, randomness and digests of this machine. */
export function fleetPorts(): FleetPorts {
  const random = randomPool();
  const newId = idMaker(random);
  return {
    now: () => new Date().toISOString(),
    newId,
    newSecret: () => random(32).toString('base64url'),
    sha256Hex: (bytes) => hash('sha256', bytes),
    hmacSha1: (key, data) => createHmac('sha1', key).update(data).digest(),
    auth: authPorts,
  };
}

/** Node's crypto for the verifier of packages. */
export const packageCrypto: PackageCrypto = {
  sha256: (bytes) => hash('sha256', bytes, 'buffer'),
  verifyEd25519(publicKey, message, signature) {
    const key = createPublicKey({
      key: Buffer.concat([ED25519_PREFIX, publicKey]),
      format: 'der',
      type: 'spki',
    });
    return verify(null, message, key, signature);
  },
};

/** 48 bits of time, 16 of a counter, 64 random: later ids of one program sort later. */
function idMaker(random: (length: number) => Buffer): (prefix: string) => string {
  let last = 0;
  let count = 0;
  return (prefix) => {
    const now = Date.now();
    count = now > last ? 0 : count + 1;
    last = Math.max(now, last);
    if (count > 0xffff) {
      last += 1;
      count = 0;
    }
    const bytes = random(16);
    bytes.writeUIntBE(last, 0, 6);
    bytes.writeUInt16BE(count, 6);
    return prefix + base32(bytes);
  };
}

/** 16 octets as 26 digits, most significant first: 128 bits after two that are zero. */
function base32(bytes: Uint8Array): string {
  let text = '';
  let rest = 0;
  let bits = 2;
  for (const byte of bytes) {
    rest = (rest << 8) | byte;
    for (bits += 8; bits >= 5; ) {
      bits -= 5;
      text += BASE32.charAt((rest >> bits) & 31);
    }
    rest &= (1 << bits) - 1;
  }
  return text;
}

/** Random octets, none given out twice: asking the system for a few takes as long as for many. */
function randomPool(): (length: number) => Buffer {
  let pool = Buffer.alloc(0);
  return (length) => {
    if (pool.length < length) pool = randomBytes(POOL_BYTES);
    const octets = Buffer.from(pool.subarray(0, length));
    pool.fill(0, 0, length);
    pool = pool.subarray(length);
    return octets;
  };
}
