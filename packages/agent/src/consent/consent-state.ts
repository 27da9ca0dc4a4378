import type { ConsentAnswer, ConsentPolicy } from '@scomo/scomo';
import { textDigest } from '../base/node-crypto.ts';
import type { ConsentRequest } from './consent-request.ts';

/** Where one question about a set stands; JSON. */
export interface ConsentState {
  /** Digest of members and policy: another set of the same name is another question. */
  readonly about: string;
  readonly standing: 'open' | 'granted' | 'refused';
  readonly deferrals: number;
  /** Not asked again before. */
  readonly until?: string;
  /** Number of the spooled answer: the server is told before anything is fetched. */
  readonly alert?: number;
}

/** What to do now. `ask`: somebody has to answer; `later` only while deferrals are left. */
export type NextStep =
  | { readonly step: 'go' }
  | { readonly step: 'tell' }
  | { readonly step: 'wait'; readonly until: string }
  | { readonly step: 'ask'; readonly mayDefer: boolean }
  | { readonly step: 'deadline' }
  | { readonly step: 'refused' };

export function newConsent(request: ConsentRequest): ConsentState {
  return { about: subjectOf(request), standing: 'open', deferrals: 0 };
}

/** Names what exactly is asked about. */
export function subjectOf({ members, policy }: ConsentRequest): string {
  return textDigest(JSON.stringify([members, policy]));
}

/** Decides by policy, time and what was answered so far. Times are ISO 8601 UTC. */
export function nextStep(state: ConsentState, policy: ConsentPolicy, now: string): NextStep {
  if (state.standing === 'granted' || policy.mode === 'silent') return { step: 'go' };
  if (state.standing === 'refused') return { step: 'refused' };
  if (policy.mode === 'tell') return { step: 'tell' };
  const time = Date.parse(now);
  if (policy.deadline !== undefined && Date.parse(policy.deadline) <= time) return { step: 'deadline' };
  if (state.until !== undefined && Date.parse(state.until) > time)
    return { step: 'wait', until: state.until };
  return { step: 'ask', mayDefer: mayDefer(state, policy) };
}

export function mayDefer({ deferrals }: ConsentState, { deferralsMax }: ConsentPolicy): boolean {
  return deferrals < deferralsMax;
}

/** An answer and what follows from it. */
export interface Answered {
  readonly state: ConsentState;
  readonly answer: ConsentAnswer;
}

/** An answer of somebody, or of the policy itself. */
export interface Given {
  readonly answer: ConsentAnswer['answer'];
  readonly by: string;
  readonly laterSeconds: number;
  readonly shown: string;
  readonly language: string;
}

/** Takes an answer in; `later` is put off no longer than the policy's deadline. */
export function takeAnswer(
  state: ConsentState,
  { set, stage, policy }: ConsentRequest,
  given: Given,
  now: string,
): Answered {
  const { answer, by, shown, language, laterSeconds } = given;
  const base: ConsentAnswer = {
    ...{
      set,
      answer,
      by,
      at: now,
      shown,
      shownDigest: textDigest(shown),
      deferrals: state.deferrals,
      language,
    },
    ...(stage === 'install' ? { stage } : {}),
  };
  if (answer === 'no') return { state: { ...state, standing: 'refused' }, answer: base };
  if (answer !== 'later') return { state: { ...state, standing: 'granted' }, answer: base };
  const wanted = Date.parse(now) + laterSeconds * 1000;
  const latest = policy.deadline === undefined ? wanted : Math.min(wanted, Date.parse(policy.deadline));
  const until = new Date(latest).toISOString();
  const deferrals = state.deferrals + 1;
  return { state: { ...state, deferrals, until }, answer: { ...base, deferrals, until } };
}
