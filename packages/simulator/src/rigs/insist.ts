import { setTimeout as wait } from 'node:timers/promises';
import { ApiError } from '@scomo/api';

const RETRY_PAUSE_MS = 100;
const TRIES_MAX = 600;

/** Asks until the server answers: it may have been killed, or its database. Rejects with what is the caller's own fault. */
export async function insist<T>(call: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await call();
    } catch (error) {
      const ours = error instanceof ApiError && error.problem.status < 500 && !error.problem.retryable;
      if (ours || tries === TRIES_MAX) throw error;
      await wait(RETRY_PAUSE_MS);
    }
  }
}
