import type { DeployMember, FetchWay } from '@scomo/scomo';
import type { Encoding } from '@scomo/syncml';
import type { FleetPorts, TurnStore } from '../ports.ts';
import type { RequestPorts } from '../requests/request-ports.ts';
import type { Gate } from './gate.ts';
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
  /** Where it came from, for counting failures. */
  readonly address?: string;
}

export interface TurnEnv {
  readonly store: TurnStore;
  readonly ports: FleetPorts;
  readonly requests: RequestPorts;
  /** One per process: turns of a device run one after the other. */
  readonly queue: KeyedQueue;
  /** One per process. */
  readonly openSessions: OpenSessions;
  /** One per process. */
  readonly gate: Gate;
  /** Secret of the process, from which answers to devices that do not exist are made. */
  readonly refusalKey: string;
  /** Our Source/LocURI. */
  readonly serverUri: string;
  /** RespURI of a session. */
  respUri(token: string): string;
  /** Signed, expiring URL of a package, of its descriptor, or of its copy in the bucket. */
  packageUrl(deviceId: string, member: DeployMember, way: FetchWay): string;
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
      /** The sender has not proven itself: when the answer leaves must not tell why. security.md A14 */
      readonly refused?: true;
    }
  /** No SyncML answer: malformed, too large, of an unknown kind, or the store is behind. */
  | { readonly status: 400 | 413 | 415 | 503; readonly reason: string };
