/** Looks into the journal of a working agent again and again, until its flag is set. */
import { parentPort, workerData } from 'node:worker_threads';
import { arrowOf, newestOrder } from './arrows.ts';
import type { ArrowTime } from './call-points.ts';
import { withJournals } from './state-folder.ts';

const LOOK_MS = 1;

const { state, flag } = workerData as {
  readonly state: string;
  readonly flag: Int32Array<SharedArrayBuffer>;
};
const seen: ArrowTime[] = [];
withJournals(state, (journals) => {
  const idle = newestOrder(journals);
  parentPort?.postMessage('ready');
  while (Atomics.wait(flag, 0, 0, LOOK_MS) === 'timed-out') {
    const arrow = arrowOf(journals, state, idle);
    const at = (performance.timeOrigin + performance.now()) / 1000;
    if (arrow !== seen.at(-1)?.arrow) seen.push({ at, arrow });
  }
});
parentPort?.postMessage(seen);
