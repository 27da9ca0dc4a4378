import { Failure } from '../../base/failure.ts';
import type { FailureNote } from '../port.ts';

/** What comes back for a request: a line of JSON. */
export type Answer =
  | { readonly value: unknown }
  /** The device cannot do it. */
  | { readonly failure: FailureNote }
  /** The request was no good, or something is broken on the other side. */
  | { readonly error: string };

export function answerOf(error: unknown): Answer {
  if (error instanceof Failure) {
    const { code, message, component } = error;
    return { failure: { code, detail: message, ...(component !== undefined && { component }) } };
  }
  return { error: error instanceof Error ? error.message : String(error) };
}

/** The value of an answer. Throws the Failure that it stands for, or Error. */
export function takeAnswer(answer: Answer): unknown {
  if ('failure' in answer) {
    const { code, detail, component } = answer.failure;
    throw new Failure(code, detail, component);
  }
  if ('error' in answer) throw new Error(`the privileged part: ${answer.error}`);
  return answer.value ?? undefined;
}
