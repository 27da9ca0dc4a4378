import type { Data, Item } from '@scomo/syncml';
import type { Format, Tree, TreeNode } from './node.ts';

/** An Exec that passed existence, AccessType and ACL. */
export interface ExecCall {
  /** Canonical URI of the executed node. */
  readonly uri: string;
  readonly correlator?: string;
  readonly data?: Data;
  /** Authenticated ServerID that ordered it. */
  readonly serverId: string;
}

/** What an object answers to an Exec. `effects` are handed to the program, which makes them durable before the reply leaves. */
export interface ExecAnswer<E> {
  readonly tree: Tree;
  /** 200 done, 202 accepted (a report follows), 4xx/5xx refused, 12xx/14xx SCOMO in line. */
  readonly status: number;
  readonly items?: readonly Item[];
  readonly effects: readonly E[];
}

/** What a sink says to the octets it was given; `detail` in words, for the Status of a refusal. */
export interface SinkAnswer {
  readonly status: number;
  readonly detail?: string;
}

/** Takes the value of a node whose octets are kept outside of the tree. One value at a time. */
export interface ValueSink {
  /** The octets from `offset` on; 0 begins a new value. A status ≥ 400 refuses the value: nothing of it is left then. */
  take(offset: number, octets: Uint8Array, last: boolean): SinkAnswer;
  /** The value will not be finished: nothing of it is left. */
  drop(): void;
}

/** Behaviour of one management object behind its nodes. All pure: tree in, tree out. */
export interface DeviceObject<E> {
  /** Canonical URI of the object's root, e.g. `./SCOMO`. */
  readonly root: string;
  /** DDFName of the documents in `./Inbox` that belong directly below `root`. spec/omadm.md §7.4 */
  readonly inboxType?: string;
  /** After a server's Add of `uri` succeeded: create mandatory children and the like. */
  added?(tree: Tree, uri: string): Tree;
  /** After a server's Delete of `uri` succeeded: `node` is what stood there. */
  removed?(tree: Tree, uri: string, node: TreeNode): Tree;
  /**
   * Before a server's Add, Delete or Replace (of value, Name or Title) of `uri`, whose AccessType and ACL allow it:
   * a status ≥ 400 refuses it. `format` is that of the node to be added.
   */
  guard?(tree: Tree, uri: string, command: 'Add' | 'Delete' | 'Replace', format?: Format): number | undefined;
  exec?(tree: Tree, call: ExecCall): ExecAnswer<E>;
  /** The sink for the value of `uri`, which is then added or replaced with an empty value; a status refuses it; undefined: it belongs in the tree. */
  sink?(tree: Tree, uri: string): ValueSink | number | undefined;
}
