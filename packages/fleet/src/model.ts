import type { Manifest } from '@scomo/delivery';
import type { notification } from '@scomo/dm';
import type {
  ConsentPolicy,
  DeliveryOrder,
  DeployedRow,
  Order,
  TaskFacts,
  WishOperation,
} from '@scomo/scomo';
import type { Learnt } from './profiles/profile.ts';

/** ISO 8601 UTC with milliseconds. */
export type Instant = string;

/** Model class of devices. `legacy` opens weak authentication for it (design.md §5), `weakBootstrap` weakly signed bootstrap documents, `resync` the zero nonce. */
export interface DeviceType {
  readonly name: string;
  readonly description: string;
  readonly legacy: boolean;
  /** Profile of all its devices, whatever is recognised. */
  readonly profile?: string;
  readonly weakBootstrap: boolean;
  readonly resync: boolean;
  /** What bytes cost its devices; of packages, how many bytes go inside a session at most. docs/delivery.md */
  readonly link: 'metered' | 'unmetered';
  readonly directBytesMax?: number;
  readonly createdAt: Instant;
}

export interface Device {
  /** DM device id, the `Source/LocURI` of its messages; unique. */
  readonly deviceId: string;
  readonly deviceType: string;
  readonly labels: Readonly<Record<string, string>>;
  /** DevInfo leaves as last sent. */
  readonly info: Readonly<Record<string, string>>;
  /** Absent: nothing yet. */
  readonly learnt?: Learnt;
  /** Profile that its type prescribes. */
  readonly typeProfile?: string;
  /** Its type lets it resynchronise nonces. */
  readonly typeResync?: true;
  /** Where triggers reach it, the preferred way first. */
  readonly wakeUp: readonly WakeUpAddress[];
  readonly createdAt: Instant;
  readonly lastSeenAt?: Instant;
  readonly inventoryAt?: Instant;
}

/** One way to bring a Package #0 to a device. */
export type WakeUpAddress =
  /** `host:port`, port 2948 when absent. spec/omadm.md §6.3 */
  | { readonly bearer: 'udp'; readonly address: string }
  /** A topic of its own at the broker. */
  | { readonly bearer: 'mqtt' }
  /** The connection that the device keeps to a server. */
  | { readonly bearer: 'websocket' }
  /** Telephone number for short messages, through a push gateway or an SMS centre. */
  | { readonly bearer: 'pap'; readonly msisdn: string }
  | { readonly bearer: 'smpp'; readonly msisdn: string };

/** A trigger for one device, sent until the device calls in or it expires. spec/omadm.md §6.1 */
export interface WakeUp {
  /** `wu_…`. */
  readonly id: string;
  readonly deviceId: string;
  /** Session id in the trigger, 1..65535: the same each time it is sent, another one for each wake-up of a device. */
  readonly sessionId: number;
  readonly uiMode: notification.UiMode;
  readonly state: 'queued' | 'sent' | 'answered' | 'expired';
  /** In words: how it went out last, why not, or what it came to. */
  readonly reason: string;
  /** Times that it was handed to a bearer. */
  readonly tries: number;
  /** When a bearer last took it. */
  readonly sentAt?: Instant;
  /** When it is looked at again; `null` once it is answered or expired. */
  readonly nextCheckAt: Instant | null;
  /** When it was last asked for. */
  readonly askedAt: Instant;
  readonly expiresAt: Instant;
  readonly answeredAt?: Instant;
  /** Record of the session that answered. */
  readonly sessionKey?: string;
}

/** A wake-up before the store has given it its session id. */
export type NewWakeUp = Omit<WakeUp, 'sessionId'>;

/** One Delivery Package of the catalogue; immutable once published. */
export interface Package {
  /** `pk_…`. */
  readonly id: string;
  readonly component: string;
  readonly version: string;
  /** SHA-256 hex of the file; also its strong ETag and blob name. */
  readonly digest: string;
  readonly bytes: number;
  /** The signed manifest, verified against the authority's root at upload; absent for a plain payload. */
  readonly manifest: Manifest;
  readonly published: boolean;
  readonly createdAt: Instant;
}

/** Immutable set of package versions that belong together. */
export interface Release {
  /** `re_…`. */
  readonly id: string;
  readonly name: string;
  readonly packageIds: readonly string[];
  readonly atomic: boolean;
  readonly createdAt: Instant;
}

/** What devices of some types, or single devices, may ask for. docs/requests.md */
export interface Offer {
  /** `of_…`. */
  readonly id: string;
  readonly title: string;
  readonly releaseId: string;
  /** `update`: also given by itself to a device that asks for updates and has an older version. */
  readonly mode: 'onRequest' | 'update';
  /** Who may ask: one of both lists names it. */
  readonly deviceTypes: readonly string[];
  readonly deviceIds: readonly string[];
  /** What may be asked for with the components of the release. */
  readonly operations: readonly WishOperation[];
  /** Of the tasks that come of it; as for any task when absent. */
  readonly consent?: ConsentPolicy;
  readonly delivery?: NonNullable<DeliveryOrder['delivery']>;
  readonly createdAt: Instant;
  readonly endedAt?: Instant;
}

/** Why a task exists when no operator has ordered it. */
export interface TaskOrigin {
  readonly offerId: string;
  /** Who asked at the device. */
  readonly by: 'user' | 'device';
  readonly operation: WishOperation;
  readonly component?: string;
  readonly at: Instant;
}

export interface Task extends TaskFacts {
  readonly deviceId: string;
  readonly order: Order;
  readonly releaseId?: string;
  readonly origin?: TaskOrigin;
  readonly createdAt: Instant;
  readonly expiresAt: Instant;
}

/** A step in a task's life, for people. */
export interface TaskEvent {
  readonly taskId: string;
  readonly at: Instant;
  readonly state: string;
  readonly reason: string;
  readonly sessionKey?: string;
}

/** One DM session as kept for engineers. */
export interface SessionRecord {
  /** `se_…`. */
  readonly key: string;
  readonly deviceId: string;
  readonly sessionId: string;
  readonly startedAt: Instant;
  readonly endedAt?: Instant;
  readonly messages: number;
  readonly outcome: string;
}

/** One message of a session, credentials blanked before it is stored. */
export interface SessionMessage {
  readonly sessionKey: string;
  readonly index: number;
  readonly at: Instant;
  readonly direction: 'in' | 'out';
  readonly encoding: 'xml' | 'wbxml';
  readonly bytes: Uint8Array;
}

/** Component as last read from the device, with the time since which this row stands. */
export interface InventoryRow extends DeployedRow {
  readonly since: Instant;
}
