/** Runs jobs of the same key one after the other, of different keys at once. Q46 */
export interface KeyedQueue {
  run<T>(key: string, job: () => Promise<T>): Promise<T>;
  /** Keys with a job running or waiting. */
  readonly size: number;
}

export function createKeyedQueue(): KeyedQueue {
  const tails = new Map<string, Promise<void>>();
  return {
    get size() {
      return tails.size;
    },
    async run(key, job) {
      const before = tails.get(key) ?? Promise.resolve();
      const result = before.then(job);
      const tail = result.then(ignore, ignore);
      tails.set(key, tail);
      try {
        return await result;
      } finally {
        if (tails.get(key) === tail) tails.delete(key);
      }
    },
  };
}

function ignore(): void {}
