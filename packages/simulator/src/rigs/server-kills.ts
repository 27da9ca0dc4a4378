import { setTimeout as wait } from 'node:timers/promises';
import { seeded } from '../random.ts';
import { examineEnd, examineNow, goodEnd } from './examine.ts';
import { round, roundsUntilOver } from './rounds.ts';
import { SCENARIOS } from './scenarios.ts';
import type { Stage } from './stage.ts';

/** The work of a scenario takes about as long. */
const WORK_MS = 900;
const AWAY_MS = 200;

export interface ServerKills {
  readonly kills: number;
  readonly breaches: readonly string[];
}

/** Kills the server at a random moment of each scenario in turn, starts it again, lets the agent finish, looks for harm. */
export async function killServer(
  stage: Stage,
  { kills, seed, tell }: { readonly kills: number; readonly seed: number; tell(line: string): void },
): Promise<ServerKills> {
  const random = seeded(seed);
  const breaches: string[] = [];
  for (let done = 0; done < kills; done += 1) {
    const scenario = SCENARIOS[done % SCENARIOS.length];
    if (scenario === undefined) break;
    const box = await stage.newcomer(scenario);
    const taskId = await stage.order(box, scenario);
    const moment = Math.round(random() * WORK_MS);
    const working = round(stage.world, box);
    await wait(moment);
    await stage.world.server().kill();
    await wait(random() * AWAY_MS);
    await stage.world.startServer();
    await working;
    const harm = examineNow(box.state, scenario);
    const { task } = await roundsUntilOver(stage.world, box, taskId);
    const end = examineEnd(box.state, task, [goodEnd(scenario)]);
    for (const breach of [...harm, ...end])
      breaches.push(`${scenario.name}, server killed after ${moment} ms: ${breach}`);
    stage.drop(box);
    tell(`${done + 1} of ${kills} kills of the server`);
  }
  return { kills, breaches };
}
