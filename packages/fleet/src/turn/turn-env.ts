import type { DeployMember } from '@scomo/scomo';
import type { Encoding } from '@scomo/syncml';
import type { FleetPorts, TurnStore } from '../ports.ts';
import type { KeyedQueue } from './keyed-queue.ts';
import type { OpenSessions } from './open-sessions.ts';

export interface TurnInput {
  readonly bytes: Uint8Array;
  readonly encoding: Encoding;
  /** Session token in the URL of the request. */
  readonly token?: string;
  /** Value of `x-syncml-hmac`, one character an octet. */
  readonly mac?: string;
  /** SHA-256 of the TLS certificate that the peer has shown, lower-case hex. */
  readonly certificate?: string;
  /** Header of the request. */
  readonly userAgent?: string;
}

export interface TurnEnv {
  readonly store: TurnStore;
  readonly ports: FleetPorts;
  /** One per process: turns of a device run one after the other. */
  readonly queue: KeyedQueue;
  /** One per process. */
  readonly openSessions: OpenSessions;
  /** Our Source/LocURI. */
  readonly serverUri: string;
  /** RespURI of a session. */
  respUri(token: string): string;
  /** Signed, expiring download URL. */
  packageUrl(deviceId: string, member: DeployMember): string;
  /** Octets of a package file, by its PkgID; undefined when it is gone. Fewer than asked for at its end only. */
  readObject(pkgId: string, offset: number, length: number): Promise<Uint8Array | undefined>;
  readonly limits: { readonly authRoundsMax: number; readonly messagesMax: number };
}

export type TurnAnswer =
  | {
      readonly status: 200;
      readonly bytes: Uint8Array;
      readonly encoding: Encoding;
      /** Value of `x-syncml-hmac` for the answer. */
      readonly mac?: string;
    }
  /** No SyncML answer: malformed, too large, of an unknown kind, or the store is behind. */
  | { readonly status: 400 | 413 | 415 | 503; readonly reason: string };
