import { outcomeOf, statusOutcome } from './operation-outcome.ts';
import type { OperationRecord, TaskFacts } from './task.ts';

/** Codes of a child that was left out because another one failed: the other's code says why. */
const CONSEQUENCES: readonly number[] = [215, 216];

/**
 * Files the Status of a command that carried an Exec. `path` as in the event: the Exec's own Status rules, that of a
 * write before it (or of the whole Sequence) only tells why there was none. spec/scomo.md §2.4, §6.4
 */
export function foldStatus(
  record: OperationRecord,
  path: readonly number[],
  code: number,
  now: string,
): OperationRecord {
  if (record.reports.length > 0 || isFinal(record)) return record;
  const own = record.position === undefined ? path.length === 0 : path[0] === record.position;
  if (!own && (code < 400 || record.status !== undefined)) return record;
  if (own && record.status !== undefined && record.status >= 400 && CONSEQUENCES.includes(code))
    return record;
  const status = { ...record, status: code };
  if (statusOutcome(code) !== 'open') return { ...status, endedAt: now };
  const { endedAt: _reopened, ...open } = status;
  return open;
}

/** Ended by something that no later Status changes: a write's failure may still be followed by the Exec's own Status. */
function isFinal(record: OperationRecord): boolean {
  return record.endedAt !== undefined && (record.position === undefined || outcomeOf(record) !== 'failed');
}

/** The task with one operation exchanged; the same reference when it is the same. */
export function withOperation(task: TaskFacts, index: number, record: OperationRecord): TaskFacts {
  if (task.operations[index] === record) return task;
  return { ...task, operations: task.operations.with(index, record) };
}
