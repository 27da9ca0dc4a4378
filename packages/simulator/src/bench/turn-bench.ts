import { openWorld, type World } from '../world.ts';
import { startRaw } from './raw-server.ts';
import { type BenchRow, compare, DEFAULT_ROUNDS, type RoundOptions } from './rounds.ts';
import {
  type Account,
  asSaidBy,
  CONNECTIONS,
  orderInventories,
  type Pass,
  pathOfRespUri,
  playSessions,
  provision,
  type Recorded,
  recordSession,
  type Script,
} from './turn-load.ts';

/** A server is measured warm: its first seconds are spent on compiling. */
const ROUNDS: RoundOptions = { ...DEFAULT_ROUNDS, seconds: 1, warmSeconds: 4 };
/** Session numbers that check-ins of a device go through: the same bytes twice in a row would be a repeat. */
const SESSION_IDS = ['1', '2', '3', '4'];

/** Whole inventory sessions; each exchange is committed before it is answered. */
export function durableTurnBench(options: RoundOptions = ROUNDS): Promise<BenchRow> {
  return turnBench('turn-durable-vs-raw-http', 1_024, options, async (world, accounts) => {
    await orderInventories(world, accounts.slice(0, 1));
    const recorded = await recordSession(world, accounts[0] as Account);
    const scripts = accounts.map((account) =>
      recorded.requests.map((message) => asSaidBy(account, message, '7')),
    );
    return { recorded, scripts: () => scripts, before: () => orderInventories(world, accounts) };
  });
}

/** Check-ins of devices for which there is nothing to do. */
export function idleTurnBench(options: RoundOptions = ROUNDS): Promise<BenchRow> {
  return turnBench('turn-idle-vs-raw-http', 4_096, options, async (world, accounts) => {
    const recorded = await recordSession(world, accounts[0] as Account);
    const passes = SESSION_IDS.map((sessionId) =>
      accounts.map((account) => recorded.requests.map((message) => asSaidBy(account, message, sessionId))),
    );
    let pass = 0;
    return {
      recorded,
      scripts: () => passes[pass++ % passes.length] as readonly Script[],
      before: async () => undefined,
    };
  });
}

/** A load to be measured; `before` each pass, the clock stands still. */
interface Load {
  readonly recorded: Recorded;
  scripts(): readonly Script[];
  before(): Promise<void>;
}

/** The load against a real server with PostgreSQL, alternating with the same client and bytes against a bare HTTP server. */
async function turnBench(
  name: string,
  devices: number,
  options: RoundOptions,
  prepare: (world: World, accounts: readonly Account[]) => Promise<Load>,
): Promise<BenchRow> {
  const world = await openWorld();
  try {
    const load = await prepare(world, await provision(world, devices));
    const raw = await startRaw(load.recorded.replies);
    const port = Number(new URL(world.url).port);
    const contest = {
      ours: (seconds: number) =>
        rateOfPasses(seconds, async () => {
          await load.before();
          return playSessions(port, load.scripts(), pathOfRespUri);
        }),
      reference: (seconds: number) =>
        rateOfPasses(seconds, () => playSessions(raw.port, load.scripts(), (_, index) => `/${index}`)),
    };
    try {
      return await compare(name, [contest], `exchanges/s over ${CONNECTIONS} connections`, options);
    } finally {
      await raw.stop();
    }
  } finally {
    await world.close();
  }
}

/** Exchanges per second of as many passes as fill the time. */
async function rateOfPasses(seconds: number, pass: () => Promise<Pass>): Promise<number> {
  const sum = { exchanges: 0, seconds: 0 };
  while (sum.seconds < seconds) {
    const { exchanges, seconds: took } = await pass();
    sum.exchanges += exchanges;
    sum.seconds += took;
  }
  return sum.exchanges / sum.seconds;
}
