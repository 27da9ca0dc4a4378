import { createHash } from 'node:crypto';
import type { AuthPorts } from '@scomo/dm';

/** Real MD5, counted nonces. */
export function authPorts(next: () => string): AuthPorts {
  return {
    md5: (bytes) => createHash('md5').update(bytes).digest(),
    newNonce: () => Buffer.from(`nonce-${next()}-abcdef`).toString('base64'),
    equal: (a, b) => a === b,
  };
}
