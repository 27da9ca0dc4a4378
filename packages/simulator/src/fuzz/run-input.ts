import type { Target } from './targets.ts';

/** Milliseconds one input may take. security.md G13 */
export const INPUT_MS_MAX = 100;
/** A slow input counts when it is slow every time: other programs and the collector take time too. */
const SLOW_TRIES = 3;

/** Runs one input; gives what is wrong with it, undefined when nothing is. */
export function runInput(target: Target, data: Uint8Array): string | undefined {
  let fastest = Number.POSITIVE_INFINITY;
  for (let tries = 0; tries < SLOW_TRIES && fastest > INPUT_MS_MAX; tries += 1) {
    const started = performance.now();
    try {
      target.fuzz(data);
    } catch (error) {
      return error instanceof Error ? (error.stack ?? error.message) : String(error);
    }
    fastest = Math.min(fastest, performance.now() - started);
  }
  if (fastest > INPUT_MS_MAX) return `takes ${fastest.toFixed(0)} ms`;
  return 'polluted' in {} ? 'Object.prototype is polluted' : undefined;
}
