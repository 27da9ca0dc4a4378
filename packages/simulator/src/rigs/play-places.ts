import { ARROWS, type Arrow } from './arrows.ts';
import { inLanes, LANES } from './lanes.ts';
import { type Place, tellPlace } from './places.ts';

/** How often places are tried, again if need be, for an arrow that no fault has met yet. */
const MORE_TRIES = 24;

export interface PlayOptions {
  /** How many places; all when absent. */
  readonly points: number | undefined;
  readonly seed: number;
  /** More places are tried until every arrow has been met; so it is unless said otherwise. */
  readonly everyArrow?: boolean;
  /** One line of progress. */
  tell(line: string): void;
}

/** What came of a fault at a place. */
export interface Outcome {
  readonly place: Place;
  /** Where the agent really was; absent when the run took another way and the fault never came. */
  readonly arrow: Arrow | undefined;
  readonly breaches: readonly string[];
}

/** Tries the first places of a list, and more of them until every arrow has been met. */
export async function playPlaces<O extends Outcome>(
  places: readonly Place[],
  { points, tell, everyArrow = true }: PlayOptions,
  tryPlace: (place: Place, number: number) => Promise<O>,
): Promise<readonly O[]> {
  const count = Math.min(points ?? places.length, places.length);
  const outcomes: O[] = [];
  let number = 0;
  const play = async (place: Place) => {
    number += 1;
    const outcome = await tryPlace(place, number);
    outcomes.push(outcome);
    for (const breach of outcome.breaches) tell(`${tellPlace(place)}: ${breach}`);
    if (outcomes.length % 25 === 0) tell(`${outcomes.length} of ${count} places`);
  };
  await inLanes(places.slice(0, count), LANES, play);
  // No two runs make exactly the same calls: a fault may meet the arrow before or after the one that was meant.
  for (const arrow of everyArrow ? ARROWS : []) {
    const there = places.filter(({ point }) => point.arrow === arrow);
    const met = () => outcomes.some((outcome) => outcome.arrow === arrow);
    for (let tries = 0; tries < MORE_TRIES && !met(); tries += 1) {
      const place = there[tries % there.length];
      if (place !== undefined) await play(place);
    }
  }
  return outcomes;
}

export interface Tally {
  /** Places where the fault came, and where it did not. */
  readonly met: number;
  readonly missed: number;
  readonly arrows: ReadonlyMap<Arrow, number>;
  /** What went wrong, with its place; and at how many places something did. */
  readonly breaches: readonly string[];
  readonly failures: number;
}

export function tallyOf(outcomes: readonly Outcome[]): Tally {
  const met = outcomes.filter(({ arrow }) => arrow !== undefined);
  const bad = outcomes.filter(({ breaches }) => breaches.length > 0);
  return {
    met: met.length,
    missed: outcomes.length - met.length,
    arrows: new Map(ARROWS.map((arrow) => [arrow, met.filter((outcome) => outcome.arrow === arrow).length])),
    breaches: bad.flatMap(({ place, breaches }) =>
      breaches.map((breach) => `${tellPlace(place)}: ${breach}`),
    ),
    failures: bad.length,
  };
}

/** `IDLE 4, ACCEPTED 5, …` */
export function tellArrows({ arrows }: Tally): string {
  return ARROWS.map((arrow) => `${arrow} ${arrows.get(arrow) ?? 0}`).join(', ');
}
