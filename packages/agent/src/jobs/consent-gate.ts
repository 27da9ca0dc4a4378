import { type ConsentAnswer, consentAlert, shownText, shownTo } from '@scomo/scomo';
import {
  type ConsentRequest,
  type ConsentState,
  type Given,
  newConsent,
  nextStep,
  subjectOf,
  takeAnswer,
} from '../consent/consent-state.ts';
import type { Context } from '../context.ts';
import { dropConsent, readConsent, writeConsent } from '../journal/consents.ts';
import { record } from '../journal/history.ts';
import type { StoredOrder } from '../journal/orders.ts';
import { isUnanswered, spool } from '../journal/spool.ts';
import { MO_ROOT } from '../session/device-tree.ts';

/** Whether an order may start: once per set the End User decides. spec/scomo.md §7 */
export type Gate = 'open' | 'waiting' | 'refused';

/** Looks whether the set's question is answered by now, and keeps and spools an answer that has just come. */
export async function consentGate(context: Context, { order }: StoredOrder): Promise<Gate> {
  if (order.set === undefined) return 'open';
  const request: ConsentRequest = {
    set: order.set.name,
    members: order.set.members,
    policy: order.set.consent,
  };
  const known = readConsent(context.journal, request.set);
  const state = known?.about === subjectOf(request) ? known : newConsent(request);
  const next = nextStep(state, request.policy, context.now());
  const text = () => textFor(context, request);
  const by = (answer: ConsentAnswer['answer'], shown: string) => ({
    answer,
    by: 'policy',
    laterSeconds: 0,
    shown,
  });
  switch (next.step) {
    case 'go':
      return state.alert !== undefined && isUnanswered(context.journal, state.alert) ? 'waiting' : 'open';
    case 'wait':
      return 'waiting';
    case 'deadline':
      return settle(context, order.serverId, request, state, by('deadline', await text()));
    case 'tell': {
      const shown = await text();
      context.questions.tell(shown);
      return settle(context, order.serverId, request, state, by('told', shown));
    }
    case 'ask': {
      const question = { set: request.set, text: await text(), mayDefer: next.mayDefer };
      const given = context.questions.answerTo(question);
      return given === undefined ? 'waiting' : settle(context, order.serverId, request, state, given);
    }
  }
}

async function textFor(context: Context, request: ConsentRequest): Promise<string> {
  const { active } = await context.installer.inventory(false);
  const versionNow = (id: string) => active.find((component) => component.id === id)?.version;
  return shownText(shownTo(['en'], { ...request, versionNow }));
}

function settle(
  context: Context,
  serverId: string,
  request: ConsentRequest,
  state: ConsentState,
  given: Given,
): Gate {
  const { journal } = context;
  const now = context.now();
  const answered = takeAnswer(state, request, given, now);
  journal.transaction(() => {
    const alert = spool(journal, serverId, consentAlert(MO_ROOT, answered.answer), now);
    if (answered.state === undefined) dropConsent(journal, request.set);
    else writeConsent(journal, request.set, { ...answered.state, alert });
    record(journal, { at: now, kind: 'consent', detail: JSON.stringify(answered.answer) });
  });
  context.say(`consent for ${request.set}: ${given.answer} (by ${given.by})`);
  context.reportReady();
  return given.answer === 'no' ? 'refused' : 'waiting';
}
