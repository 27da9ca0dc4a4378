import { Worker } from 'node:worker_threads';

/** Ends the process when one input never comes back: only another thread can see that. */
export interface Watchdog {
  /** Notes what is about to run. */
  begin(data: Uint8Array): void;
  /** Nothing runs. */
  rest(): void;
  stop(): Promise<unknown>;
}

const STEP_WORDS = 2;
const RESTING = 0;

/** `file` is where a hanging input is written to before the process is killed. */
export function startWatchdog(file: string, sizeMax: number, hangMs: number): Watchdog {
  const shared = new SharedArrayBuffer(STEP_WORDS * 4 + sizeMax);
  const words = new Int32Array(shared, 0, STEP_WORDS);
  const room = new Uint8Array(shared, STEP_WORDS * 4);
  const worker = new Worker(new URL('./watchdog-thread.ts', import.meta.url), {
    workerData: { shared, file, hangMs },
    execArgv: [],
  });
  worker.unref();
  let step = 0;
  return {
    begin(data) {
      room.set(data.subarray(0, sizeMax));
      Atomics.store(words, 1, Math.min(data.length, sizeMax));
      step = (step % 0x3fff_ffff) + 1;
      Atomics.store(words, 0, step);
    },
    rest: () => {
      Atomics.store(words, 0, RESTING);
    },
    stop: () => worker.terminate(),
  };
}
