import { SERVER_LIMITS } from '../limits.ts';
import { execTag } from './commands.ts';
import type { Knowledge } from './knowledge.ts';
import { isRetryable, outcomeOf } from './operation-outcome.ts';
import type { OperationRecord, TaskFacts } from './task.ts';

/** What to do about one operation that a task needs. */
export type Attempt =
  /** Send it: a new record, or the same one again because nobody knows whether it arrived. */
  | { readonly kind: 'send'; readonly record: OperationRecord }
  /** It runs, or waits for another session. */
  | { readonly kind: 'wait'; readonly record: OperationRecord }
  | { readonly kind: 'done'; readonly record: OperationRecord }
  | { readonly kind: 'failed'; readonly record: OperationRecord };

export interface AttemptOrder {
  readonly operation: OperationRecord['operation'];
  readonly component: string;
  readonly uri: string;
  /** Middle part of the Correlator: member index, `a`, `r0`. */
  readonly part: string;
}

/**
 * Decides from the records alone. An Exec without any Status goes out again in the next session under the same
 * Correlator; a retryable failure gets a new Correlator, in a later session than the failure.
 */
export function attempt(task: TaskFacts, known: Knowledge, order: AttemptOrder, now: string): Attempt {
  const earlier = attemptsOf(task, order.part);
  const last = earlier.at(-1);
  if (last === undefined) return { kind: 'send', record: newRecord(task.id, order, 1, now) };
  const outcome = outcomeOf(last);
  const sentNow = known.sent[execTag(task.id, last.correlator)] !== undefined;
  if (outcome === 'open') {
    return last.status === undefined && !sentNow
      ? { kind: 'send', record: last }
      : { kind: 'wait', record: last };
  }
  if (outcome === 'done') return { kind: 'done', record: last };
  if (!mayRetry(task, last)) return { kind: 'failed', record: last };
  if (sentNow && last.status !== undefined && last.status >= 500) return { kind: 'wait', record: last };
  return { kind: 'send', record: newRecord(task.id, order, earlier.length + 1, now) };
}

/** Records of one Correlator part, oldest first. */
export function attemptsOf(task: TaskFacts, part: string): readonly OperationRecord[] {
  const prefix = correlatorOf(task.id, part, '');
  return task.operations.filter((record) => record.correlator.startsWith(prefix));
}

/** The newest record per Correlator part: earlier attempts no longer count. */
export function latestRecords(task: TaskFacts): readonly OperationRecord[] {
  const latest = new Map<string, OperationRecord>();
  for (const record of task.operations) latest.set(partOf(task, record), record);
  return [...latest.values()];
}

/** True while a failure of `record` is followed by another attempt. */
export function mayRetry(task: TaskFacts, record: OperationRecord): boolean {
  const count = attemptsOf(task, partOf(task, record)).length;
  return outcomeOf(record) === 'failed' && isRetryable(record) && count < SERVER_LIMITS.attemptsMax;
}

/** It takes back what the task has done. */
export function isUndoing(task: TaskFacts, record: OperationRecord): boolean {
  return partOf(task, record).startsWith('u');
}

function partOf(task: TaskFacts, record: OperationRecord): string {
  const rest = record.correlator.slice(task.id.length + 1);
  return rest.slice(0, rest.lastIndexOf('-'));
}

/** Letters, digits and hyphens only: some clients join Correlators with signs of their own. spec/scomo.md §12 Q6 */
function correlatorOf(taskId: string, part: string, count: number | ''): string {
  return `${taskId.replaceAll('_', '-')}-${part}-${count}`;
}

function newRecord(taskId: string, order: AttemptOrder, count: number, now: string): OperationRecord {
  return {
    correlator: correlatorOf(taskId, order.part, count),
    operation: order.operation,
    component: order.component,
    uri: order.uri,
    sentAt: now,
    reports: [],
  };
}
