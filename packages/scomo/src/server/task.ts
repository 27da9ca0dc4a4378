import type { Primitive } from '../object.ts';
import type { ConsentAnswer, ConsentPolicy, SetMember } from '../set.ts';
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
  | {
      readonly kind: 'deploy';
      readonly atomic: boolean;
      readonly members: readonly DeployMember[];
      readonly consent: ConsentPolicy;
      /** The packages go inside the session; absent: the device downloads them. spec/scomo.md §2.3, §2.4 */
      readonly delivery?: 'direct';
    }
  /** These components gone. */
  | { readonly kind: 'remove'; readonly components: readonly string[] }
  /** One primitive or combined operation, carried out once. spec/scomo.md §4.4 */
  | {
      readonly kind: 'operation';
      readonly operation: Primitive;
      readonly component: string;
      /** The package it is about. Absent: the deployed component, whichever package it came from. */
      readonly member?: DeployMember;
    }
  /** These commands, once each, in this order. */
  | { readonly kind: 'tree'; readonly commands: readonly TreeCommand[] };

export type DeployOrder = Extract<Order, { kind: 'deploy' }>;
export type RemoveOrder = Extract<Order, { kind: 'remove' }>;
export type OperationOrder = Extract<Order, { kind: 'operation' }>;
export type TreeOrder = Extract<Order, { kind: 'tree' }>;

export interface DeployMember extends SetMember {
  /** Signed, expiring; made anew each time it is sent. */
  readonly packageId: string;
}

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

/** Per component: what was there, what shall be there, how it ended. */
export interface MemberProgress {
  readonly component: string;
  /** Version active when the task first saw the inventory; `null` = not there. */
  readonly from: string | null;
  readonly verified: boolean;
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
  /** Of a `tree` order: what became of each command. */
  readonly outcomes?: readonly CommandOutcome[];
}
