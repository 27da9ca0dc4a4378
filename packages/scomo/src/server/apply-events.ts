import type { ServerEvent } from '@scomo/dm';
import { SERVER_LIMITS } from '../limits.ts';
import { foldAnswer, isUnanswered } from './ask-by-alert.ts';
import { foldAlert } from './fold-alert.ts';
import {
  closeNotebook,
  fileReadStatus,
  fileResults,
  forgetInventory,
  type Notebook,
  openNotebook,
} from './fold-reads.ts';
import { foldStatus, withOperation } from './fold-status.ts';
import type { Knowledge } from './knowledge.ts';
import type { OperationRecord, TaskFacts } from './task.ts';
import { foldTreeAlert, foldTreeAnswer } from './tree/fold-outcome.ts';
import { cleanText } from './uri.ts';

/** What a turn's events did to what we know and to the tasks. Same references when nothing changed. */
export interface Folded {
  readonly known: Knowledge;
  readonly tasks: readonly TaskFacts[];
}

/** Folds statuses, results and alerts into knowledge and tasks. Pure; order of events kept. An operation that ended makes the inventory read before it worthless. */
export function applyEvents(
  known: Knowledge,
  tasks: readonly TaskFacts[],
  events: readonly ServerEvent[],
  now: string,
): Folded {
  const book = openNotebook(known);
  let folded = tasks;
  for (const event of events) {
    if (event.type === 'status') folded = foldTagged(book, folded, event, now);
    else if (event.type === 'results' && event.tag.startsWith('tree|'))
      folded = foldTreeAnswer(folded, event);
    else if (event.type === 'results') foldRead(book, event);
    else if (event.type === 'alert' && event.code === 1226)
      folded = foldTreeAlert(folded, event, now) ?? foldAlert(folded, event, now);
  }
  const read = book.changed ? closeNotebook(book) : known;
  return { known: endedCount(folded) > endedCount(tasks) ? forgetInventory(read) : read, tasks: folded };
}

function foldTagged(
  book: Notebook,
  tasks: readonly TaskFacts[],
  event: Extract<ServerEvent, { type: 'status' }>,
  now: string,
): readonly TaskFacts[] {
  const [kind, first = '', ...rest] = event.tag.split('|');
  if (kind === 'get') {
    fileReadStatus(book, event.tag.slice(4), event.code);
    return tasks;
  }
  book.sent[event.tag] = Math.max(book.sent[event.tag] ?? 0, event.code);
  book.changed = true;
  if (kind === 'tree') return foldTreeAnswer(tasks, event);
  const words = event.code >= 400 ? event.items[0]?.data : undefined;
  if (typeof words === 'string' && words.trim() !== '')
    book.said[event.tag] = cleanText(words).slice(0, SERVER_LIMITS.saidCharsMax);
  if (kind !== 'exec') return tasks;
  const correlator = rest.join('|');
  return tasks.map((task) => {
    if (task.id !== first) return task;
    const index = task.operations.findIndex((record) => record.correlator === correlator);
    const record = task.operations[index];
    return record === undefined ? task : foldExec(task, index, record, event, now);
  });
}

/** Status of an Exec, or of the question before it. An Exec that was left out because nobody answered never went. */
function foldExec(
  task: TaskFacts,
  index: number,
  record: OperationRecord,
  { path, code }: Extract<ServerEvent, { type: 'status' }>,
  now: string,
): TaskFacts {
  if (record.asked !== undefined && path[0] === 0) return foldAnswer(task, record.asked, code, now);
  if (record.asked !== undefined && path[0] === record.position && code === 215 && isUnanswered(task))
    return { ...task, operations: task.operations.toSpliced(index, 1) };
  return withOperation(task, index, foldStatus(record, path, code, now));
}

function foldRead(book: Notebook, event: Extract<ServerEvent, { type: 'results' }>): void {
  if (event.tag.startsWith('get|')) fileResults(book, event.tag.slice(4), event.items);
}

function endedCount(tasks: readonly TaskFacts[]): number {
  let count = 0;
  for (const task of tasks)
    for (const record of task.operations) if (record.endedAt !== undefined) count += 1;
  return count;
}
