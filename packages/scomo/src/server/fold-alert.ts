import type { Item } from '@scomo/syncml';
import { SERVER_LIMITS } from '../limits.ts';
import { ALERT_COMPLETE, ALERT_CONSENT, ALERT_HELD } from '../object.ts';
import { alertTypeOf, parseReport } from '../report.ts';
import { consentFrom, heldFrom } from './consent.ts';
import { withOperation } from './fold-status.ts';
import { matchReport } from './match-report.ts';
import { setName } from './set-names.ts';
import type { OperationRecord, TaskFacts } from './task.ts';
import { canonicalUri, cleanText } from './uri.ts';

const COMPLETE: readonly string[] = ALERT_COMPLETE;

/** Files the Items of one generic alert; the same list when none concerns a task. spec/scomo.md §5 */
export function foldAlert(
  tasks: readonly TaskFacts[],
  alert: { readonly correlator?: string; readonly items: readonly Item[] },
  now: string,
): readonly TaskFacts[] {
  let folded = tasks;
  for (const item of alert.items) {
    const type = alertTypeOf(item);
    if (type === ALERT_CONSENT) folded = foldConsent(folded, item);
    else if (type === ALERT_HELD) folded = foldHeld(folded, item, alert.correlator);
    else if (COMPLETE.includes(type) || isOrdered(tasks, alert.correlator))
      folded = foldReport(tasks, folded, item, alert.correlator, now);
  }
  return folded;
}

/** The alert answers an Exec of ours: whatever its Type, it is the report. spec/scomo.md §12 Q21 */
function isOrdered(tasks: readonly TaskFacts[], correlator: string | undefined): boolean {
  return tasks.some((task) => task.operations.some((record) => record.correlator === correlator));
}

/** `before` = the tasks as they were before the alert: the Items of one alert all belong to what was open then. */
function foldReport(
  before: readonly TaskFacts[],
  tasks: readonly TaskFacts[],
  item: Item,
  correlator: string | undefined,
  now: string,
): readonly TaskFacts[] {
  const report = parseReport(item.data);
  const source = item.source === undefined ? undefined : canonicalUri(item.source.locUri);
  const target = item.target === undefined ? undefined : canonicalUri(item.target.locUri);
  const place = matchReport(before, {
    ...(correlator === undefined ? {} : { correlator }),
    ...(source === undefined ? {} : { source }),
    ...(target === undefined ? {} : { target }),
    ...(report.identifier === undefined ? {} : { identifier: report.identifier }),
  });
  const task = place === undefined ? undefined : tasks[place.task];
  const record = place === undefined ? undefined : task?.operations[place.operation];
  if (place === undefined || task === undefined || record === undefined || report.code === undefined)
    return tasks;
  if (isSettled(before[place.task]?.operations[place.operation])) return tasks;
  const entry = {
    code: report.code,
    identifier: cleanText(report.identifier ?? ''),
    ...(target === undefined ? {} : { target }),
    ...(report.detail === undefined ? {} : { detail: cleanText(report.detail) }),
  };
  const next = withReport(record, entry, now);
  return tasks.with(place.task, withOperation(task, place.operation, next));
}

/** The first report of an operation counts; those of a set's members may come one by one. spec/scomo.md §12 Q26 */
function isSettled(record: OperationRecord | undefined): boolean {
  return record !== undefined && record.operation !== 'ActivateSet' && record.reports.length > 0;
}

function withReport(
  record: OperationRecord,
  entry: OperationRecord['reports'][number],
  now: string,
): OperationRecord {
  const known = record.reports.some(
    (report) => report.code === entry.code && report.identifier === entry.identifier,
  );
  if (known || record.reports.length >= SERVER_LIMITS.reportsMax) return record;
  return { ...record, reports: [...record.reports, entry], endedAt: record.endedAt ?? now };
}

function foldConsent(tasks: readonly TaskFacts[], item: Item): readonly TaskFacts[] {
  const consent = consentFrom(item);
  if (consent === undefined) return tasks;
  return tasks.map((task) => {
    const { set, answer } = consent;
    if (task.order.kind !== 'deploy' || setName(task.id) !== set) return task;
    const known = task.consent.some((each) => each.at === answer.at && each.answer === answer.answer);
    if (known || task.consent.length >= SERVER_LIMITS.consentAnswersMax) return task;
    return { ...task, consent: [...task.consent, answer] };
  });
}

/** The device waits with an operation that it has taken on. */
function foldHeld(
  tasks: readonly TaskFacts[],
  item: Item,
  correlator: string | undefined,
): readonly TaskFacts[] {
  const held = heldFrom(item);
  if (held === undefined || correlator === undefined) return tasks;
  return tasks.map((task) =>
    task.operations.some((record) => record.correlator === correlator && record.endedAt === undefined)
      ? { ...task, held }
      : task,
  );
}
