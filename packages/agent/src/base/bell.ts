/** Wakes who waits. A ring that nobody heard is kept for the next one who waits. */
export interface Bell {
  ring(): void;
  /** Resolves at a ring, after `ms` (of the monotonic clock), or when the signal aborts. */
  wait(ms: number, signal: AbortSignal): Promise<void>;
}

/** Timers hold no more than 2^31-1 ms. */
const LONGEST_MS = 2 ** 31 - 1;

export function createBell(): Bell {
  let rung = false;
  let wake: (() => void) | undefined;
  return {
    ring() {
      rung = true;
      wake?.();
    },
    wait(ms, signal) {
      return new Promise((resolve) => {
        const end = () => {
          clearTimeout(timer);
          signal.removeEventListener('abort', end);
          wake = undefined;
          rung = false;
          resolve();
        };
        const timer = setTimeout(end, Math.min(Math.max(ms, 0), LONGEST_MS));
        wake = end;
        signal.addEventListener('abort', end);
        if (rung || signal.aborted) end();
      });
    },
  };
}
