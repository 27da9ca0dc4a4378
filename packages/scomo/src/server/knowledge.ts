import type { OfferView } from '../offer.ts';
import type { UpdateCheck } from './requests-in.ts';

/** What a read of one URI gave in this session. `list` reads are filed under the URI with its query. */
export type Fact =
  | { readonly kind: 'leaf'; readonly value: string }
  | { readonly kind: 'interior'; readonly children: readonly string[] }
  /** Status ≥ 400 of the read. */
  | { readonly kind: 'absent'; readonly code: number };

/** What this session has learnt of the device's tree; kept in the session's JSON. A new session starts empty: what was read before may have changed. */
export interface Knowledge {
  /** By canonical URI. */
  readonly facts: Readonly<Record<string, Fact>>;
  /** Reads sent and not yet answered, by URI with query. */
  readonly asked: readonly string[];
  /** MO roots found (`./SCOMO`); undefined = not located yet, empty = none. */
  readonly roots?: readonly string[];
  /** Set once the whole inventory has been read in this session, after the last operation ended. */
  readonly inventory?: Inventory;
  /** Writes and Execs sent in this session, by tag: 0 until answered, then the Status; of several the highest. Also reads once met with silence. */
  readonly sent: Readonly<Record<string, number>>;
  /** What the device said in words to writes that it refused, by tag. */
  readonly said?: Readonly<Record<string, string>>;
  /** A check for updates that is waiting for the inventory of this session. */
  readonly check?: UpdateCheck;
  /** What the device's tree is to hold of the offers of `server`; absent when nothing is left to write. */
  readonly offers?: { readonly server: string; readonly views: readonly OfferView[] };
  /** More facts came than are kept: nothing is concluded from what is missing. */
  readonly truncated?: true;
}

/** Where every session begins. */
export const NOTHING_KNOWN: Knowledge = { facts: {}, asked: [], sent: {} };

/** `Inventory/Deployed/<y>` as read. Mission row A1 */
export interface DeployedRow {
  /** The node it stands in. */
  readonly uri: string;
  readonly id: string;
  readonly name: string;
  readonly version: string;
  readonly description: string;
  readonly envType: string;
  readonly pkgIdRef: string;
  /** 10 inactive, 20 active, 0 unknown. */
  readonly state: number;
  readonly status: number;
}

export interface DeliveredRow {
  readonly uri: string;
  readonly pkgId: string;
  readonly name: string;
  readonly state: number;
  readonly status: number;
}

export interface DownloadRow {
  readonly uri: string;
  readonly pkgId: string;
  readonly pkgUrl: string;
  readonly status: number;
}

export interface Inventory {
  readonly deployed: readonly DeployedRow[];
  readonly delivered: readonly DeliveredRow[];
  readonly downloads: readonly DownloadRow[];
  /** The device knows our sets (`Ext/Scomo/Sets`). */
  readonly sets: boolean;
  /** URIs of the sets on it. */
  readonly setUris: readonly string[];
}
