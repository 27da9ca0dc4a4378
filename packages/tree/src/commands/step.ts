import type { Alert, Data, Item, Meta } from '@scomo/syncml';
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
  /** Asks the End User; nobody can be asked when it is absent. */
  ask?(alert: Alert): UserAnswer;
}

/** What the End User made of a UI alert: the code of its Status, and what was typed or chosen. spec/omadm.md §1.13 */
export interface UserAnswer {
  /** 200 yes, 304 no, 214 cancelled, 408 no answer in time; 406, 412, 416: could not be asked. */
  readonly code: number;
  readonly values: readonly string[];
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

/** Whether what follows in the same Sequence or Atomic is not executed: after a failure, a "No" or a cancelled question. spec/omadm.md §1.13 */
export function breaksOff(code: number): boolean {
  return isFailure(code) || code === 304 || code === 214;
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
