/**
 * How one side proves itself to the other. `none`: nothing is asked; `mtls`: a TLS client certificate, which only a
 * server asks for; the others prove themselves in or beside the messages. spec/omadm.md §5.1
 */
export type Scheme = 'none' | 'basic' | 'md5' | 'hmac' | 'mtls';

/** Schemes with a type in Cred and Chal. */
export type MessageScheme = Exclude<Scheme, 'none' | 'mtls'>;

/** What we hold to check the peer's proof. */
export interface Incoming {
  readonly scheme: Scheme;
  /** User name that the peer gives (LocName, inside basic, or in the MAC header). */
  readonly name: string;
  /** A1 = B64(MD5(name:secret)); enough for basic, md5 and hmac. spec/omadm.md §5.2 */
  readonly a1: string;
  /** Base64. Current first, then the previous one; each good once. `['']` for a new account: the first nonce is empty. Empty list: only a fresh challenge helps. */
  readonly nonces: readonly string[];
  /** SHA-256 of the one certificate that proves the peer, lower-case hex; for `mtls`. */
  readonly certificate?: string;
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

/** What the transport says of the peer that sent a message. */
export interface PeerProof {
  /** What the MAC header beside the message came to, checked over its octets; absent when there was none. */
  readonly mac?: Proof;
  /** SHA-256 of the TLS certificate whose key the peer holds, lower-case hex. */
  readonly certificate?: string;
}

/** What a peer's proof is worth. `right` with md5 and hmac names the nonce that it used up. */
export type Proof =
  | { readonly kind: 'missing' }
  | { readonly kind: 'wrong' }
  | { readonly kind: 'right'; readonly nonce?: string };

/** MD5 comes from outside; so do random octets. */
export interface AuthPorts {
  md5(bytes: Uint8Array): Uint8Array;
  /** 16 fresh random octets as base64. */
  newNonce(): string;
  /** Constant-time comparison of two texts. */
  equal(a: string, b: string): boolean;
}
