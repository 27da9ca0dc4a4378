import { malformed, quote, type Read } from './field-reader.ts';

const FORM = /^([0-9]{4})-([0-9]{2})-([0-9]{2})T([0-9]{2}):([0-9]{2}):([0-9]{2})(\.[0-9]{1,9})?Z$/;
const MONTH_DAYS: readonly number[] = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Before anything was ever verified. */
export const TIME_ZERO = '1970-01-01T00:00:00Z';

/**
 * A moment in its one signed form, `YYYY-MM-DDTHH:MM:SSZ`: such texts compare as they sort. A fraction is cut off.
 * Undefined if the text is no moment of the calendar.
 */
export function wholeSeconds(moment: string): string | undefined {
  const parts = FORM.exec(moment);
  if (parts === null) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts.slice(1, 7).map(Number);
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const days = month === 2 && leap ? 29 : (MONTH_DAYS[month - 1] ?? 0);
  if (day < 1 || day > days || hour > 23 || minute > 59 || second > 59) return undefined;
  return `${moment.slice(0, 19)}Z`;
}

/** A moment in exactly the signed form. */
export const timestamp: Read<string> = (value, field) => {
  if (typeof value !== 'string' || wholeSeconds(value) !== value) {
    const shown = typeof value === 'string' ? quote(value) : typeof value;
    throw malformed(field, `must be a moment like 2026-01-31T00:00:00Z, not ${shown}`);
  }
  return value;
};

/** The later one of two moments in the signed form. */
export function later(a: string, b: string): string {
  return a > b ? a : b;
}
