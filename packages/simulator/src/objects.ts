/**
 * `npm run objects -- [--megabytes 200] [--message-kilobytes 16]`: a package that size goes to a real agent inside the DM
 * session; prints what server and agent held in memory meanwhile. Then another one, with the agent killed at a third
 * and the server at two thirds: nothing unfinished may be left, and it must arrive all the same. Exit 1 on any breach.
 */
import { parseArgs } from 'node:util';
import { type Carried, carry, carryWithCuts, openCarrier } from './objects/carry-object.ts';
import type { Memory } from './objects/memory.ts';
import { openWorld } from './world.ts';

const MB = 1_000_000;
/** What the server may grow by, however large the object. */
const GROWTH_MAX = 10 * MB;

const { values } = parseArgs({
  options: {
    megabytes: { type: 'string', default: '200' },
    'message-kilobytes': { type: 'string', default: '16' },
  },
});
const bytes = Number(values.megabytes) * MB;
const world = await openWorld();
const breaches: string[] = [];
try {
  const carrier = await openCarrier(world, Number(values['message-kilobytes']) * 1024);
  // Code is compiled and pools are filled by the first ones.
  await carry(carrier, 20 * MB);
  const whole = await carry(carrier, bytes);
  console.log(`${values.megabytes} MB in messages of ${values['message-kilobytes']} KB: ${whole.task.state}`);
  console.log(`  ${whole.seconds.toFixed(1)} s, ${whole.messages} messages of the device in one session`);
  show('server', whole.server);
  show('agent', whole.agent);
  check(whole);
  const cut = await carryWithCuts(carrier, bytes);
  console.log(`cut twice: ${cut.task.state}`);
  console.log(
    `  agent killed with ${inMb(cut.beforeKill)} there; its next session began with ${inMb(cut.afterRestart)}`,
  );
  console.log(
    `  server killed with ${inMb(cut.beforeLoss)} there; left on the device: ${cut.leftAfterLoss.join(', ') || 'nothing'}`,
  );
  if (cut.task.state !== 'verified') breaches.push(`after the cuts: ${cut.task.state}, ${cut.task.reason}`);
  if (cut.leftAfterLoss.includes('object.part')) breaches.push('a part was left after the server was lost');
} finally {
  await world.close();
}
for (const breach of breaches) console.error(`BREACH: ${breach}`);
process.exitCode = breaches.length > 0 ? 1 : 0;

function check({ task, server }: Carried): void {
  if (task.state !== 'verified') breaches.push(`${task.state}, ${task.reason}`);
  const grown = server.peak - server.before;
  if (grown >= GROWTH_MAX) breaches.push(`the server grew by ${inMb(grown)}`);
}

function show(name: string, { before, peak, after }: Memory): void {
  console.log(
    `  ${name}: ${inMb(before)} before, ${inMb(peak)} at the peak, ${inMb(after)} after (+${inMb(peak - before)})`,
  );
}

function inMb(count: number): string {
  return `${(count / MB).toFixed(1)} MB`;
}
