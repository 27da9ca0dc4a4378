import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { type Client, createClient, type TaskView } from '@scomo/api';
import { throwAwayPostgres } from '@scomo/store';
import { type DeviceBox, openBox } from '../device-box.ts';
import { seeded } from '../random.ts';
import { withJournals } from '../rigs/state-folder.ts';
import { openWorld, type World } from '../world.ts';
import { type ChaosProxy, openChaosProxy } from './chaos-proxy.ts';
import { type Crew, openCrew } from './crew.ts';
import { joinLedger, type Ledger } from './ledger.ts';
import { CYCLE, type OperatorEnv, operate } from './operator.ts';
import type { Toxics } from './toxics.ts';

const COMPONENT = 'org.example.note';
const PATIENCE_MS = 180_000;
const LOOK_MS = 20;
const TOXICS: Toxics = { connections: 0.05, messages: 0.05 };

export interface ChaosOptions {
  readonly operations: number;
  readonly agents: number;
  /** Processes that the agents live in. */
  readonly crews: number;
  /** Operations between two kills of a crew, and of the server; 0 never. */
  readonly crewKillEach: number;
  readonly serverKillEach: number;
  readonly seed: number;
  tell(line: string): void;
}

export interface ChaosResult extends Ledger {
  readonly crewKills: number;
  readonly serverKills: number;
  /** Operations that failed with a stated reason, and were ordered again. */
  readonly failed: number;
  readonly used: ChaosProxy['used'];
}

/** Rig 4: real agents and a real server with a bad network between them, both killed again and again. security.md §3 */
export async function chaos(options: ChaosOptions): Promise<ChaosResult> {
  const postgres = await throwAwayPostgres();
  let world: World | undefined;
  const upstream = () => Number(new URL(world?.url ?? '').port);
  const proxy = await openChaosProxy(upstream, TOXICS, seeded(options.seed));
  try {
    world = await openWorld({
      env: {
        SCOMO_DATABASE_URL: await postgres.freshDatabase(),
        SCOMO_PUBLIC_URL: `http://127.0.0.1:${proxy.port}`,
      },
    });
    return await storm(world, proxy, options);
  } finally {
    await world?.close();
    await proxy.close();
    await postgres.stop();
  }
}

interface Counts {
  left: number;
  done: number;
  failed: number;
  crewKills: number;
  serverKills: number;
}

async function storm(world: World, proxy: ChaosProxy, options: ChaosOptions): Promise<ChaosResult> {
  const boxes = await openBoxes(world, options.agents);
  const crews = await openCrews(boxes, options.crews);
  const counts: Counts = { left: options.operations, done: 0, failed: 0, crewKills: 0, serverKills: 0 };
  const breaches: string[] = [];
  const killer = killInTurn(world, crews, options, counts);
  const roundOf = (index: number) => async () =>
    crews[index % crews.length]?.round(Math.floor(index / crews.length));
  const file = join(world.dir, 'note');
  mkdirSync(file);
  writeFileSync(join(file, 'note.txt'), 'a small component\n');
  const { id: packageId } = await world.publish({
    ...{ component: COMPONENT, version: '1.0.0', counter: 1 },
    program: { file },
  });
  try {
    const client = createClient({ url: world.url, token: world.token, fetch });
    const env = { client, packageId, component: COMPONENT, patienceMs: PATIENCE_MS };
    await Promise.all(
      boxes.map(({ deviceId, state }, index) =>
        work(deviceId, { ...env, round: roundOf(index) }, counts, options).catch((error) => {
          throw new Error(`${error}; its agent: ${lastSession(state)}`);
        }),
      ),
    );
    await killer.end();
    proxy.calm();
    await Promise.all(boxes.map((_box, index) => roundOf(index)()));
  } catch (error) {
    breaches.push(`not over: ${error instanceof Error ? error.message : String(error)}`);
  } finally {
    counts.left = 0;
    await killer.end();
    for (const crew of crews) await crew.close();
  }
  const ledgers: Ledger[] = [];
  for (const { deviceId, state } of boxes)
    ledgers.push(joinLedger(state, await tasksOf(world.client, deviceId)));
  return { ...sum(ledgers, breaches), ...counts, used: proxy.used };
}

async function openBoxes(world: World, count: number): Promise<readonly DeviceBox[]> {
  const boxes: DeviceBox[] = [];
  // HMAC: without TLS nothing else notices a spoilt message.
  while (boxes.length < count)
    boxes.push(await openBox(world, `IMEI:chaos-${boxes.length}`, { scheme: 'hmac' }));
  return boxes;
}

/** What the agent itself says of its last session. */
function lastSession(state: string): string {
  return withJournals(state, ({ talk }) =>
    talk
      .prepare("SELECT key, value FROM facts WHERE key LIKE 'lastSession%'")
      .all()
      .map(({ key, value }) => `${key} ${value}`)
      .join(', '),
  );
}

function openCrews(boxes: readonly DeviceBox[], count: number): Promise<readonly Crew[]> {
  const members = (crew: number) => boxes.filter((_box, index) => index % count === crew);
  return Promise.all(Array.from({ length: count }, (_, crew) => openCrew(members(crew), process.env)));
}

/** One operation after the other; one that fails is ordered again. */
async function work(
  deviceId: string,
  env: OperatorEnv,
  counts: Counts,
  { tell }: ChaosOptions,
): Promise<void> {
  for (let step = 0; counts.left > 0; ) {
    counts.left -= 1;
    const task = await operate(deviceId, CYCLE[step % CYCLE.length] ?? CYCLE[0], env);
    if (task.state === 'failed') {
      counts.failed += 1;
      tell(`failed: ${task.reason}`);
    } else step += 1;
    counts.done += 1;
    if (counts.done % 250 === 0)
      tell(
        `${counts.done} operations, ${counts.crewKills} kills of agents, ${counts.serverKills} of the server`,
      );
  }
}

/** Kills a crew, or the server, each so many operations. */
function killInTurn(
  world: World,
  crews: readonly Crew[],
  { crewKillEach, serverKillEach, seed }: ChaosOptions,
  counts: Counts,
): { end(): Promise<void> } {
  const random = seeded(seed + 1);
  let on = true;
  const running = (async () => {
    for (; on; await wait(LOOK_MS)) {
      if (counts.done >= (counts.crewKills + 1) * crewKillEach) {
        counts.crewKills += 1;
        await crews[Math.floor(random() * crews.length)]?.killAndRestart();
      }
      if (counts.done >= (counts.serverKills + 1) * serverKillEach) {
        counts.serverKills += 1;
        await world.server().kill();
        await world.startServer();
      }
    }
  })();
  return {
    async end() {
      on = false;
      await running;
    },
  };
}

async function tasksOf(client: Client, deviceId: string): Promise<readonly TaskView[]> {
  const tasks: TaskView[] = [];
  for (let after: string | undefined; ; ) {
    const query = { deviceId, limit: 100, ...(after === undefined ? {} : { after }) };
    const page = await client.listTasks({ query });
    tasks.push(...page.items);
    if (page.next === null || page.next === undefined) return tasks;
    after = page.next;
  }
}

function sum(ledgers: readonly Ledger[], breaches: readonly string[]): Ledger {
  const total = (of: (ledger: Ledger) => number) => ledgers.reduce((all, ledger) => all + of(ledger), 0);
  return {
    operations: total(({ operations }) => operations),
    twice: total(({ twice }) => twice),
    never: total(({ never }) => never),
    lost: total(({ lost }) => lost),
    double: total(({ double }) => double),
    breaches: [...breaches, ...ledgers.flatMap((ledger) => ledger.breaches)],
  };
}
