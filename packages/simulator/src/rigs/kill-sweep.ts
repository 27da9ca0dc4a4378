import { type Arrow, arrowOf, newestOrder } from './arrows.ts';
import { examineEnd, examineNow, goodEnd } from './examine.ts';
import { inTurn, type Place } from './places.ts';
import { type Outcome, type PlayOptions, playPlaces, type Tally, tallyOf } from './play-places.ts';
import type { SeenRequest } from './request-watch.ts';
import { round, roundsUntilOver } from './rounds.ts';
import type { Stage } from './stage.ts';
import { heldBytes, withKilledJournals } from './state-folder.ts';
import { injecting } from './strace.ts';

const CHUNK_BYTES = 256 * 1024;

export interface SweepResult extends Tally {
  /** Calls that there are. */
  readonly places: number;
  /** Times until a restarted agent said what it does, ms. */
  readonly resumeMs: { readonly median: number; readonly worst: number };
  /** Most bytes of a package that were asked for again. */
  readonly bytesAgain: number;
}

/** Rig 1: kills the agent before call after call, lets it finish, looks for harm. security.md §3 */
export async function killSweep(
  stage: Stage,
  all: readonly Place[],
  options: PlayOptions,
): Promise<SweepResult> {
  const places = inTurn(all, options.seed);
  const outcomes = await playPlaces(places, options, (place) => tryKill(stage, place));
  const times = outcomes
    .filter(({ arrow }) => arrow !== undefined)
    .map(({ spokeMs }) => spokeMs)
    .sort((a, b) => a - b);
  return {
    ...tallyOf(outcomes),
    places: places.length,
    resumeMs: { median: times[Math.floor(times.length / 2)] ?? 0, worst: times.at(-1) ?? 0 },
    bytesAgain: Math.max(0, ...outcomes.map((outcome) => outcome.bytesAgain)),
  };
}

interface KillOutcome extends Outcome {
  readonly spokeMs: number;
  readonly bytesAgain: number;
}

/** Kills the agent before one call. */
export async function tryKill(stage: Stage, place: Place): Promise<KillOutcome> {
  const { scenario, point } = place;
  const box = await stage.newcomer(scenario);
  let arrow: Arrow | undefined;
  try {
    const taskId = await stage.order(box, scenario);
    const idle = withKilledJournals(box.state, newestOrder);
    const { code } = await round(stage.world, box, injecting({ ...point, do: 'kill' }));
    if (code === undefined)
      arrow = withKilledJournals(box.state, (journals) => arrowOf(journals, box.state, idle));
    const harm = examineNow(box.state, scenario);
    const held = heldBytes(box.state);
    const before = stage.watch.requests.length;
    const { task, spokeMs } = await roundsUntilOver(stage.world, box, taskId);
    const end = examineEnd(box.state, task, [goodEnd(scenario)]);
    const bytesAgain = askedAgain(stage.watch.requests.slice(before), box.deviceId, held);
    const again = bytesAgain > CHUNK_BYTES ? [`${bytesAgain} bytes fetched again`] : [];
    return { place, arrow, breaches: [...harm, ...end, ...again], spokeMs, bytesAgain };
  } catch (error) {
    const breach = `rig: ${error instanceof Error ? error.message : String(error)}`;
    return { place, arrow, breaches: [breach], spokeMs: 0, bytesAgain: 0 };
  } finally {
    stage.drop(box);
  }
}

/** Most bytes of one package that were held already and yet asked for. security.md P5 */
function askedAgain(
  requests: readonly SeenRequest[],
  deviceId: string,
  held: ReadonlyMap<string, number>,
): number {
  const again = requests.map(({ url, from }) => {
    const { pathname, searchParams } = new URL(url, 'http://device');
    if (!pathname.startsWith('/dl/') || searchParams.get('d') !== deviceId) return 0;
    return (held.get(pathname.slice('/dl/'.length)) ?? 0) - from;
  });
  return Math.max(0, ...again);
}
