import type { Data, Item, Meta } from '@scomo/syncml';
import type { DeviceObject } from '../device-object.ts';
import type { Tree } from '../node.ts';
import { formatUri, type Path, type UriQuery } from '../uri.ts';
import type { CommandStatus } from './outcome.ts';

/** Whose session it is and which objects stand behind the nodes. */
export interface ExecuteContext<E> {
  /** ServerID whose rights count (ACL). */
  readonly serverId: string;
  readonly objects: readonly DeviceObject<E>[];
  /** ISO 8601, for TStamp. */
  readonly now: string;
  /** Whether the statuses of an Atomic fit into one message: if not, it is undone (517). All do unless told. spec/omadm.md §2.10 */
  atomicFits?(statuses: readonly CommandStatus[]): boolean;
}

/** One Item of a command, its target taken apart and its Meta completed from the command's. */
export interface Target {
  /** LocURI as received. */
  readonly locUri: string;
  readonly path: Path;
  readonly query?: UriQuery;
  readonly meta: Meta;
  readonly data?: Data;
  /** LocURI of the source of a Copy, as received. */
  readonly source?: string;
  /** Of an Exec. */
  readonly correlator?: string;
}

/** What one Item did. */
export interface Step<E> {
  readonly tree: Tree;
  readonly code: number;
  /** For Results. */
  readonly found?: readonly Item[];
  /** For the Status. */
  readonly items?: readonly Item[];
  readonly effects?: readonly E[];
}

/** Carries out one Item. */
export type StepOf = <E>(tree: Tree, target: Target, context: ExecuteContext<E>) => Step<E>;

/** Whether a status means that the command was not done: 4xx, 5xx, and SCOMO's 14xx and 15xx. */
export function isFailure(code: number): boolean {
  return (code >= 400 && code < 1200) || code >= 1300;
}

/** `YYYYMMDDThhmmssZ` of an ISO 8601 UTC time. spec/omadm.md §3.4 */
export function timeStamp(now: string): string {
  return now.replace(/[-:]|\.\d+/g, '');
}

/** The object that owns a node, if any. */
export function objectOf<E>(context: ExecuteContext<E>, path: Path): DeviceObject<E> | undefined {
  const uri = `${formatUri(path)}/`;
  return context.objects.find((object) => uri.startsWith(`${object.root}/`));
}
