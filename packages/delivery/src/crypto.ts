/** Digests and signatures come from outside: this workspace is pure. Node's implementation is in each program. */
export interface PackageCrypto {
  sha256(bytes: Uint8Array): Uint8Array;
  /** True if `signature` (64 bytes) over `message` is good for the raw 32-byte public key. */
  verifyEd25519(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean;
}

/** For whoever builds packages. */
export interface PackageSigner {
  readonly keyId: string;
  sign(message: Uint8Array): Uint8Array;
}
