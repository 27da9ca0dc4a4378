import type { Instant } from '@scomo/fleet';

/** A `timestamptz` as it comes from the driver (Date) or inside JSON (text). */
export function instant(value: Date | string): Instant {
  return (typeof value === 'string' ? new Date(value) : value).toISOString();
}

/** The property, or nothing when the column is null. */
export function optionalInstant<K extends string>(
  name: K,
  value: Date | string | null,
): { [P in K]?: Instant } {
  return (value === null ? {} : { [name]: instant(value) }) as { [P in K]?: Instant };
}
