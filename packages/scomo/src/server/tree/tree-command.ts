import type { AlertOptions } from '@scomo/dm';

export type TreeCommandKind =
  | 'get'
  | 'add'
  | 'replace'
  | 'delete'
  | 'copy'
  | 'exec'
  | 'atomic'
  | 'sequence'
  | 'alert';

/** One command as an engineer orders it; which members a kind has is for whoever gives the order. spec/omadm.md §2 */
export interface TreeCommand {
  readonly kind: TreeCommandKind;
  /** Target, full device URI; `?prop=` and `?list=` as they are. */
  readonly uri?: string;
  /** Of a copy: where the value comes from. */
  readonly source?: string;
  readonly format?: string;
  readonly type?: string;
  /** Text; base64 when `format` is `bin`. */
  readonly data?: string;
  /** Of an exec; always set once it is ordered. */
  readonly correlator?: string;
  /** Of an alert: 1100-1104, its text, its options and choices. */
  readonly code?: number;
  readonly text?: string;
  readonly options?: AlertOptions;
  readonly choices?: readonly string[];
  /** In an atomic or a sequence. */
  readonly commands?: readonly TreeCommand[];
}

/** A node as Results showed it. */
export interface TreeResult {
  readonly uri: string;
  /** As sent, else the defaults `chr` and `text/plain`. */
  readonly format: string;
  readonly type: string;
  /** Text (markup as XML); base64 of octets; absent where none came, as in a structure. */
  readonly data?: string;
  readonly base64?: true;
  /** The data are longer: the task had no room for the rest. */
  readonly cut?: true;
}

/** One Item of an Alert 1226 that carried the Correlator of an exec. */
export interface TreeReport extends TreeResult {
  readonly at: string;
  readonly mark?: string;
}

/** What became of one command. Facts: a task without them was never sent. */
export interface CommandOutcome {
  /** Place in the order, then in each container, from 0. */
  readonly path: readonly number[];
  readonly kind: TreeCommandKind;
  readonly uri?: string;
  readonly correlator?: string;
  /** When it last left, and how often it did: only a get is repeated. */
  readonly sentAt?: string;
  readonly tries?: number;
  /** Status; several for one command: the highest. */
  readonly status?: number;
  /** Texts of the Status's Items: what the End User typed or chose, a missing ancestor, a hint. */
  readonly answers?: readonly string[];
  readonly results?: readonly TreeResult[];
  /** Nodes that the task had no room for. */
  readonly resultsLeftOut?: number;
  /** What Alert 1226 brought for this exec. */
  readonly reports?: readonly TreeReport[];
  /** Nobody knows whether it was done: no Status in a whole session, or the session was lost. */
  readonly unknown?: 'no status' | 'session lost';
  /** Nothing more is expected in answer to the command itself. */
  readonly endedAt?: string;
}

/** Outcomes of commands not yet sent, a container before its children. */
export function blankOutcomes(
  commands: readonly TreeCommand[],
  at: readonly number[] = [],
): CommandOutcome[] {
  return commands.flatMap(({ kind, uri, correlator, commands: inner = [] }, index) => [
    {
      path: [...at, index],
      kind,
      ...(uri === undefined ? {} : { uri }),
      ...(correlator === undefined ? {} : { correlator }),
    },
    ...blankOutcomes(inner, [...at, index]),
  ]);
}

/** True for an exec that was accepted (202) and whose Alert 1226 has not come. spec/omadm.md §2.8 */
export function awaitsReport({ kind, status, reports = [] }: CommandOutcome): boolean {
  return kind === 'exec' && status === 202 && reports.length === 0;
}
