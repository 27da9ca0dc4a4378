import { Worker } from 'node:worker_threads';
import type { ArrowTime } from './call-points.ts';

export interface ArrowWatch {
  /** Ends it; gives what was seen, in order. */
  end(): Promise<readonly ArrowTime[]>;
}

/** Writes down when an agent comes to which arrow, in a thread of its own: nothing else shall make it late. */
export async function watchArrows(state: string): Promise<ArrowWatch> {
  const flag = new Int32Array(new SharedArrayBuffer(4));
  const worker = new Worker(new URL('./arrow-watch-thread.ts', import.meta.url), {
    workerData: { state, flag },
  });
  const next = () =>
    new Promise<unknown>((done, fail) => {
      worker.once('message', done);
      worker.once('error', fail);
    });
  await next();
  return {
    async end() {
      const seen = next();
      Atomics.store(flag, 0, 1);
      return (await seen) as readonly ArrowTime[];
    },
  };
}
