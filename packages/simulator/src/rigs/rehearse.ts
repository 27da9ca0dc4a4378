import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { watchArrows } from './arrow-watch.ts';
import { arrowsByFlush, type CallPoint, pointsOf } from './call-points.ts';
import { examineEnd, goodEnd } from './examine.ts';
import { inLanes, LANES } from './lanes.ts';
import type { Place } from './places.ts';
import { round } from './rounds.ts';
import { SCENARIOS, type Scenario } from './scenarios.ts';
import type { Stage } from './stage.ts';
import { slowly, tracing } from './strace.ts';

/** Every call of every scenario that a fault can hit. */
export async function allPlaces(stage: Stage, tell: (line: string) => void): Promise<readonly Place[]> {
  const found = new Map<Scenario, readonly CallPoint[]>();
  await inLanes(SCENARIOS, LANES, async (scenario) => {
    const points = await rehearse(stage, scenario);
    tell(`${scenario.name}: ${points.length} calls`);
    found.set(scenario, points);
  });
  return SCENARIOS.flatMap((scenario) => (found.get(scenario) ?? []).map((point) => ({ scenario, point })));
}

/**
 * Plays a scenario twice without faults and gives every call that a fault can hit. The first time somebody looks on, which
 * changes the number of writes but not of flushes: so it tells at which flush the agent comes to which arrow.
 */
async function rehearse(stage: Stage, scenario: Scenario): Promise<readonly CallPoint[]> {
  const arrows = await play(stage, scenario, async (state, trace, run) => {
    const watch = await watchArrows(state);
    await run(slowly(trace));
    return arrowsByFlush(readFileSync(trace, 'utf8'), await watch.end());
  });
  return await play(stage, scenario, async (state, trace, run) => {
    await run(tracing(trace));
    return pointsOf(readFileSync(trace, 'utf8'), state, arrows);
  });
}

/** Throws Error when it does not go well. */
async function play<T>(
  stage: Stage,
  scenario: Scenario,
  act: (state: string, trace: string, run: (options: readonly string[]) => Promise<void>) => Promise<T>,
): Promise<T> {
  const box = await stage.newcomer(scenario);
  const taskId = await stage.order(box, scenario);
  const trace = join(stage.world.dir, `${scenario.name}.trace`);
  const result = await act(box.state, trace, async (options) => {
    const { code, output } = await round(stage.world, box, options);
    const task = await stage.world.client.getTask({ params: { id: taskId } });
    const breaches = examineEnd(box.state, task, [goodEnd(scenario)]);
    if (code !== 0 || breaches.length > 0)
      throw new Error(`${scenario.name} without faults: exit ${code}, ${breaches.join('; ')}\n${output}`);
  });
  rmSync(trace);
  stage.drop(box);
  return result;
}
