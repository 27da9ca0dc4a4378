/**
 * `npm run sessions -- [--count 10000] [--think 20] [--seed 1] [--json]`: that many DM sessions open at the same time on
 * one server, each on its kept connection, then all of them taken through an inventory with a pause of `--think` seconds
 * on average before each message. Exit 1 when one is lost or the server takes more than 400 MB.
 */
import { parseArgs } from 'node:util';
import { openSessions } from './bench/open-sessions.ts';
import { seeded } from './random.ts';
import { openWorld } from './world.ts';

const RSS_MB_MAX = 400;

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '10000' },
    think: { type: 'string', default: '20' },
    seed: { type: 'string', default: '1' },
    json: { type: 'boolean', default: false },
  },
});
const [count = 0, think = 0, seed = 0] = [values.count, values.think, values.seed].map(Number);
if (!Number.isSafeInteger(count) || count < 1 || !(think >= 0) || !Number.isSafeInteger(seed)) {
  console.error('sessions: --count and --seed take whole numbers, --think takes seconds');
  process.exit(2);
}
const world = await openWorld();
try {
  console.error(`making ${count} devices, each with an inventory to be taken …`);
  const result = await openSessions(world, { count, thinkMs: think * 1000, random: seeded(seed) });
  console.error(
    `${result.succeeded} of ${count} sessions succeeded, ${result.lost} lost; ${result.turns} turns in ` +
      `${result.seconds.toFixed(0)} s, ${result.repeated} repeated; memory of the server: ${result.rssBeforeMb} MB before, ` +
      `${result.rssOpenMb} MB with all open, ${result.rssPeakMb} MB at most`,
  );
  if (values.json) console.log(JSON.stringify(result));
  if (result.succeeded < count || result.rssPeakMb > RSS_MB_MAX) process.exitCode = 1;
} finally {
  await world.close();
}
