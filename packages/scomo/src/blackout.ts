/** Hours of the local day, by the device's own clock and zone. docs/consent.md */
export interface Blackout {
  /** Days on which it begins; absent: every day. */
  readonly days?: readonly Weekday[];
  /** `HH:MM`; `to` at or before `from` is on the next day; `24:00` is midnight. */
  readonly from: string;
  readonly to: string;
}

/** In the order of a week. */
export const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
export type Weekday = (typeof WEEKDAYS)[number];

const DAY = 24 * 60;
const WEEK = 7 * DAY;
const CLOCK = /^(?:([01]\d|2[0-3]):([0-5]\d)|24:00)$/;

/** Minutes of the day; undefined for what is no `HH:MM`. */
export function minutesOf(clock: string): number | undefined {
  const match = CLOCK.exec(clock);
  if (match === null) return undefined;
  return match[1] === undefined ? DAY : Number(match[1]) * 60 + Number(match[2]);
}

/**
 * Minutes that a blackout lasts from this minute of the week on (Monday 00:00 is 0), 0 when there is none;
 * undefined when no minute of the week is free.
 */
export function blackoutLeft(blackouts: readonly Blackout[], weekMinute: number): number | undefined {
  const spans = blackouts.flatMap(spansOf);
  let left = 0;
  while (left <= WEEK) {
    const at = (weekMinute + left) % WEEK;
    const rest = spans.map(({ start, length }) => length - ((at - start + WEEK) % WEEK));
    const longest = Math.max(0, ...rest);
    if (longest === 0) return left;
    left += longest;
  }
  return undefined;
}

function spansOf({ days = WEEKDAYS, from, to }: Blackout): { start: number; length: number }[] {
  const begin = minutesOf(from) ?? 0;
  const end = minutesOf(to) ?? 0;
  const length = end > begin ? end - begin : end - begin + DAY;
  return days.map((day) => ({ start: WEEKDAYS.indexOf(day) * DAY + begin, length }));
}
