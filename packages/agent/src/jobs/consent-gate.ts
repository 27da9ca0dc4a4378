import { type ConsentAnswer, consentAlert } from '@scomo/scomo';
import {
  type ConsentRequest,
  type ConsentState,
  newConsent,
  nextStep,
  subjectOf,
  takeAnswer,
} from '../consent/consent-state.ts';
import type { GivenAnswer } from '../consent/questions.ts';
import { shownText } from '../consent/shown-text.ts';
import type { Context } from '../context.ts';
import { activeComponents } from '../installers/installers.ts';
import { dropConsent, readConsent, writeConsent } from '../journal/consents.ts';
import { record } from '../journal/history.ts';
import type { StoredOrder } from '../journal/orders.ts';
import { spool } from '../journal/spool.ts';
import { MO_ROOT } from '../session/device-tree.ts';

/** Whether an order may start: once per set the End User decides. spec/scomo.md §7 */
export type Gate = 'open' | 'waiting' | 'refused';

/** Looks whether the set's question is answered by now, and keeps and spools an answer that has just come. */
export function consentGate(context: Context, { order }: StoredOrder): Gate {
  if (order.set === undefined) return 'open';
  const request: ConsentRequest = {
    set: order.set.name,
    members: order.set.members,
    policy: order.set.consent,
  };
  const known = readConsent(context.journal, request.set);
  const state = known?.about === subjectOf(request) ? known : newConsent(request);
  const next = nextStep(state, request.policy, context.now());
  const by = (answer: ConsentAnswer['answer']) => ({ answer, by: 'policy', laterSeconds: 0 });
  switch (next.step) {
    case 'go':
      return 'open';
    case 'wait':
      return 'waiting';
    case 'deadline':
      return settle(context, order.serverId, request, state, by('deadline'));
    case 'tell':
      context.questions.tell(textFor(context, request));
      return settle(context, order.serverId, request, state, by('told'));
    case 'ask': {
      const text = textFor(context, request);
      const given = context.questions.answerTo({ set: request.set, text, mayDefer: next.mayDefer });
      return given === undefined ? 'waiting' : settle(context, order.serverId, request, state, given);
    }
  }
}

function textFor(context: Context, request: ConsentRequest): string {
  const active = activeComponents(context.installers);
  return shownText(request, (id) => active.find((component) => component.id === id)?.version);
}

function settle(
  context: Context,
  serverId: string,
  request: ConsentRequest,
  state: ConsentState,
  given: Omit<GivenAnswer, 'answer'> & { readonly answer: ConsentAnswer['answer'] },
): Gate {
  const { journal } = context;
  const now = context.now();
  const answered = takeAnswer(state, request, given, textFor(context, request), now);
  journal.transaction(() => {
    if (answered.state === undefined) dropConsent(journal, request.set);
    else writeConsent(journal, request.set, answered.state);
    spool(journal, serverId, consentAlert(MO_ROOT, answered.answer), now);
    record(journal, { at: now, kind: 'consent', detail: JSON.stringify(answered.answer) });
  });
  context.say(`consent for ${request.set}: ${given.answer} (by ${given.by})`);
  context.reportReady();
  if (given.answer === 'no') return 'refused';
  return given.answer === 'later' ? 'waiting' : 'open';
}
