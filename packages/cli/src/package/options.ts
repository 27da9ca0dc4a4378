import { InvalidArgumentError } from 'commander';

/** Collects an option that may be given several times. */
export function collect(value: string, before: readonly string[] | undefined): readonly string[] {
  return [...(before ?? []), value];
}

/** A whole number from 0. */
export function wholeNumber(value: string): number {
  if (!/^[0-9]{1,16}$/.test(value) || !Number.isSafeInteger(Number(value))) {
    throw new InvalidArgumentError('Give a whole number, e.g. 12.');
  }
  return Number(value);
}

/** Name of an installer plug-in. */
export function pluginName(value: string): string {
  if (!/^[a-z][a-z0-9-]{0,31}$/.test(value)) {
    throw new InvalidArgumentError('Give its name in the device\'s "installers.exec", e.g. squashfs.');
  }
  return value;
}

/** A day or a moment, in UTC, as `YYYY-MM-DDTHH:MM:SSZ`. */
export function moment(value: string): string {
  const full = /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/.test(value) ? `${value}T00:00:00Z` : value;
  const form = /^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$/;
  if (!form.test(full) || Number.isNaN(Date.parse(full))) {
    throw new InvalidArgumentError('Give a day or a moment in UTC, e.g. 2027-01-31 or 2027-01-31T12:00:00Z.');
  }
  return full;
}

/** A command line cut into words; quotes hold words together, nothing else is special. */
export function commandLine(value: string): readonly string[] {
  const words = Array.from(
    value.matchAll(/"([^"]*)"|'([^']*)'|([^\s"']+)/g),
    (m) => m[1] ?? m[2] ?? m[3] ?? '',
  );
  if (words.length === 0)
    throw new InvalidArgumentError('Give a program of the payload, e.g. "bin/app --serve".');
  return words;
}

/** The moment that lies so many days after `now`. */
export function daysAfter(now: Date, days: number): string {
  return wholeSecond(new Date(now.getTime() + days * 24 * 60 * 60 * 1000));
}

/** A moment in the form of signed statements. */
export function wholeSecond(date: Date): string {
  return `${date.toISOString().slice(0, 19)}Z`;
}
