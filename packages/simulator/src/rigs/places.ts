import { seeded } from '../random.ts';
import type { CallPoint } from './call-points.ts';
import type { Scenario } from './scenarios.ts';

/** A call in a scenario. */
export interface Place {
  readonly scenario: Scenario;
  readonly point: CallPoint;
}

export function tellPlace({ scenario, point }: Place): string {
  return `${scenario.name}, ${point.arrow}, at ${point.syscall} ${point.when}`;
}

/**
 * All places in an order made by the seed, in which each arrow has its turn, then each pair of arrow and scenario: so the
 * first few of them have every arrow.
 */
export function inTurn(places: readonly Place[], seed: number): readonly Place[] {
  const random = seeded(seed);
  const cells = new Map<string, Place[]>();
  for (const place of places) {
    const key = `${place.point.arrow} ${place.scenario.name}`;
    cells.set(key, [...(cells.get(key) ?? []), place]);
  }
  const turns = shuffle([...cells.values()], random).map((cell) => shuffle(cell, random));
  const ordered: Place[] = [];
  for (let round = 0; ordered.length < places.length; round += 1) {
    const now = turns.flatMap((cell) => cell[round] ?? []);
    const first = now.filter(
      ({ point }, index) => index === now.findIndex((each) => each.point.arrow === point.arrow),
    );
    ordered.push(...first, ...now.filter((place) => !first.includes(place)));
  }
  return ordered;
}

function shuffle<T>(list: readonly T[], random: () => number): T[] {
  return list
    .map((value) => ({ value, rank: random() }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ value }) => value);
}
