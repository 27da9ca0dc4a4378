import type { AuthPorts } from '../auth/credentials.ts';

/** What the server asks of the user interface, by its two bits. spec/omadm.md §6.1 */
export const UI_MODES = ['unspecified', 'background', 'informative', 'interactive'] as const;

export type UiMode = (typeof UI_MODES)[number];

/** Who wants the session, by its bit. spec/omadm.md §6.1 */
export const INITIATORS = ['client', 'server'] as const;

export type Initiator = (typeof INITIATORS)[number];

/** Octets of the digest, and of the fields between it and the server id. spec/omadm.md §6.1 */
export const DIGEST_BYTES = 16;
export const FIELD_BYTES = 8;

/** 1.1 in tenths: what DM 1.2 writes. spec/omadm.md §6.1 */
export const TRIGGER_VERSION = 11;

/** A Package #0 as it came, not verified. spec/omadm.md §6.1 */
export interface Trigger {
  /** 16 octets. */
  readonly digest: Uint8Array;
  /** Everything after the digest: what the digest is taken over. */
  readonly octets: Uint8Array;
  /** In tenths: 11 is version 1.1. */
  readonly version: number;
  readonly uiMode: UiMode;
  readonly initiator: Initiator;
  /** 1..65535. */
  readonly sessionId: number;
  readonly serverId: string;
  /** What follows the server id, `[]` for nothing. */
  readonly vendor: Uint8Array;
}

/** MD5 and the comparison of digests come from outside. */
export type NotificationPorts = Pick<AuthPorts, 'md5' | 'equal'>;
