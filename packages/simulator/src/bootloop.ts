/** `npm run bootloop`: boot-loop escape, security.md §6 G12. Exit 1 on any breach. */
import { printGoals } from './goal-line.ts';
import { bootLoops } from './rigs/boot-loop.ts';
import { readRigOptions } from './rigs/rig-options.ts';

const HELP = `npm run bootloop -- [--crashes 60]

Gives devices a new version whose program kills the agent (SIGKILL) as soon as it starts, and starts the agent again until it
lives. After three starts the old version has to run, one result has to be told, and the package has to be in quarantine.

  --crashes N   so many deaths of agents at least`;

const { numbers } = readRigOptions(HELP, { crashes: 60 });
const since = performance.now();
const tell = (line: string) => console.error(`${Math.round((performance.now() - since) / 1000)} s: ${line}`);
const { crashes, devices, startsMax, breaches } = await bootLoops(numbers.crashes, tell);
for (const breach of breaches) console.log(breach);
process.exitCode = printGoals([
  {
    name: 'G12',
    metric: `most starts of a version that kills the agent, in ${crashes} crashes on ${devices} devices,`,
    value: startsMax,
    target: '≤3',
    met: crashes > 0 && startsMax <= 3,
  },
  {
    name: 'G12',
    metric: 'devices without the old version, with other than one result, or without quarantine',
    value: breaches.length,
    target: '0',
    met: breaches.length === 0,
  },
]);
