/** The other thread of `watchdog.ts`: looks ten times until an input that has not moved on is called a hang. */
import { mkdirSync, writeFileSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { workerData } from 'node:worker_threads';

interface Given {
  readonly shared: SharedArrayBuffer;
  readonly file: string;
  readonly hangMs: number;
}

const { shared, file, hangMs }: Given = workerData;
const words = new Int32Array(shared, 0, 2);
const LOOKS = 10;

let seen = 0;
let looks = 0;
setInterval(() => {
  const step = Atomics.load(words, 0);
  looks = step === seen && step !== 0 ? looks + 1 : 0;
  seen = step;
  if (looks < LOOKS) return;
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, new Uint8Array(shared, 8, Atomics.load(words, 1)).slice());
  writeSync(2, `hang: an input runs for more than ${hangMs} ms; it is in ${file}\n`);
  process.kill(process.pid, 'SIGKILL');
}, hangMs / LOOKS);
