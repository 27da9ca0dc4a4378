import type { Static } from 'typebox';
import { PROBLEMS, type ProblemCode } from './problem-codes.ts';
import type { Problem as Schema } from './schemas/problem.ts';

export type Problem = Static<typeof Schema>;

export interface ProblemExtras {
  readonly instance?: string;
  /** Seconds. */
  readonly retryAfter?: number;
  readonly errors?: readonly { readonly pointer: string; readonly code: string; readonly detail: string }[];
}

/** A problem document of a known code; `detail` says what is wrong with this very request. RFC 9457 */
export function problem(code: ProblemCode, detail: string, extras: ProblemExtras = {}): Problem {
  const { status, title, retryable } = PROBLEMS[code];
  const { errors, ...rest } = extras;
  return {
    type: `urn:scomo:problem:${code}`,
    title,
    status,
    code,
    retryable,
    detail,
    ...rest,
    ...(errors === undefined ? {} : { errors: [...errors] }),
  };
}
