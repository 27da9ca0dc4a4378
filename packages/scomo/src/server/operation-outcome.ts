import { classifyResult, resultName } from '../result-codes.ts';
import type { Failure, OperationRecord } from './task.ts';

export type Outcome = 'open' | 'done' | 'declined' | 'failed';

/** What the Status of an Exec means for the order; every code is in one row. spec/scomo.md §2.0, §6.4, R24 */
const STATUS_ROWS: readonly { readonly from: number; readonly to: number; readonly outcome: Outcome }[] = [
  { from: 100, to: 199, outcome: 'open' },
  { from: 202, to: 202, outcome: 'open' },
  { from: 213, to: 213, outcome: 'open' },
  { from: 214, to: 215, outcome: 'declined' },
  { from: 216, to: 216, outcome: 'failed' },
  { from: 200, to: 299, outcome: 'done' },
  { from: 304, to: 304, outcome: 'declined' },
  { from: 1200, to: 1299, outcome: 'done' },
  { from: 1401, to: 1401, outcome: 'declined' },
];

/** DM statuses in words. spec/omadm.md §2.11 */
const STATUS_WORDS: Readonly<Record<number, string>> = {
  401: 'credentials wrong',
  403: 'forbidden by the device',
  404: 'no such node',
  405: 'not allowed on this node',
  406: 'not supported by the device',
  407: 'credentials missing',
  412: 'something needed for it is missing on the device',
  413: 'too large for the device',
  414: 'URI too long',
  415: 'media type or format not supported',
  418: 'already there',
  420: 'device full',
  424: 'size mismatch',
  425: 'access rights deny it',
  500: 'failed on the device',
  507: 'atomic failed',
  510: 'data store failure',
  516: 'roll-back failed',
};

export function statusOutcome(code: number): Outcome {
  return STATUS_ROWS.find((row) => code >= row.from && code <= row.to)?.outcome ?? 'failed';
}

/** How an operation stands. The first final answer counts; of several Items one failure is enough. spec/scomo.md §6.4, §8 A5 */
export function outcomeOf(operation: OperationRecord): Outcome {
  if (operation.endedAt === undefined) return 'open';
  const byStatus = operation.status === undefined ? 'open' : statusOutcome(operation.status);
  if (byStatus !== 'open') return byStatus;
  const bad = failingReport(operation);
  if (bad === undefined) return operation.reports.length === 0 ? 'failed' : 'done';
  return bad.code === 1401 ? 'declined' : 'failed';
}

/** The report that says why: not one that was only rolled back with the others. */
function failingReport(operation: OperationRecord): OperationRecord['reports'][number] | undefined {
  const bad = operation.reports.filter((report) => classifyResult(report.code) !== 'success');
  return bad.find((report) => report.code !== 1497) ?? bad[0];
}

/** Code and cause of a failed or declined operation. */
export function failureOf(operation: OperationRecord): Failure {
  const report = failingReport(operation);
  if (report === undefined) return { code: operation.status ?? 1412, identifier: operation.component };
  return {
    code: report.code,
    identifier: report.identifier === '' ? operation.component : report.identifier,
    ...(report.detail === undefined ? {} : { detail: report.detail }),
  };
}

/** `com.x: ActivateFailed (1409): exit code 3` */
export function failureInWords(failure: Failure): string {
  const name = STATUS_WORDS[failure.code] ?? resultName(failure.code);
  const subject = failure.identifier === '' ? '' : `${failure.identifier}: `;
  const detail = failure.detail === undefined ? '' : `: ${failure.detail}`;
  return `${subject}${name} (${failure.code})${detail}`;
}

const ALIAS_REFUSED: readonly number[] = [404, 405, 406];

/** Failures that a new attempt may heal: DM 5xx, 1500/1501, a node that was there already, a listed name that was not the real one. */
export function isRetryable(operation: OperationRecord): boolean {
  const { code } = failureOf(operation);
  if (code === 1500 || code === 1501) return true;
  if (operation.status === undefined || operation.reports.length > 0) return false;
  if (code === 418 || (code >= 500 && code < 600)) return true;
  return ALIAS_REFUSED.includes(code) && isAlias(operation);
}

/** The device listed the primitive under a name of its own. spec/scomo.md §13.1 T21 */
function isAlias({ operation, uri }: OperationRecord): boolean {
  return operation !== 'ActivateSet' && !uri.endsWith(`/${operation}`);
}
