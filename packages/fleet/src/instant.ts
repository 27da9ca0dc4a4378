import type { Instant } from './model.ts';

/** The moment `seconds` after `instant`. */
export function secondsAfter(instant: Instant, seconds: number): Instant {
  return new Date(Date.parse(instant) + seconds * 1000).toISOString();
}
