import { consentAlert } from '@scomo/scomo';
import type { Context } from '../context.ts';
import { readConsent, writeConsent } from '../journal/consents.ts';
import { record } from '../journal/history.ts';
import { spool } from '../journal/spool.ts';
import { MO_ROOT } from '../session/device-tree.ts';
import type { ConsentRequest } from './consent-request.ts';
import {
  type ConsentState,
  type Given,
  mayDefer,
  newConsent,
  subjectOf,
  takeAnswer,
} from './consent-state.ts';

/** Where the question stands: as kept, or new when it was never put about exactly this. */
export function standingOf(context: Pick<Context, 'journal'>, request: ConsentRequest): ConsentState {
  const known = readConsent(context.journal, request.set, request.stage);
  return known?.about === subjectOf(request) ? known : newConsent(request);
}

/** Keeps an answer and spools it as evidence, durably. False: the question is answered already, or cannot be put off any more. */
export function settleAnswer(context: Context, request: ConsentRequest, given: Given): boolean {
  const { journal } = context;
  const now = context.now();
  const state = standingOf(context, request);
  if (state.standing !== 'open') return false;
  if (given.answer === 'later' && !mayDefer(state, request.policy)) return false;
  const answered = takeAnswer(state, request, given, now);
  journal.transaction(() => {
    const alert = spool(journal, request.serverId, consentAlert(MO_ROOT, answered.answer), now);
    writeConsent(journal, request.set, request.stage, { ...answered.state, alert });
    record(journal, { at: now, kind: 'consent', detail: JSON.stringify(answered.answer) });
  });
  context.say(`consent for ${request.set}: ${given.answer} (by ${given.by})`);
  context.reportReady(request.serverId);
  return true;
}
