import { existsSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { seeded } from '../random.ts';
import { examineEnd } from './examine.ts';
import { inLanes, LANES } from './lanes.ts';
import { roundsUntilOver } from './rounds.ts';
import { SCENARIOS, type Scenario } from './scenarios.ts';
import { openStage, type Stage } from './stage.ts';

const LIBRARY = '/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1';
const YEARS_MAX = 20;
/** A round of the agent takes about so long: jumps come within it. */
const ROUND_MS = 1500;

/** Why clocks cannot be faked here; undefined when they can. */
export function noFakeTime(): string | undefined {
  return existsSync(LIBRARY) ? undefined : 'faketime is not installed: tools/setup-system does that';
}

export interface ClockSweep {
  readonly offsets: number;
  readonly jumps: number;
  readonly failures: number;
  readonly breaches: readonly string[];
}

/**
 * Updates and rollbacks on devices whose clock is wrong by whole years, and on devices whose clock jumps while the agent
 * works; monotonic clocks are left as they are. Looked at afterwards is what rig 1 looks at. security.md §6 G35, P12
 */
export async function sweepClocks(
  options: { readonly offsets: readonly number[]; readonly jumps: number; readonly seed: number },
  tell: (line: string) => void,
): Promise<ClockSweep> {
  const random = seeded(options.seed);
  const years = () => Math.round((random() * 2 - 1) * YEARS_MAX);
  const cases = [
    ...options.offsets.map((from) => ({ name: `${from} y`, from, to: from, afterMs: 0 })),
    ...Array.from({ length: options.jumps }, (_, i) => {
      const [from, to] = i % 2 === 0 ? [0, years()] : [years(), 0];
      return { name: `${from} y, then ${to} y`, from, to, afterMs: random() * ROUND_MS };
    }),
  ];
  const stage = await openStage();
  const breaches: string[] = [];
  let failures = 0;
  let done = 0;
  try {
    await inLanes([...cases.entries()], LANES, async ([i, one]) => {
      const scenario = scenarioOf(i);
      const found = await play(stage, scenario, one);
      breaches.push(...found.map((breach) => `${scenario.name} at ${one.name}: ${breach}`));
      if (found.length > 0) failures += 1;
      done += 1;
      if (done % 10 === 0) tell(`${done} of ${cases.length} clocks, ${failures} with harm`);
    });
  } finally {
    await stage.close();
  }
  return { offsets: options.offsets.length, jumps: options.jumps, failures, breaches };
}

/** Every other one goes well. */
function scenarioOf(i: number): Scenario {
  const name = i % 2 === 0 ? 'update' : 'rollback';
  const found = SCENARIOS.find((scenario) => scenario.name === name);
  if (found === undefined) throw new Error(`no scenario ${name}`);
  return found;
}

async function play(
  stage: Stage,
  scenario: Scenario,
  { from, to, afterMs }: { readonly from: number; readonly to: number; readonly afterMs: number },
): Promise<readonly string[]> {
  const box = await stage.newcomer(scenario);
  const file = join(dirname(box.config), 'clock');
  const set = (years: number) => writeFileSync(file, `${years < 0 ? '' : '+'}${years * 365}d\n`);
  set(from);
  const env = {
    ...stage.world.env,
    LD_PRELOAD: LIBRARY,
    FAKETIME_TIMESTAMP_FILE: file,
    FAKETIME_NO_CACHE: '1',
    FAKETIME_DONT_FAKE_MONOTONIC: '1',
  };
  const taskId = await stage.order(box, scenario);
  const jump = setTimeout(set, afterMs, to);
  try {
    const { task } = await roundsUntilOver(stage.world, box, taskId, env);
    return examineEnd(box.state, task, [{ state: scenario.ends, software: scenario.to }]);
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)];
  } finally {
    clearTimeout(jump);
    stage.drop(box);
  }
}
