import type { Manifest } from './manifest.ts';

declare const brand: unique symbol;

/** Ed25519 public key: 32 bytes as lower-case hex; its own name in signatures. */
export type KeyId = string;

/** Keys and thresholds that a device trusts; itself signed. security.md §2.2 */
export interface TrustRoot {
  readonly authority: string;
  readonly version: number;
  readonly expires: string;
  /** Packages of an older epoch are refused; a higher one resets counters. */
  readonly epoch: number;
  readonly root: { readonly keys: readonly KeyId[]; readonly threshold: number };
  /** May sign packages whose component id starts with one of `prefixes` (empty list = any). */
  readonly release: {
    readonly keys: readonly KeyId[];
    readonly threshold: number;
    readonly prefixes: readonly string[];
  };
}

/** What a device remembers between packages. */
export interface TrustState {
  readonly root: TrustRoot;
  /** Highest accepted counter of each component in the root's epoch. */
  readonly counters: Readonly<Record<string, number>>;
  /** Trusted time: never earlier than anything verified before. ISO 8601 UTC. */
  readonly notBefore: string;
}

/** Where a package is about to go. */
export interface Destination {
  readonly authority: string;
  readonly deviceType: string;
}

/** Only `verifyPackage` makes one: whoever holds it holds a checked manifest. */
export interface VerifiedManifest {
  readonly manifest: Manifest;
  /** Offset of the payload in the file. */
  readonly payloadOffset: number;
  /** SHA-256 of magic + length + envelope: names this exact signed statement. */
  readonly headDigest: string;
  readonly [brand]: true;
}
