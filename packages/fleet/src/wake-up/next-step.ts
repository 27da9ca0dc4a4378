import { secondsAfter } from '../instant.ts';
import { FLEET_LIMITS } from '../limits.ts';
import type { Instant, WakeUp } from '../model.ts';

/**
 * What a wake-up comes to when its time has come: answered when its device was heard of since, expired when it is too
 * old, else sent, and looked at again later.
 */
export function nextStep(wakeUp: WakeUp, lastSeenAt: Instant | undefined, now: Instant): WakeUp {
  if (lastSeenAt !== undefined && lastSeenAt > wakeUp.askedAt) {
    return { ...over(wakeUp, 'answered', 'the device called in by itself'), answeredAt: lastSeenAt };
  }
  if (wakeUp.expiresAt <= now) return over(wakeUp, 'expired', 'the device did not call in');
  const tries = wakeUp.tries + 1;
  const again = secondsAfter(now, retrySeconds(tries));
  return {
    ...wakeUp,
    tries,
    state: 'sent',
    reason: 'sent',
    sentAt: now,
    nextCheckAt: again < wakeUp.expiresAt ? again : wakeUp.expiresAt,
  };
}

/** Seconds until the next try after the `tries`-th. */
function retrySeconds(tries: number): number {
  const { wakeUpRetrySecondsFirst, wakeUpRetrySecondsMax } = FLEET_LIMITS;
  return Math.min(wakeUpRetrySecondsFirst * 3 ** (tries - 1), wakeUpRetrySecondsMax);
}

function over(wakeUp: WakeUp, state: 'answered' | 'expired', reason: string): WakeUp {
  return { ...wakeUp, state, reason, nextCheckAt: null };
}
