import type { Manifest } from '@scomo/delivery';
import type { DeployedRow, Order, TaskFacts } from '@scomo/scomo';
import type { Learnt } from './profiles/profile.ts';

/** ISO 8601 UTC with milliseconds. */
export type Instant = string;

/** Model class of devices. `legacy` opens weak authentication for it (design.md §5). */
export interface DeviceType {
  readonly name: string;
  readonly description: string;
  readonly legacy: boolean;
  /** Profile of all its devices, whatever is recognised. */
  readonly profile?: string;
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
  readonly createdAt: Instant;
  readonly lastSeenAt?: Instant;
  readonly inventoryAt?: Instant;
}

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

export interface Task extends TaskFacts {
  readonly deviceId: string;
  readonly order: Order;
  readonly releaseId?: string;
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
