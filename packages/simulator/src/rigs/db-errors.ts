import { throwAwayPostgres } from '@scomo/store';
import { seeded } from '../random.ts';
import { DB_ERRORS, type DbError, type DbProxy, openDbProxy } from './db-proxy.ts';
import { examineEnd, examineNow, goodEnd } from './examine.ts';
import { round, roundsUntilOver } from './rounds.ts';
import { SCENARIOS, type Scenario } from './scenarios.ts';
import { openStage, type Stage } from './stage.ts';

export interface DbErrorTally {
  /** Calls of the server to its database while it takes an order and serves its device, times the errors. */
  readonly places: number;
  readonly met: number;
  readonly failures: number;
  readonly breaches: readonly string[];
}

/** Rig 7 on the server: one call to the database after the other fails, in each way; nobody must notice. security.md §3, P11 */
export async function dbErrors(options: {
  /** How many calls; all when absent. */
  readonly points: number | undefined;
  readonly seed: number;
  tell(line: string): void;
}): Promise<DbErrorTally> {
  const postgres = await throwAwayPostgres();
  const proxy = await openDbProxy(await postgres.freshDatabase());
  const stage = await openStage({ SCOMO_DATABASE_URL: proxy.url });
  try {
    const scenario = SCENARIOS.find(({ name }) => name === 'update');
    if (scenario === undefined) throw new Error('there is no update');
    const calls = (await tryCall(stage, proxy, scenario, Number.POSITIVE_INFINITY, '40001')).count;
    options.tell(`${calls} calls to the database`);
    const all = DB_ERRORS.flatMap((error) =>
      Array.from({ length: calls }, (_, index) => ({ error, nth: index + 1 })),
    );
    const random = seeded(options.seed);
    const ranked = all.map((each) => ({ ...each, rank: random() })).sort((a, b) => a.rank - b.rank);
    const tally = { places: all.length, met: 0, failures: 0, breaches: [] as string[] };
    for (const { error, nth } of ranked.slice(0, options.points)) {
      const { count, breaches } = await tryCall(stage, proxy, scenario, nth, error);
      if (count >= nth) tally.met += 1;
      if (breaches.length > 0) tally.failures += 1;
      for (const breach of breaches) {
        tally.breaches.push(`${error} at call ${nth}: ${breach}`);
        options.tell(`${error} at call ${nth}: ${breach}`);
      }
      if (tally.met % 25 === 0) options.tell(`${tally.met} calls failed`);
    }
    return tally;
  } finally {
    await stage.close();
    await proxy.close();
    await postgres.stop();
  }
}

async function tryCall(
  stage: Stage,
  proxy: DbProxy,
  scenario: Scenario,
  nth: number,
  error: DbError,
): Promise<{ readonly count: number; readonly breaches: readonly string[] }> {
  const box = await stage.newcomer(scenario);
  let count = 0;
  try {
    proxy.arm(nth, error);
    const taskId = await stage.order(box, scenario);
    await round(stage.world, box);
    count = proxy.disarm();
    const harm = examineNow(box.state, scenario);
    const { task } = await roundsUntilOver(stage.world, box, taskId);
    const { items } = await stage.world.client.listTasks({ query: { deviceId: box.deviceId } });
    const twice = items.length === 1 ? [] : [`${items.length} tasks of one order`];
    return { count, breaches: [...harm, ...twice, ...examineEnd(box.state, task, [goodEnd(scenario)])] };
  } catch (caught) {
    proxy.disarm();
    const said = stage.world.server().output().slice(-2000);
    return {
      count,
      breaches: [`rig: ${caught instanceof Error ? caught.message : String(caught)}\n${said}`],
    };
  } finally {
    stage.drop(box);
  }
}
