import type { AuthPorts } from '../auth/credentials.ts';

/** HMAC-SHA1 comes from outside, like the digests of a session. */
export interface BootstrapPorts {
  /** RFC 2104 with SHA-1: 20 octets. */
  hmacSha1(key: Uint8Array, data: Uint8Array): Uint8Array;
  readonly equal: AuthPorts['equal'];
}
