import type { Held } from '@scomo/scomo';
import { requestOf } from '../consent/consent-request.ts';
import { nextStep } from '../consent/consent-state.ts';
import { standingOf } from '../consent/settle-answer.ts';
import type { Journal } from '../journal/journal.ts';
import { currentLocks } from '../journal/locks.ts';
import type { StoredOrder } from '../journal/orders.ts';
import { holding } from './hold-gate.ts';

/** What an open order waits for: the End User (who said "later", until then), or the hour and locks. */
export type Wait =
  | { readonly kind: 'answer'; readonly until?: string }
  | { readonly kind: 'held'; readonly held: Held };

/** Undefined: for nothing but its turn. */
export function waitingFor(journal: Journal, stored: StoredOrder, now: string): Wait | undefined {
  const request = requestOf(stored);
  const next = request && nextStep(standingOf({ journal }, request), request.policy, now);
  if (next?.step === 'wait') return { kind: 'answer', until: next.until };
  if (next?.step === 'ask') return { kind: 'answer' };
  const { order, phase } = stored;
  const changes =
    phase.name === 'staged' ||
    (phase.name === 'accepted' && order.download === undefined && order.delivered === undefined);
  const held = changes ? holding(order.set?.consent, currentLocks(journal, now), now) : undefined;
  return held && { kind: 'held', held };
}
