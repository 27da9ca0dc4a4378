import type { Command } from '@scomo/syncml';
import { LIMITS } from '../limits.ts';
import { sameUri } from '../uri-text.ts';
import type { PendingCommand, TaggedCommand } from './session.ts';

/** The pending entries of a command just sent: itself and, for Atomic and Sequence, every child. */
export function pendingOf(sent: TaggedCommand, msgId: string): PendingCommand[] {
  const entry = (command: Command, path: readonly number[]): PendingCommand[] => [
    { tag: sent.tag, msgId, cmdId: command.cmdId, path, kind: command.kind, targets: targetsOf(command) },
    ...('commands' in command
      ? command.commands.flatMap((child, index) => entry(child, [...path, index]))
      : []),
  ];
  return entry(sent.command, []);
}

function targetsOf(command: Command): readonly string[] {
  if (!('items' in command)) return [];
  return command.items.flatMap((item) => (item.target === undefined ? [] : [item.target.locUri]));
}

/** Forgets commands of messages too old to be answered still. */
export function dropOld(pending: readonly PendingCommand[], serverMsgId: number): readonly PendingCommand[] {
  return pending.filter((row) => Number(row.msgId) > serverMsgId - LIMITS.pendingMessagesMax);
}

/** The command a Status speaks of; a missing MsgRef means our newest message. spec/omadm.md §2.12, Q41 */
export function matchStatus(
  pending: readonly PendingCommand[],
  ref: { readonly msgRef: string; readonly cmdRef: string },
  newest: string,
): PendingCommand | undefined {
  const msgId = ref.msgRef === '' ? newest : ref.msgRef;
  return pending.find((row) => row.msgId === msgId && row.cmdId === ref.cmdRef);
}

/**
 * The command that Results belong to: by MsgRef and CmdRef, else by the URI of its Items, else the oldest Get that
 * had no Results yet. spec/omadm.md §2.11, Q9
 */
export function matchResults(
  pending: readonly PendingCommand[],
  ref: { readonly msgRef?: string; readonly cmdRef?: string; readonly uris: readonly string[] },
  newest: string,
  served: readonly PendingCommand[],
): PendingCommand | undefined {
  const byRefs =
    ref.cmdRef === undefined || ref.cmdRef === ''
      ? undefined
      : matchStatus(pending, { msgRef: ref.msgRef ?? '', cmdRef: ref.cmdRef }, newest);
  if (byRefs !== undefined) return byRefs;
  const readers = pending.filter((row) => row.kind === 'Get' || row.kind === 'Exec');
  const byUri = readers.find((row) =>
    row.targets.some((target) => ref.uris.some((uri) => sameUri(uri, target))),
  );
  if (byUri !== undefined) return byUri;
  if (ref.cmdRef !== undefined && ref.cmdRef !== '') return undefined;
  return readers.find((row) => row.kind === 'Get' && !served.includes(row));
}
