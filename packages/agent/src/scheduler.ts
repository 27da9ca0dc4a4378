import { LIMITS } from './base/limits.ts';

/** Milliseconds until the next session, from 0 to twice the interval: devices switched on together drift apart. security.md P15 */
export function pollDelay(pollSeconds: number, random: number): number {
  return random * 2 * pollSeconds * 1000;
}

/** Milliseconds after the `failures`-th failure in a row: doubling up to the cap, its second half by chance; never before `afterMs`. */
export function backoffDelay(failures: number, random: number, afterMs: number): number {
  const top = Math.min(LIMITS.backoffFirstMs * 2 ** Math.max(failures - 1, 0), LIMITS.backoffMaxMs);
  return Math.max(top / 2 + (random * top) / 2, afterMs);
}
