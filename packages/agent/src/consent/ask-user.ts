import type { client } from '@scomo/dm';
import type { UserAnswer } from '@scomo/tree';
import { Stopped } from '../base/failure.ts';
import { LIMITS } from '../base/limits.ts';
import type { Context } from '../context.ts';
import { record } from '../journal/history.ts';

type Asking = Pick<Context, 'questions' | 'asking' | 'signal' | 'say' | 'now' | 'journal'>;

/** Asks the End User, one question at a time, and waits as long as the server (MAXDT) and we allow: then it is 408. Throws Stopped. spec/omadm.md §1.13 */
export async function askUser(context: Asking, alert: client.UserAlert): Promise<UserAnswer> {
  const { questions, signal, say, journal } = context;
  const waitMs = waitFor(alert);
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(), waitMs);
  say(`the server asks the End User (alert ${alert.code}), for ${Math.round(waitMs / 1000)} s at most`);
  const over = AbortSignal.any([signal, late.signal]);
  const given = context.asking(() => (over.aborted ? undefined : questions.ask(alert, over)));
  const answer = await Promise.race([given, aborted(over)]).finally(() => clearTimeout(timer));
  if (signal.aborted) throw new Stopped();
  const { code, values } = answer ?? { code: 408, values: [] };
  record(journal, { at: context.now(), kind: 'question', detail: `alert ${alert.code}: ${code}` });
  return { code, values };
}

/** Milliseconds that a question may wait for its answer. */
export function waitFor({ options: { MAXDT } }: client.UserAlert): number {
  return MAXDT === undefined ? LIMITS.alertWaitMs : Math.min(MAXDT * 1000, LIMITS.alertWaitMaxMs);
}

function aborted(signal: AbortSignal): Promise<undefined> {
  return new Promise((done) => {
    if (signal.aborted) done(undefined);
    else signal.addEventListener('abort', () => done(undefined), { once: true });
  });
}
