import type { Data } from './data.ts';
import type { Meta } from './meta.ts';
import type { Chal, Cred, Location } from './parts.ts';

/** `Item`. spec/omadm.md §2.1 */
export interface Item {
  readonly target?: Location;
  readonly source?: Location;
  readonly sourceParent?: Location;
  readonly targetParent?: Location;
  readonly meta?: Meta;
  readonly data?: Data;
  /** More chunks of this object follow. spec/omadm.md §4.1 */
  readonly moreData?: true;
}

interface Base {
  /** Text as received, `''` when missing. */
  readonly cmdId: string;
  readonly noResp?: true;
}

interface WithItems extends Base {
  readonly cred?: Cred;
  readonly meta?: Meta;
  readonly items: readonly Item[];
}

export interface Add extends WithItems {
  readonly kind: 'Add';
}
export interface Replace extends WithItems {
  readonly kind: 'Replace';
}
export interface Copy extends WithItems {
  readonly kind: 'Copy';
}
export interface Delete extends WithItems {
  readonly kind: 'Delete';
  readonly archive?: true;
  readonly sftDel?: true;
}
export interface Get extends WithItems {
  readonly kind: 'Get';
  readonly lang?: string;
}
/** Exactly one Item by the specification; the decoder keeps what came. */
export interface Exec extends WithItems {
  readonly kind: 'Exec';
  readonly correlator?: string;
}
export interface Alert extends Base {
  readonly kind: 'Alert';
  readonly cred?: Cred;
  /** Alert code, `undefined` when missing or not a number. spec/omadm.md §1.12 */
  readonly code?: number;
  readonly correlator?: string;
  readonly items: readonly Item[];
}
export interface Atomic extends Base {
  readonly kind: 'Atomic';
  readonly meta?: Meta;
  readonly commands: readonly Command[];
}
export interface Sequence extends Base {
  readonly kind: 'Sequence';
  readonly meta?: Meta;
  readonly commands: readonly Command[];
}
export interface Status extends Omit<Base, 'noResp'> {
  readonly kind: 'Status';
  readonly msgRef: string;
  /** `'0'` when missing and `cmd` is SyncHdr. */
  readonly cmdRef: string;
  readonly cmd: string;
  readonly targetRefs: readonly string[];
  readonly sourceRefs: readonly string[];
  readonly cred?: Cred;
  readonly chal?: Chal;
  /** Status code; `0` when missing or not a number (a peer was seen to send 0). */
  readonly code: number;
  readonly items: readonly Item[];
}
export interface Results extends Omit<Base, 'noResp'> {
  readonly kind: 'Results';
  readonly msgRef?: string;
  readonly cmdRef?: string;
  readonly meta?: Meta;
  readonly targetRef?: string;
  readonly sourceRef?: string;
  readonly items: readonly Item[];
}
/** A SyncML command that DM does not use (Map, Put, Search, Sync, Move): answered 406, content dropped. */
export interface Unsupported extends Base {
  readonly kind: 'Unsupported';
  readonly name: string;
}

/** Element of a SyncBody, Atomic or Sequence. The content rules are checked by the session engine, not by the codec. */
export type Command =
  | Add
  | Alert
  | Atomic
  | Copy
  | Delete
  | Exec
  | Get
  | Replace
  | Results
  | Sequence
  | Status
  | Unsupported;

/** Name of a command as it stands in `Status/Cmd`. */
export function commandName(command: Command): string {
  return command.kind === 'Unsupported' ? command.name : command.kind;
}
