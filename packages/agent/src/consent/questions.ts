import type { client } from '@scomo/dm';
import type { UiLanguage } from '@scomo/scomo';
import type { UserAnswer } from '@scomo/tree';
import { unsupported } from './alert-lines.ts';

/** An answer as somebody gave it. */
export interface GivenAnswer {
  readonly answer: 'yes' | 'no' | 'later';
  /** `terminal`, `notification` or `policy-file`. */
  readonly by: string;
  readonly laterSeconds: number;
  /** The very text that was answered. */
  readonly shown: string;
}

export interface Question {
  readonly set: string;
  readonly stage: 'download' | 'install';
  /** BCP 47 tag of the text's language. */
  readonly language: UiLanguage;
  readonly text: string;
  readonly mayDefer: boolean;
}

/** Whoever can answer for the End User. */
export interface Questions {
  /** The answer, if there is one by now; asking again is harmless. Undefined: keep waiting. */
  answerTo(question: Question): GivenAnswer | undefined;
  /** Asks a server's question (UI alert) at once, until the signal aborts: then undefined. 406 when it cannot be asked. */
  ask(alert: client.UserAlert, signal: AbortSignal): Promise<UserAnswer | undefined>;
  /** Shows something that needs no answer. */
  tell(text: string): void;
  /** For people: who is asked. */
  readonly who: string;
  close(): void;
}

/** Nobody is there to answer. */
export const nobody: Questions = {
  answerTo: () => undefined,
  ask: async () => unsupported,
  tell: () => undefined,
  who: 'nobody: no terminal and no policy file',
  close: () => undefined,
};
