/**
 * Loaded into the server by `--import`: notes the longest time of its main thread between two looks at its events, in
 * processor time, so that other programs of the machine do not count. SIGUSR2 begins anew. security.md G18
 */
import { writeFileSync } from 'node:fs';

const LOOK_EVERY_MS = 2;

const file = process.env.SCOMO_LOOP_FILE;
let longest = 0;
let before = busyMs();
if (file !== undefined) {
  process.on('SIGUSR2', () => {
    longest = 0;
    before = busyMs();
    writeFileSync(file, '0');
  });
  setInterval(() => {
    const now = busyMs();
    if (now - before > longest) {
      longest = now - before;
      writeFileSync(file, String(longest));
    }
    before = busyMs();
  }, LOOK_EVERY_MS).unref();
}

function busyMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}
