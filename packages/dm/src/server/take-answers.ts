import { type Item, type Message, metaOf, type Results, type Status } from '@scomo/syncml';
import { isHeaderStatus } from '../statuses.ts';
import { sameUri } from '../uri-text.ts';
import { oddity, type ServerEvent } from './events.ts';
import { matchResults, matchStatus } from './match-pending.ts';
import type { PendingCommand } from './session.ts';

/** Statuses and Results of one message, folded into events. */
export interface Answers {
  readonly pending: readonly PendingCommand[];
  /** One list for each command of the message. */
  readonly events: readonly (readonly ServerEvent[])[];
}

/** Names of what we never wait for: a Status for Results or for a Status (Q40), and for our Alert 1222. */
const UNASKED = new Set(['results', 'result', 'status', 'alert']);

/** Matches every Status and Results of a message to what we sent, in the order they stand. spec/omadm.md §2.11, §2.12 */
export function takeAnswers(pending: readonly PendingCommand[], message: Message, newest: string): Answers {
  const answered = new Set<PendingCommand>();
  const refused = new Set<PendingCommand>();
  const served: PendingCommand[] = [];
  const turns = new Map<PendingCommand, number>();
  const bare = countBare(pending, message, newest);
  const events = message.commands.map((command): readonly ServerEvent[] => {
    if (command.kind === 'Results') {
      const row = matchResults(pending, { ...command, uris: urisOf(command.items) }, newest, served);
      if (row === undefined) return [stray(command)];
      served.push(row);
      return [resultsEvent(row, command)];
    }
    if (command.kind !== 'Status' || isHeaderStatus(command)) return [];
    const row = matchStatus(pending, command, newest);
    if (row === undefined) return UNASKED.has(command.cmd.toLowerCase()) ? [] : [unmatched(command)];
    answered.add(row);
    if (command.code >= 300) refused.add(row);
    const turn = turns.get(row) ?? 0;
    if (command.targetRefs.length === 0) turns.set(row, turn + 1);
    return statusEvents(row, command, (bare.get(row) ?? 0) > 1 ? turn : undefined);
  });
  const left = pending.map((row): PendingCommand => {
    const over = row.kind === 'Get' && (refused.has(row) || served.includes(row));
    if (!over && !answered.has(row)) return row;
    return { ...row, ...(answered.has(row) && { answered: true }), ...(over && { served: true }) };
  });
  return { pending: left, events };
}

/** Statuses without TargetRef per command: more than one speak for its Items in order (Q12). */
function countBare(
  pending: readonly PendingCommand[],
  message: Message,
  newest: string,
): ReadonlyMap<PendingCommand, number> {
  const count = new Map<PendingCommand, number>();
  for (const command of message.commands) {
    if (command.kind !== 'Status' || command.targetRefs.length > 0) continue;
    const row = matchStatus(pending, command, newest);
    if (row !== undefined) count.set(row, (count.get(row) ?? 0) + 1);
  }
  return count;
}

function statusEvents(row: PendingCommand, status: Status, turn: number | undefined): ServerEvent[] {
  const { code, items } = status;
  const base = { type: 'status', tag: row.tag, path: row.path, code, items } as const;
  // A TargetRef is reported as we spelt it, however the client escaped it (Q13).
  const refs = status.targetRefs.map((ref) => row.targets.find((target) => sameUri(target, ref)) ?? ref);
  const byTurn = turn === undefined || row.targets.length === 1 ? undefined : row.targets[turn];
  if (byTurn !== undefined) return [{ ...base, targetRef: byTurn }];
  if (refs.length === 0) return [base];
  return refs.map((targetRef) => ({ ...base, targetRef }));
}

function resultsEvent(row: PendingCommand, results: Results): ServerEvent {
  const items = results.items.map((item): Item => ({ ...item, meta: metaOf(results, item) }));
  return { type: 'results', tag: row.tag, path: row.path, items };
}

function urisOf(items: readonly Item[]): readonly string[] {
  return items.flatMap((item) => (item.source === undefined ? [] : [item.source.locUri]));
}

function unmatched(status: Status): ServerEvent {
  const detail = `Status ${status.code} for ${status.cmd} ${status.msgRef}/${status.cmdRef} that we did not send`;
  return oddity(detail);
}

function stray(results: Results): ServerEvent {
  return oddity(`Results for ${results.msgRef ?? '?'}/${results.cmdRef ?? '?'} match no command`);
}
