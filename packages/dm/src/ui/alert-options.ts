/** Option string of a UI alert, taken apart; by the names of the specification. spec/omadm.md §1.13 */
export interface AlertOptions {
  /** Seconds that the text is shown at least, and that an answer is waited for. */
  readonly MINDT?: number;
  readonly MAXDT?: number;
  /** Default: `0`/`1` (1101), text (1102), number of a choice (1103); numbers of choices (1104). */
  readonly DR?: string | readonly number[];
  /** Characters of a typed text. */
  readonly MAXLEN?: number;
  /** Alphanumeric, numeric, date, time, phone number, IP address. */
  readonly IT?: InputType;
  /** Text, or password: not to be seen while it is typed. */
  readonly ET?: 'T' | 'P';
}

export type InputType = 'A' | 'N' | 'D' | 'T' | 'P' | 'I';

const OPTION_CHARS_MAX = 4096;
const SECONDS = /^0*[1-9]\d{0,8}$/;
const MULTIPLE_CHOICE = 1104;

/** How each value looks, in the order they are written; `undefined` skips it. */
const READERS: Readonly<
  Record<keyof AlertOptions, (value: string, code: number) => AlertOptions[keyof AlertOptions]>
> = {
  MINDT: positive,
  MAXDT: positive,
  MAXLEN: positive,
  IT: (value) => (['A', 'N', 'D', 'T', 'P', 'I'] as const).find((known) => known === value),
  ET: (value) => (['T', 'P'] as const).find((known) => known === value),
  DR: (value, code) => (code === MULTIPLE_CHOICE ? choiceNumbers(value) : value),
};

/** Reads the option string of an alert with this code. What is unknown or malformed is skipped; of two the first counts. */
export function parseAlertOptions(text: string, code: number): AlertOptions {
  const found: Record<string, AlertOptions[keyof AlertOptions]> = {};
  for (const pair of text.slice(0, OPTION_CHARS_MAX).split('&')) {
    const mark = pair.indexOf('=');
    const name = pair.slice(0, Math.max(mark, 0)).trim().toUpperCase();
    if (!Object.hasOwn(READERS, name) || found[name] !== undefined) continue;
    const value = decoded(pair.slice(mark + 1));
    const read = value === undefined ? undefined : READERS[name as keyof AlertOptions](value, code);
    if (read !== undefined) found[name] = read;
  }
  return found;
}

/** The option string, URL-encoded, `+` for a blank; `''` without options. */
export function renderAlertOptions(options: AlertOptions): string {
  return Object.keys(READERS)
    .flatMap((name) => {
      const value = options[name as keyof AlertOptions];
      if (value === undefined) return [];
      const text = typeof value === 'object' ? value.join('-') : String(value);
      return [`${name}=${encodeURIComponent(text.toWellFormed()).replaceAll('%20', '+')}`];
    })
    .join('&');
}

function decoded(value: string): string | undefined {
  try {
    return decodeURIComponent(value.replaceAll('+', ' '));
  } catch {
    return undefined;
  }
}

function positive(value: string): number | undefined {
  return SECONDS.test(value.trim()) ? Number(value) : undefined;
}

function choiceNumbers(value: string): readonly number[] | undefined {
  return /^\s*\d{1,4}(?:-\d{1,4})*\s*$/.test(value) ? value.split('-').map(Number) : undefined;
}
