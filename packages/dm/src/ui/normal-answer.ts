import { LIMITS } from '../limits.ts';
import type { InputType } from './alert-options.ts';
import type { UserAlert } from './user-alert.ts';

/** How a typed text must look, and a word for what is wanted. spec/omadm.md §1.13 row IT */
const INPUTS: Readonly<Record<InputType, { readonly form: RegExp; readonly wanted: string }>> = {
  A: { form: /^/, wanted: 'a text' },
  N: { form: /^[+-]?(?:\d+[.,]?\d*|[.,]\d+)$/, wanted: 'a number' },
  D: { form: /^(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])\d{4}$/, wanted: 'a date as DDMMYYYY' },
  T: { form: /^(?:[01]\d|2[0-3])[0-5]\d[0-5]\d$/, wanted: 'a time as hhmmss' },
  P: { form: /^\+?[\dpws]+$/, wanted: 'a phone number: digits, a leading +, p, w, s' },
  I: {
    form: /^(?:\d{1,2}|1\d\d|2[0-4]\d|25[0-5])(?:\.(?:\d{1,2}|1\d\d|2[0-4]\d|25[0-5])){3}$/,
    wanted: 'an IP address as 192.0.2.1',
  },
};

/** A typed line as values of the answer, or what is wrong with it, in words. For 1102, 1103 and 1104. */
export function normalAnswer(
  { code, choices, options }: UserAlert,
  line: string,
): { readonly values: readonly string[] } | { readonly wanted: string } {
  if (code === 1102) {
    const { IT = 'A', MAXLEN } = options;
    const text = IT === 'A' ? line : line.trim();
    const { form, wanted } = INPUTS[IT];
    const most = Math.min(MAXLEN ?? LIMITS.alertTextCharsMax, LIMITS.alertTextCharsMax);
    if (text.length > most) return { wanted: `at most ${most} characters` };
    return form.test(text) ? { values: [text] } : { wanted };
  }
  const numbers = line.split(/[\s,;-]+/).filter((part) => part !== '');
  const known = numbers.every(
    (part) => /^\d{1,4}$/.test(part) && Number(part) >= 1 && Number(part) <= choices.length,
  );
  const range = choices.length === 1 ? '1' : `1 to ${choices.length}`;
  if (code === 1103)
    return known && numbers.length === 1 ? { values: numbers.map(plain) } : { wanted: `a number: ${range}` };
  return known
    ? { values: [...new Set(numbers.map(plain))] }
    : { wanted: `numbers of choices (${range}), separated by blanks` };
}

function plain(number: string): string {
  return String(Number(number));
}
