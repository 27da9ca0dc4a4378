import type { Primitive } from '../object.ts';
import type { ConsentAnswer, ConsentPolicy, Held, SetMember } from '../set.ts';
import type { ChosenDelivery, DeliveryWay } from './choose-delivery.ts';
import type { Operation } from './combined.ts';
import type { CommandOutcome, TreeCommand } from './tree/tree-command.ts';

/** design.md §3 */
export type TaskState =
  | 'planned'
  | 'waiting'
  | 'notified'
  | 'downloading'
  | 'delivered'
  | 'installing'
  | 'inactive'
  | 'activating'
  | 'active'
  | 'verified'
  | 'failed'
  | 'declined'
  | 'expired'
  | 'cancelled'
  | 'superseded'
  | 'removed';

export const FINAL_STATES: readonly TaskState[] = [
  'verified',
  'failed',
  'declined',
  'expired',
  'cancelled',
  'superseded',
  'removed',
];

/** What a device shall have or do. */
export type Order =
  /** Read the inventory now. */
  | { readonly kind: 'inventory' }
  /** These versions, active; all or none when `atomic`. */
  | ({
      readonly kind: 'deploy';
      readonly atomic: boolean;
      readonly members: readonly DeployMember[];
      readonly consent: ConsentPolicy;
      /** Packages of what was on the device when it was ordered, to go back to where the device does not by itself. */
      readonly previous?: readonly DeployMember[];
    } & DeliveryOrder)
  /** These components gone. */
  | { readonly kind: 'remove'; readonly components: readonly string[] }
  /** One operation, carried out once. spec/scomo.md §4.4 */
  | ({
      readonly kind: 'operation';
      readonly operation: Operation;
      readonly component: string;
      /** The package it is about. Absent: the deployed component, whichever package it came from. */
      readonly member?: DeployMember;
      /** Asked with a UI alert, of every client; absent: nobody is. */
      readonly consent?: ConsentPolicy;
      readonly previous?: readonly DeployMember[];
    } & DeliveryOrder)
  /** These commands, once each, in this order. */
  | { readonly kind: 'tree'; readonly commands: readonly TreeCommand[] };

/** How packages shall come, and what the device's type says of it. Mission row E0 */
export interface DeliveryOrder {
  /** Absent: by `download`. */
  readonly delivery?: DeliveryWay | 'auto';
  readonly link?: 'metered';
  /** DELIVERY_LIMITS when absent. */
  readonly directBytesMax?: number;
}

export type DeployOrder = Extract<Order, { kind: 'deploy' }>;
export type RemoveOrder = Extract<Order, { kind: 'remove' }>;
export type OperationOrder = Extract<Order, { kind: 'operation' }>;
export type TreeOrder = Extract<Order, { kind: 'tree' }>;

export interface DeployMember extends SetMember {
  /** Signed, expiring; made anew each time it is sent. */
  readonly packageId: string;
  /** Why it is a member: `needed by app 2.0 (lib >=1.2)`. Absent: it was ordered. */
  readonly why?: string;
  /** Relations of its manifest; absent: none. */
  readonly requires?: readonly string[];
  readonly conflicts?: readonly string[];
  /** Host of the bucket that holds a copy. */
  readonly bucketHost?: string;
}

/** What was put before the End User of a client without our extension, as evidence. */
export type AskedText = Pick<ConsentAnswer, 'shown' | 'shownDigest'> & { readonly language: string };

/** One Exec that was sent and what became of it: the facts from which everything else follows. */
export interface OperationRecord {
  readonly correlator: string;
  readonly operation: Primitive | 'ActivateSet';
  /** Component ID, or `''` for a set. */
  readonly component: string;
  /** The executed operation node. */
  readonly uri: string;
  /** Version of the deployed component that it was sent to: its node may get another name. */
  readonly version?: string;
  /** Index of the Exec in its Sequence; absent when it stands alone. */
  readonly position?: number;
  readonly sentAt: string;
  /** The question before it in its Sequence, at index 0. */
  readonly asked?: AskedText;
  /** DM status of the Exec (or of the write before it that failed). */
  readonly status?: number;
  readonly reports: readonly {
    readonly code: number;
    readonly identifier: string;
    readonly target?: string;
    readonly detail?: string;
  }[];
  readonly endedAt?: string;
}

/** Why something went wrong. */
export interface Failure {
  /** SCOMO result code or DM status. */
  readonly code: number;
  /** Component ID or PkgID as the device named it, else the operation's component. */
  readonly identifier: string;
  readonly detail?: string;
}

/** A failure for which the rest is taken back; `declined`: the End User refused. */
export type Undoing = Failure & { readonly declined?: true };

/** Per component: what was there, what shall be there, how it ended. */
export interface MemberProgress {
  readonly component: string;
  /** Version active when the task first saw the inventory; `null` = not there. */
  readonly from: string | null;
  /** Other versions that stood there then, inactive or in no known state. */
  readonly inactive?: readonly string[];
  readonly verified: boolean;
  /** How its package comes, and why so. */
  readonly delivery?: ChosenDelivery;
  readonly code?: number;
  readonly detail?: string;
}

/** The part of a task that the reconciler reads and writes. Everything is a fact or follows from facts. */
export interface TaskFacts {
  readonly id: string;
  readonly order: Order;
  readonly state: TaskState;
  /** e.g. `consent`, `device has not called in`, or the cause of a failure in words. */
  readonly reason: string;
  /** ISO 8601: when the state was entered; when it is looked at again (`null` when final). */
  readonly since: string;
  readonly nextCheckAt: string | null;
  /** SCOMO result code or DM status of a failure; of an operation order, also of its success. */
  readonly code?: number;
  readonly operations: readonly OperationRecord[];
  readonly members: readonly MemberProgress[];
  readonly consent: readonly ConsentAnswer[];
  /** Why what was done is being taken back, or was. */
  readonly undoing?: Undoing;
  /** Why the device did not install yet, as it said last. */
  readonly held?: Held;
  /** Of a `tree` order: what became of each command. */
  readonly outcomes?: readonly CommandOutcome[];
}
