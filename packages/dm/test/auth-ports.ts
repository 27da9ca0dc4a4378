import { createHash, timingSafeEqual } from 'node:crypto';
import type { AuthPorts } from '../src/index.ts';

let count = 0;

/** Ports with real MD5 and nonces that count through the whole process: `nonce-1`, `nonce-2` … as base64. */
export function testPorts(prefix = 'nonce'): AuthPorts {
  return {
    md5: (bytes) => new Uint8Array(createHash('md5').update(bytes).digest()),
    newNonce: () => {
      count += 1;
      return Buffer.from(`${prefix}-${count}`).toString('base64');
    },
    equal: (a, b) => {
      const [x, y] = [a, b].map((text) => createHash('sha256').update(text).digest());
      return timingSafeEqual(x!, y!);
    },
  };
}
