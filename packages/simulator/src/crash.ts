/** `npm run crash`: rig 1 of security.md §3, and the server killed in the middle of the same work. Exit 1 on any breach. */
import { printGoals } from './goal-line.ts';
import { crashGoals, matrixGoal } from './rigs/crash-goals.ts';
import { killSweep } from './rigs/kill-sweep.ts';
import { matrixCases, playMatrix } from './rigs/matrix.ts';
import { tellArrows } from './rigs/play-places.ts';
import { allPlaces } from './rigs/rehearse.ts';
import { readRigOptions } from './rigs/rig-options.ts';
import { killServer } from './rigs/server-kills.ts';
import { openStage } from './rigs/stage.ts';
import { noStrace } from './rigs/strace.ts';

const HELP = `npm run crash -- [--points 200 | --all] [--matrix] [--server-kills 10] [--seed 1]

Kills a real agent (SIGKILL, by strace) before one system call after the other while it installs, updates, rolls back,
removes and switches off software; starts it again, lets it finish against a live server, and looks for harm: mixed or
spoilt software, lost or double operations and reports, files left behind, bytes fetched twice.
Then kills the server at random moments of the same work.

  --points N         so many places, the same for the same seed, every step of the agent among them
  --all              every place
  --matrix           first the 66 cases of Mender's client (an error and a kill in each of its states, mapped to ours),
                     a report lost, a probe that hangs, a store that cannot be written
  --server-kills N   so many kills of the server
  --seed N           which places, which moments`;

const { numbers, flags } = readRigOptions(HELP, { points: 200, 'server-kills': 10, seed: 1 }, [
  'all',
  'matrix',
]);
const unable = noStrace();
if (unable !== undefined) {
  console.error(unable);
  process.exit(1);
}
const since = performance.now();
const tell = (line: string) => console.error(`${Math.round((performance.now() - since) / 1000)} s: ${line}`);
const stage = await openStage();
try {
  const { seed } = numbers;
  const places = await allPlaces(stage, tell);
  const matrix = flags.has('matrix') ? await playMatrix(stage, matrixCases(places), tell) : undefined;
  const swept = await killSweep(stage, places, {
    points: flags.has('all') ? undefined : numbers.points,
    seed,
    tell,
  });
  const server = await killServer(stage, { kills: numbers['server-kills'], seed, tell });
  console.log(`seed ${seed}: ${swept.met} of ${swept.places} places, ${swept.missed} not come to`);
  console.log(tellArrows(swept));
  for (const breach of [...swept.breaches, ...server.breaches, ...(matrix?.breaches ?? [])])
    console.log(breach);
  process.exitCode = printGoals([
    ...crashGoals(swept, server),
    ...(matrix === undefined ? [] : [matrixGoal(matrix)]),
  ]);
} finally {
  await stage.close();
}
