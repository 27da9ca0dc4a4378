/** `npm run clocks`: clock sweep, security.md §6 G35. Exit 1 on any breach. */
import { printGoals } from './goal-line.ts';
import { noFakeTime, sweepClocks } from './rigs/clock-sweep.ts';
import { readRigOptions } from './rigs/rig-options.ts';

const HELP = `npm run clocks -- [--years 20] [--jumps 20] [--seed 1]

Updates and rollbacks on devices whose clock is wrong by every whole number of years, back and ahead, and on devices whose clock
jumps while the agent works. Needs libfaketime. What is looked at afterwards is the same as in \`npm run crash\`.

  --years N   so far back and ahead
  --jumps N   so many jumps
  --seed N    when, and how far`;

const { numbers } = readRigOptions(HELP, { years: 20, jumps: 20, seed: 1 });
const unable = noFakeTime();
if (unable !== undefined) {
  console.error(unable);
  process.exit(1);
}
const { years, jumps, seed } = numbers;
const offsets = Array.from({ length: 2 * years + 1 }, (_, i) => i - years);
const since = performance.now();
const swept = await sweepClocks({ offsets, jumps, seed }, (line) =>
  console.error(`${Math.round((performance.now() - since) / 1000)} s: ${line}`),
);
for (const breach of swept.breaches) console.log(breach);
process.exitCode = printGoals([
  {
    name: 'G35',
    metric: `clocks with harm, of ${swept.offsets} offsets and ${swept.jumps} jumps,`,
    value: swept.failures,
    target: '0',
    met: swept.failures === 0,
  },
]);
