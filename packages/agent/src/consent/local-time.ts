import { type Blackout, blackoutLeft, WEEKDAYS } from '@scomo/scomo';

const MINUTE = 60_000;
const WEEK = 7 * 24 * 60;
const DAYS: readonly string[] = WEEKDAYS;
/** Clocks are set back or forward by no more than this, in minutes. */
const SHIFT_MAX = 180;

/**
 * When the blackout ends that the device's clock is in now, undefined when it is in none. Each minute is judged by what
 * the clock on the wall shows, so that the nights on which it is set are right too. `zone`: IANA name, the device's own unless said.
 */
export function blackoutEnd(blackouts: readonly Blackout[], now: string, zone?: string): string | undefined {
  const wall = wallClock(zone);
  const time = Math.floor(Date.parse(now) / MINUTE);
  const left = blackoutLeft(blackouts, wall(time));
  if (left === undefined || left === 0) return undefined;
  const end = time + left;
  if ((wall(time) + left) % WEEK === wall(end)) return iso(end);
  // The clock is set in between: the first minute that is free is looked for.
  for (let minute = Math.max(time, end - SHIFT_MAX); minute <= end + SHIFT_MAX; minute += 1) {
    if (blackoutLeft(blackouts, wall(minute)) === 0) return iso(minute);
  }
  return iso(end);
}

function iso(minute: number): string {
  return new Date(minute * MINUTE).toISOString();
}

/** Minute of the local week (Monday 00:00 is 0) at a minute of the epoch. */
function wallClock(zone: string | undefined): (minute: number) => number {
  const format = new Intl.DateTimeFormat('en-GB', {
    ...{ weekday: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
    ...(zone === undefined ? {} : { timeZone: zone }),
  });
  return (minute) => {
    const parts = Object.fromEntries(
      format.formatToParts(minute * MINUTE).map(({ type, value }) => [type, value]),
    );
    const day = DAYS.indexOf(parts.weekday?.toLowerCase() ?? '');
    return day * 24 * 60 + Number(parts.hour) * 60 + Number(parts.minute);
  };
}
