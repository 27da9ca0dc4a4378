/** How one side proves itself to the other at application level. `none`: nothing is asked. spec/omadm.md §5.1 */
export type Scheme = 'none' | 'basic' | 'md5';

/** What we hold to check the peer's proof. */
export interface Incoming {
  readonly scheme: Scheme;
  /** User name that the peer gives (LocName or inside basic). */
  readonly name: string;
  /** A1 = B64(MD5(name:secret)); enough for basic and md5. spec/omadm.md §5.2 */
  readonly a1: string;
  /** Base64. Current first, then the previous one; each good once. `['']` for a new account: the first nonce is empty. Empty list: only a fresh challenge helps. */
  readonly nonces: readonly string[];
}

/** What we hold to prove ourselves to the peer. */
export interface Outgoing {
  readonly scheme: Scheme;
  readonly name: string;
  readonly secret: string;
  /** Base64; the newest nonce that the (proven) peer gave, `''` before the first. */
  readonly nonce: string;
}

/** Both directions of one account, the same shape on server and device. */
export interface Account {
  readonly deviceId: string;
  readonly serverId: string;
  readonly incoming: Incoming;
  readonly outgoing: Outgoing;
}

/** MD5 comes from outside; so do random octets. */
export interface AuthPorts {
  md5(bytes: Uint8Array): Uint8Array;
  /** 16 fresh random octets as base64. */
  newNonce(): string;
  /** Constant-time comparison of two texts. */
  equal(a: string, b: string): boolean;
}
