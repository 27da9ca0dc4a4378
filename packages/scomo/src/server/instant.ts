const HOUR_MS = 3_600_000;

/** ISO 8601 UTC, some hours later. */
export function hoursAfter(instant: string, hours: number): string {
  return new Date(Date.parse(instant) + hours * HOUR_MS).toISOString();
}
