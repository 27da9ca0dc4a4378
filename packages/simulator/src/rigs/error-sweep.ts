import { examineEnd, examineNow, fairEnds, goodEnd } from './examine.ts';
import { inTurn, type Place } from './places.ts';
import { type Outcome, type PlayOptions, playPlaces, type Tally, tallyOf } from './play-places.ts';
import { round, roundsUntilOver } from './rounds.ts';
import type { Stage } from './stage.ts';
import { type ErrorName, injecting } from './strace.ts';

/** Calls that need room on the disk. */
const ROOM = new Set(['openat', 'write', 'pwrite64', 'fsync', 'fdatasync', 'ftruncate', 'fallocate']);
const NAMES = new Set(['mkdir', 'symlink', 'rename', 'link']);
/** Calls that fail again and again while the disk is full; the others also serve what needs no room. */
const STAYS_FULL = new Set(['pwrite64', 'fdatasync', 'mkdir', 'symlink', 'rename']);

/** Whether a call can fail so. */
function fits({ point: { about, syscall } }: Place, error: ErrorName): boolean {
  if (about === 'socket') return error === 'ETIMEDOUT' || error === 'ECONNRESET';
  return error === 'EIO' || (error === 'ENOSPC' && (ROOM.has(syscall) || NAMES.has(syscall)));
}

export interface ErrorTally extends Tally {
  readonly error: ErrorName;
  /** Calls that can fail so. */
  readonly places: number;
}

/**
 * Rig 7 on the device: one call after the other fails, the agent goes on or ends, starts again and finishes. Then its
 * task has ended well, or has failed with what ran before, and the same order once more succeeds. security.md §3, P13
 */
export async function errorSweep(
  stage: Stage,
  all: readonly Place[],
  error: ErrorName,
  options: PlayOptions,
): Promise<ErrorTally> {
  const places = inTurn(
    all.filter((place) => fits(place, error)),
    options.seed,
  );
  const outcomes = await playPlaces(places, { ...options, everyArrow: false }, (place) =>
    tryError(stage, place, error),
  );
  return { ...tallyOf(outcomes), error, places: places.length };
}

/** Lets one call fail. */
export async function tryError(stage: Stage, place: Place, error: ErrorName): Promise<Outcome> {
  const { scenario, point } = place;
  const box = await stage.newcomer(scenario);
  try {
    const taskId = await stage.order(box, scenario);
    const andAfter = error === 'ENOSPC' && STAYS_FULL.has(point.syscall);
    await round(stage.world, box, injecting({ ...point, do: error, andAfter }));
    const breaches = [...examineNow(box.state, scenario)];
    const { task } = await roundsUntilOver(stage.world, box, taskId);
    breaches.push(...examineEnd(box.state, task, fairEnds(scenario)));
    if (task.state === 'failed' && scenario.ends !== 'failed') {
      const again = await roundsUntilOver(stage.world, box, await stage.order(box, scenario));
      breaches.push(
        ...examineEnd(box.state, again.task, [goodEnd(scenario)]).map((each) => `again: ${each}`),
      );
    }
    return { place, arrow: point.arrow, breaches };
  } catch (caught) {
    const breach = `rig: ${caught instanceof Error ? caught.message : String(caught)}`;
    return { place, arrow: point.arrow, breaches: [breach] };
  } finally {
    stage.drop(box);
  }
}
