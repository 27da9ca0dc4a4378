import { execFileSync } from 'node:child_process';
import type { DeviceBox } from '../device-box.ts';
import { seeded } from '../random.ts';
import { type Arrow, arrowOf, newestOrder } from './arrows.ts';
import { examineEnd, examineNow, goodEnd, programsOf } from './examine.ts';
import { type LoopDisk, openLoopDisk } from './loop-disk.ts';
import { inTurn, type Place } from './places.ts';
import { type Outcome, type PlayOptions, playPlaces, type Tally, tallyOf } from './play-places.ts';
import { allPlaces } from './rehearse.ts';
import { round, roundsUntilOver } from './rounds.ts';
import type { Scenario } from './scenarios.ts';
import type { Stage } from './stage.ts';
import { withKilledJournals } from './state-folder.ts';
import { type Fault, injecting } from './strace.ts';

export interface CutOptions extends PlayOptions {
  /** Each n-th cut is followed by one in the middle of the recovery. */
  readonly doubleEach: number;
}

export interface CutResult extends Tally {
  readonly places: number;
  /** Cuts in the middle of a recovery. */
  readonly doubles: number;
}

/** Rig 2: the power goes before call after call; what was not flushed is gone. security.md §3 */
export async function powerCuts(stage: Stage, options: CutOptions): Promise<CutResult> {
  const places = inTurn(await allPlaces(stage, options.tell), options.seed);
  const random = seeded(options.seed);
  const outcomes = await playPlaces(places, options, (place, number) =>
    tryPlace(stage, place, number % options.doubleEach === 0 ? duringRecovery(random) : undefined),
  );
  return {
    ...tallyOf(outcomes),
    places: places.length,
    doubles: outcomes.filter(({ double }) => double).length,
  };
}

interface CutOutcome extends Outcome {
  readonly double: boolean;
}

/** A call that every recovery makes: the journals are opened and written. */
function duringRecovery(random: () => number): Fault {
  return random() < 0.5
    ? { syscall: 'fsync', when: 1 + Math.floor(random() * 8), do: 'kill' }
    : { syscall: 'pwrite64', when: 1 + Math.floor(random() * 30), do: 'kill' };
}

async function tryPlace(stage: Stage, place: Place, second: Fault | undefined): Promise<CutOutcome> {
  const { scenario, point } = place;
  let disk: LoopDisk | undefined;
  let arrow: Arrow | undefined;
  let double = false;
  const box = await stage.newcomer(scenario, (state) => {
    disk = openLoopDisk(`${state}.img`, state);
  });
  try {
    execFileSync('sync', ['-f', box.state]);
    const taskId = await stage.order(box, scenario);
    const idle = withKilledJournals(box.state, newestOrder);
    const harm: string[] = [];
    if (await runAndCut(stage, box, disk, scenario, { ...point, do: 'kill' }, harm))
      arrow = withKilledJournals(box.state, (journals) => arrowOf(journals, box.state, idle));
    if (arrow !== undefined && second !== undefined)
      double = await runAndCut(stage, box, disk, scenario, second, harm);
    const { task } = await roundsUntilOver(stage.world, box, taskId);
    const end = examineEnd(box.state, task, [goodEnd(scenario)]);
    return { place, arrow, double, breaches: [...harm, ...end] };
  } catch (error) {
    const breach = `rig: ${error instanceof Error ? error.message : String(error)}`;
    return { place, arrow, double, breaches: [breach] };
  } finally {
    disk?.end(() => killPrograms(box.state));
    stage.drop(box);
  }
}

/** Runs the agent into a fault and cuts the power there; false when it ended before. */
async function runAndCut(
  stage: Stage,
  box: DeviceBox,
  disk: LoopDisk | undefined,
  scenario: Scenario,
  fault: Fault,
  harm: string[],
): Promise<boolean> {
  const { code } = await round(stage.world, box, injecting(fault));
  if (code !== undefined) return false;
  disk?.cut(() => killPrograms(box.state));
  harm.push(...examineNow(box.state, scenario));
  return true;
}

/** No program outlives a power cut. */
function killPrograms(state: string): void {
  for (const { pid } of programsOf(state)) process.kill(pid, 'SIGKILL');
  while (programsOf(state).length > 0) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
}
