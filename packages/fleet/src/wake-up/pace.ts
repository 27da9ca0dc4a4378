import { FLEET_LIMITS } from '../limits.ts';
import type { Instant } from '../model.ts';

/** How much may go now, and what that leaves. security.md P15 */
export interface Pace {
  readonly budget: number;
  /** Moment up to which the rate is used up once `count` have gone. */
  after(count: number): Instant;
}

/** @param spentUntil moment up to which the rate is used up already. */
export function pace(spentUntil: Instant, now: Instant, perSecond: number): Pace {
  const eachMs = 1000 / perSecond;
  const burstMs = Math.max(FLEET_LIMITS.wakeUpBurstMs, eachMs);
  const from = Math.max(Date.parse(spentUntil), Date.parse(now) - burstMs);
  return {
    budget: Math.max(0, Math.floor((Date.parse(now) - from) / eachMs)),
    after: (count) => new Date(Math.ceil(from + count * eachMs)).toISOString(),
  };
}
