import { type ConsentAnswer, shownText } from '@scomo/scomo';
import { LIMITS } from '../base/limits.ts';
import { requestOf } from '../consent/consent-request.ts';
import { type Given, nextStep } from '../consent/consent-state.ts';
import { settleAnswer, standingOf } from '../consent/settle-answer.ts';
import { showRequest } from '../consent/show-request.ts';
import type { Context } from '../context.ts';
import type { StoredOrder } from '../journal/orders.ts';
import { isUnanswered } from '../journal/spool.ts';

/** Whether an order may start: once per set and stage the End User decides. spec/scomo.md §7 */
export type Gate = 'open' | 'waiting' | 'refused';

/** Nobody has answered for so long that nobody will. spec/scomo.md §6.2 */
function isTooLate({ created }: StoredOrder, now: string): boolean {
  return Date.parse(now) - Date.parse(created) > LIMITS.consentWaitMs;
}

/** Looks whether the set's question is answered by now, and keeps and spools an answer that has just come. */
export async function consentGate(context: Context, stored: StoredOrder): Promise<Gate> {
  const request = requestOf(stored);
  if (request === undefined) return 'open';
  const { set, stage, policy } = request;
  const shown = await showRequest(context, request, [context.config.language]);
  const text = shownText(shown);
  const { language } = shown;
  const state = standingOf(context, request);
  const settle = (given: Given): Gate => {
    const taken = settleAnswer(context, request, given);
    return taken && given.answer === 'no' ? 'refused' : 'waiting';
  };
  const byPolicy = (answer: ConsentAnswer['answer']) =>
    settle({ answer, by: 'policy', laterSeconds: 0, shown: text, language });
  const next = nextStep(state, policy, context.now());
  switch (next.step) {
    case 'go': {
      // Before anything is fetched the server is there anyway; to install, it need not be.
      const told = state.alert === undefined || !isUnanswered(context.journal, state.alert);
      return told || stage === 'install' ? 'open' : 'waiting';
    }
    case 'refused':
      return 'refused';
    case 'wait':
      return 'waiting';
    case 'deadline':
      return byPolicy('deadline');
    case 'tell':
      context.questions.tell(text);
      return byPolicy('told');
    case 'ask': {
      const given = context.questions.answerTo({ set, stage, text, mayDefer: next.mayDefer, language });
      if (given !== undefined) return settle({ ...given, language });
      return isTooLate(stored, context.now()) ? byPolicy('no') : 'waiting';
    }
  }
}
