import { type Command, commandName, type Item } from '@scomo/syncml';
import type { Tree } from '../node.ts';

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

/** The same status for a command and everything inside it. */
export function allWith(command: Command, code: number): CommandStatus[] {
  const own = { cmdId: command.cmdId, cmd: commandName(command), code };
  if (command.kind !== 'Atomic' && command.kind !== 'Sequence') return [own];
  return [own, ...command.commands.flatMap((child) => allWith(child, code))];
}
