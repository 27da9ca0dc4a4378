import type { ServerEvent } from '@scomo/dm';
import { base64Encode, encodeMarkup, type Item, utf8Decode } from '@scomo/syncml';
import { isSecretLeaf } from '@scomo/tree';
import { SERVER_LIMITS } from '../../limits.ts';
import type { TaskFacts } from '../task.ts';
import { canonicalUri } from '../uri.ts';
import { awaitsReport, type CommandOutcome, type TreeResult } from './tree-command.ts';

type StatusEvent = Extract<ServerEvent, { type: 'status' }>;
type ResultsEvent = Extract<ServerEvent, { type: 'results' }>;
type AlertEvent = Extract<ServerEvent, { type: 'alert' }>;

/** Tag of the command at `index` of a task's order. */
export const treeTag = (taskId: string, index: number) => `tree|${taskId}|${index}`;

/** Files the Status or Results of a tree command; the same list when no open task has it. */
export function foldTreeAnswer(
  tasks: readonly TaskFacts[],
  event: StatusEvent | ResultsEvent,
): readonly TaskFacts[] {
  const [, taskId = '', index = ''] = event.tag.split('|');
  const at = tasks.findIndex((task) => task.id === taskId);
  const task = tasks[at];
  if (task === undefined) return tasks;
  const path = [Number(index), ...event.path].join('.');
  const place = task.outcomes?.findIndex((outcome) => outcome.path.join('.') === path) ?? -1;
  const before = task.outcomes?.[place];
  if (task.outcomes === undefined || before === undefined) return tasks;
  const after =
    event.type === 'status'
      ? withStatus(before, event)
      : withResults(before, event.items, roomOf(task.outcomes));
  return tasks.with(at, { ...task, outcomes: task.outcomes.with(place, after) });
}

function withStatus(outcome: CommandOutcome, { code, items }: StatusEvent): CommandOutcome {
  const texts = items.slice(0, SERVER_LIMITS.treeAnswersMax).flatMap((item) => {
    const text = textOf(item).data ?? item.target?.locUri ?? item.source?.locUri;
    return text === undefined ? [] : [text.slice(0, SERVER_LIMITS.treeAnswerCharsMax)];
  });
  const { unknown: _, ...known } = outcome;
  return {
    ...known,
    status: Math.max(code, outcome.status ?? 0),
    ...(texts.length === 0 ? {} : { answers: texts }),
  };
}

/** Results in one piece or several; what the task has no room for is left out, and that is said. */
function withResults(outcome: CommandOutcome, items: readonly Item[], room: number): CommandOutcome {
  const results = [...(outcome.results ?? [])];
  let { resultsLeftOut = 0 } = outcome;
  let left = room;
  for (const item of items) {
    const whole = resultOf(item);
    const frame = weightOf({ ...whole, data: '' });
    if (frame > left) {
      resultsLeftOut += 1;
      continue;
    }
    const kept = cutTo(whole, left - frame);
    results.push(kept);
    left -= weightOf(kept);
  }
  return { ...outcome, results, ...(resultsLeftOut === 0 ? {} : { resultsLeftOut }) };
}

function cutTo(result: TreeResult, chars: number): TreeResult {
  if (result.data === undefined || result.data.length <= chars) return result;
  const whole = result.base64 === true ? chars - (chars % 4) : chars;
  return { ...result, data: result.data.slice(0, whole), cut: true };
}

function roomOf(outcomes: readonly CommandOutcome[]): number {
  const used = outcomes
    .flatMap(({ results = [], reports = [] }) => [...results, ...reports])
    .reduce((sum, result) => sum + weightOf(result), 0);
  return SERVER_LIMITS.treeResultCharsMax - used;
}

/** Characters that a result takes in the task, its frame included. */
function weightOf({ uri, format, type, data = '' }: TreeResult): number {
  return 64 + uri.length + format.length + type.length + data.length;
}

function resultOf(item: Item): TreeResult {
  return {
    uri: item.source?.locUri ?? item.target?.locUri ?? '',
    format: item.meta?.format ?? 'chr',
    type: item.meta?.type ?? 'text/plain',
    ...(isSecretLeaf(item.source?.locUri ?? '') ? { data: '***' } : textOf(item)),
  };
}

function textOf({ data }: Item): { readonly data?: string; readonly base64?: true } {
  if (data === undefined) return {};
  if (typeof data === 'string') return { data };
  if (data instanceof Uint8Array) return { data: base64Encode(data), base64: true };
  return { data: utf8Decode(encodeMarkup(data, 'xml')) ?? '' };
}

/**
 * Files an Alert 1226 with the exec it answers: by its Correlator, else (for clients that forget it) by the URI of an
 * exec that waits for one. Undefined when no tree task has such an exec. spec/omadm.md §1.14, C33
 */
export function foldTreeAlert(
  tasks: readonly TaskFacts[],
  alert: AlertEvent,
  now: string,
): readonly TaskFacts[] | undefined {
  for (const [at, task] of tasks.entries()) {
    const place = task.outcomes?.findIndex((outcome) => answers(alert, outcome)) ?? -1;
    const before = task.outcomes?.[place];
    if (task.outcomes === undefined || before === undefined) continue;
    const after = withReports(before, alert.items, roomOf(task.outcomes), now);
    return tasks.with(at, { ...task, outcomes: task.outcomes.with(place, after) });
  }
  return undefined;
}

/** True when an Alert 1226 with this Correlator is the answer to an exec of one of the tasks. */
export function expectsAlert(tasks: readonly TaskFacts[], correlator: string): boolean {
  return tasks.some((task) => task.outcomes?.some((outcome) => isOurs(outcome, correlator)));
}

function answers({ correlator, items }: AlertEvent, outcome: CommandOutcome): boolean {
  if (correlator !== undefined) return isOurs(outcome, correlator);
  if (!awaitsReport(outcome)) return false;
  const uri = canonicalUri(outcome.uri ?? '');
  return items.some((item) => item.source !== undefined && canonicalUri(item.source.locUri) === uri);
}

function isOurs({ kind, sentAt, correlator }: CommandOutcome, given: string): boolean {
  return kind === 'exec' && sentAt !== undefined && correlator === given;
}

function withReports(
  outcome: CommandOutcome,
  items: readonly Item[],
  room: number,
  at: string,
): CommandOutcome {
  const reports = [...(outcome.reports ?? [])];
  let left = room;
  for (const item of items) {
    if (reports.length >= SERVER_LIMITS.reportsMax) break;
    const whole = resultOf(item);
    const known = reports.some(
      ({ uri, type, data }) => uri === whole.uri && type === whole.type && data === whole.data,
    );
    if (known) continue;
    const kept = cutTo(whole, Math.max(left - weightOf({ ...whole, data: '' }), 0));
    const mark = item.meta?.mark;
    reports.push({ ...kept, at, ...(mark === undefined ? {} : { mark }) });
    left -= weightOf(kept);
  }
  return { ...outcome, reports };
}
