/** `npm run ntherror`: rig 7 of security.md §3. Exit 1 on any wrong outcome. */
import { type Goal, printGoals } from './goal-line.ts';
import { dbErrors } from './rigs/db-errors.ts';
import { type ErrorTally, errorSweep } from './rigs/error-sweep.ts';
import { allPlaces } from './rigs/rehearse.ts';
import { readRigOptions } from './rigs/rig-options.ts';
import { openStage } from './rigs/stage.ts';
import { noStrace } from './rigs/strace.ts';

const HELP = `npm run ntherror -- [--points 60 | --all] [--seed 1]

Lets one call after the other fail: each system call of a real agent that touches its files (EIO, ENOSPC) or a
connection (ETIMEDOUT, ECONNRESET), and each call of the server to its
database while it takes an order and serves that agent (40001, 57P01, connection lost before, and after
it was done). Then the work must end well, or as a stated failure with what ran before, and the same order
once more must succeed. ENOSPC goes on until the agent ends, as on a full disk.

  --points N   so many calls for each error
  --all        every call
  --seed N     which calls`;

const { numbers, flags } = readRigOptions(HELP, { points: 60, seed: 1 }, ['all']);
const unable = noStrace();
if (unable !== undefined) {
  console.error(unable);
  process.exit(1);
}
const since = performance.now();
const tell = (line: string) => console.error(`${Math.round((performance.now() - since) / 1000)} s: ${line}`);
const options = { points: flags.has('all') ? undefined : numbers.points, seed: numbers.seed, tell };
const tallies: ErrorTally[] = [];
const stage = await openStage();
try {
  const places = await allPlaces(stage, tell);
  for (const error of ['ENOSPC', 'EIO', 'ETIMEDOUT', 'ECONNRESET'] as const) {
    tell(error);
    tallies.push(await errorSweep(stage, places, error, options));
  }
} finally {
  await stage.close();
}
const database = await dbErrors(options);
for (const { breaches } of [...tallies, database]) for (const breach of breaches) console.log(breach);
process.exit(printGoals([...tallies.map(goalOf), goalOf({ ...database, error: 'database' })]));

function goalOf(tally: Pick<ErrorTally, 'met' | 'places' | 'failures'> & { readonly error: string }): Goal {
  return {
    name: tally.error === 'ENOSPC' ? 'G34' : 'G4',
    metric: `${tally.error}, calls failed ${tally.met} of ${tally.places}, wrong outcomes`,
    value: tally.failures,
    target: '0',
    met: tally.met > 0 && tally.failures === 0,
  };
}
