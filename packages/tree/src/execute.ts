import type { Add, Atomic, Copy, Delete, Exec, Get, Item, Replace, Sequence } from '@scomo/syncml';
import type { DeviceObject } from './device-object.ts';
import type { Tree } from './node.ts';

/** Commands that act on the tree. UI alerts inside a Sequence or Atomic are answered 406. */
export type TreeCommand = Add | Replace | Delete | Copy | Get | Exec | Atomic | Sequence;

export interface ExecuteContext<E> {
  /** ServerID whose rights count (ACL). */
  readonly serverId: string;
  readonly objects: readonly DeviceObject<E>[];
  /** ISO 8601, for TStamp. */
  readonly now: string;
}

/** Status of one command, or of one Item of it when Items differ (then `targetRef` is set). */
export interface CommandStatus {
  readonly cmdId: string;
  readonly cmd: string;
  readonly code: number;
  /** LocURI exactly as received. */
  readonly targetRef?: string;
  readonly sourceRef?: string;
  readonly items?: readonly Item[];
}

export interface Outcome<E> {
  readonly tree: Tree;
  /** In the order they must be sent: a container before its children. */
  readonly statuses: readonly CommandStatus[];
  /** One entry per Get that found something: its Items with Source, Meta (unless defaults) and Data. */
  readonly results: readonly { readonly cmdId: string; readonly items: readonly Item[] }[];
  readonly effects: readonly E[];
}

/** Carries out one command on the tree. spec/omadm.md §2.3-§2.10, §3 */
export function execute<E>(tree: Tree, command: TreeCommand, context: ExecuteContext<E>): Outcome<E> {
  throw new Error(`to be written: ${command.kind} ${tree.format} ${context.serverId}`);
}
