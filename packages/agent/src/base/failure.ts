import { Refusal, type RefusalReason } from '@scomo/delivery';
import type { ResultCode } from '@scomo/scomo';

/** A job that ended badly for a reason outside this program; becomes one Item of the report. spec/scomo.md §6.2 */
export class Failure extends Error {
  readonly code: ResultCode;
  /** The component that is to blame, when it is one of several. */
  readonly component: string | undefined;

  constructor(code: ResultCode, detail: string, component?: string) {
    super(detail);
    this.name = 'Failure';
    this.code = code;
    this.component = component;
  }
}

/** The agent is being stopped: the step is taken up again at the next start. */
export class Stopped extends Error {
  constructor() {
    super('the agent is being stopped');
    this.name = 'Stopped';
  }
}

/** ResultCode of each reason for refusing a package; 1490-1499 are ours (docs/scomo-extension.md). */
export const REFUSAL_CODES: Readonly<Record<RefusalReason, ResultCode>> = {
  malformed: 1496,
  'too-large': 1496,
  signature: 1407,
  authority: 1492,
  'device-type': 1493,
  rollback: 1494,
  expired: 1495,
  root: 1499,
  digest: 1490,
  size: 1491,
};

/** Codes of the file system that mean "no room". */
const FULL = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);

/** Any thrown value as a Failure: `full` when the disk had no room, `other` for what has no code of its own. */
export function asFailure(error: unknown, other: ResultCode, full: ResultCode = other): Failure {
  if (error instanceof Failure) return error;
  if (error instanceof Refusal) return new Failure(REFUSAL_CODES[error.reason], error.message);
  if (error instanceof Error && 'code' in error && FULL.has(String(error.code))) {
    return new Failure(full, `no room on the disk: ${error.message}`);
  }
  return new Failure(other, error instanceof Error ? error.message : String(error));
}
