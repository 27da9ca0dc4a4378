/** `npm run powercut`: rig 2 of security.md §3. Exit 1 on any breach. */
import { printGoals } from './goal-line.ts';
import { noLoopDisk } from './rigs/loop-disk.ts';
import { tellArrows } from './rigs/play-places.ts';
import { powerCuts } from './rigs/power-cut.ts';
import { readRigOptions } from './rigs/rig-options.ts';
import { openStage } from './rigs/stage.ts';
import { noStrace } from './rigs/strace.ts';

const HELP = `npm run powercut -- [--points 60 | --all] [--double-each 5] [--seed 1]

Lets the power go while a real agent installs, updates, rolls back, removes and switches off software. Its state folder
is an ext4 file system in a file; before one system call after the other the agent is killed and the file copied as it
is, so that all is lost that was not flushed. The copy is mounted, the agent started on it, and when it has finished
against the live server, harm is looked for as in \`npm run crash\`. Needs root, strace and loop devices.

  --points N        so many places, the same for the same seed, every step of the agent among them
  --all             every place
  --double-each N   each N-th time the power goes once more, in the middle of the recovery
  --seed N          which places`;

const { numbers, flags } = readRigOptions(HELP, { points: 60, 'double-each': 5, seed: 1 }, ['all']);
const unable = noStrace() ?? noLoopDisk();
if (unable !== undefined) {
  console.error(unable);
  process.exit(1);
}
const since = performance.now();
const tell = (line: string) => console.error(`${Math.round((performance.now() - since) / 1000)} s: ${line}`);
const stage = await openStage();
try {
  const { seed } = numbers;
  const cut = await powerCuts(stage, {
    points: flags.has('all') ? undefined : numbers.points,
    doubleEach: Math.max(numbers['double-each'], 1),
    seed,
    tell,
  });
  console.log(`seed ${seed}: ${cut.met} of ${cut.places} places, ${cut.missed} not come to`);
  console.log(tellArrows(cut));
  for (const breach of cut.breaches) console.log(breach);
  process.exitCode = printGoals([
    {
      name: 'G2',
      metric: `power cuts with harm, ${cut.doubles} of them double,`,
      value: `${cut.failures} of ${cut.met}`,
      target: '0',
      met: cut.met > 0 && cut.failures === 0,
    },
  ]);
} finally {
  await stage.close();
}
