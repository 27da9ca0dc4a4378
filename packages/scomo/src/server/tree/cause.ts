import { ALERT_COMPLETE } from '../../object.ts';
import { alertTypeOf, parseReport } from '../../report.ts';
import { statusOutcome } from '../operation-outcome.ts';
import type { CommandOutcome } from './tree-command.ts';

/** Why a task of tree commands did not end well. */
export interface Cause {
  readonly outcome: CommandOutcome;
  /** Absent: nobody knows what became of it. */
  readonly code?: number;
  /** The End User said no (304) or cancelled (214). */
  readonly declined: boolean;
}

/** Codes that only follow from another command's: not executed, rolled back, roll-back failed, atomic failed. */
const CONSEQUENCES: readonly number[] = [215, 216, 507, 516];
const COMPLETE: readonly string[] = ALERT_COMPLETE;

/** The first command that failed of itself, else the first that was left out or undone; undefined when all went well. */
export function causeOf(outcomes: readonly CommandOutcome[]): Cause | undefined {
  const causes = outcomes.flatMap((outcome) => causeIn(outcome) ?? []);
  return causes.find(({ code = 0 }) => !CONSEQUENCES.includes(code)) ?? causes[0];
}

function causeIn(outcome: CommandOutcome): Cause | undefined {
  const { status, unknown, kind } = outcome;
  if (status === undefined) return unknown === undefined ? undefined : { outcome, declined: false };
  if (status === 202 && kind === 'exec') return reportedFailure(outcome);
  const judged = statusOutcome(status);
  if (judged === 'done' || judged === 'open') return undefined;
  return { outcome, code: status, declined: judged === 'declined' && status !== 215 };
}

/** The failure that a report of the SCOMO object tells; other objects' data are for the reader. */
function reportedFailure(outcome: CommandOutcome): Cause | undefined {
  for (const { type, data } of outcome.reports ?? []) {
    if (!COMPLETE.includes(alertTypeOf({ meta: { type } }))) continue;
    const { code } = parseReport(data);
    if (code !== undefined && ['failed', 'declined'].includes(statusOutcome(code)))
      return { outcome, code, declined: statusOutcome(code) === 'declined' };
  }
  return undefined;
}
