import { LIMITS } from './limits.ts';

/** What time it is, by a clock that may be wrong. */
export interface Clock {
  /** ISO 8601 UTC. */
  now(): string;
  /** A proven server has said what time it is (ms). It may only put an own clock right that runs ahead. */
  heard(date: number): void;
}

export interface ClockSources {
  /** The device's clock, ms. */
  wall(): number;
  /** Ms of a clock that only goes forward. */
  elapsed(): number;
  /** What a server has said last, also before a restart. */
  readonly last: number | undefined;
  /** Keeps what was said. */
  keep(date: number): void;
}

/**
 * The device's own clock, but never far ahead of what a proven server says: a clock that jumped years ahead must make neither
 * packages out of date nor deadlines pass. A server can put the time back so, never forward; the least time is that of
 * what was signed (`TrustState.notBefore`). security.md §2.3, P12
 */
export function createClock({ wall, elapsed, last, keep }: ClockSources): Clock {
  let kept = last ?? 0;
  let bound: { readonly date: number; readonly at: number } | undefined;
  const limit = (date: number, slackMs: number) => {
    bound = wall() - date > slackMs ? { date, at: elapsed() } : undefined;
  };
  if (last !== undefined) limit(last, LIMITS.clockAwayMs);
  return {
    now() {
      const own = wall();
      const most = bound === undefined ? own : bound.date + elapsed() - bound.at;
      return new Date(Math.min(own, most)).toISOString();
    },
    heard(date) {
      limit(date, LIMITS.clockAheadMs);
      if (Math.abs(date - kept) < LIMITS.clockKeepMs) return;
      kept = date;
      keep(date);
    },
  };
}
