/** `npm run chaos`: rig 4 of security.md §3. Exit 1 when an operation or a result is lost or comes twice. */
import { chaosGoals } from './chaos/chaos-goals.ts';
import { chaos } from './chaos/storm.ts';
import { printGoals } from './goal-line.ts';
import { readRigOptions } from './rigs/rig-options.ts';

const HELP = `npm run chaos -- [--operations 1000] [--agents 24] [--crews 4] [--crew-kill-each 100] [--server-kill-each 250] [--seed 1]

Real agents, a real server and a real PostgreSQL with a proxy between them that loses messages (there or back), sends
them twice, delays, slices, cuts, resets and spoils connections: 5 % of the messages, and 5 % of the connections. Each agent is
ordered Download, Install, Deactivate, Activate, Remove, Remove of the package, and again. Meanwhile agents, many to a process, and the server
are killed (SIGKILL) and started again. At the end the journals of all agents and the server's tasks are compared.

  --operations N         operations in all
  --agents N             devices; \`--crews N\` processes that they live in
  --crew-kill-each N     operations between two kills of such a process
  --server-kill-each N   operations between two kills of the server
  --seed N               what the proxy draws`;

const { numbers } = readRigOptions(HELP, {
  operations: 1000,
  agents: 24,
  crews: 4,
  'crew-kill-each': 100,
  'server-kill-each': 250,
  seed: 1,
});
const since = performance.now();
const tell = (line: string) => console.error(`${Math.round((performance.now() - since) / 1000)} s: ${line}`);
const result = await chaos({
  ...numbers,
  crewKillEach: Math.max(numbers['crew-kill-each'], 1),
  serverKillEach: Math.max(numbers['server-kill-each'], 1),
  tell,
});
for (const breach of result.breaches) console.log(breach);
console.log([...result.used].map(([name, times]) => `${name} ${times}`).join(', '));
console.log(
  `seed ${numbers.seed}: ${result.operations} operations, ${result.failed} failed with a reason and were ordered again, ` +
    `${result.crewKills} kills of agents, ${result.serverKills} of the server`,
);
process.exit(printGoals(chaosGoals(result)));
