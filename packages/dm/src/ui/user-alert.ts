import type { Alert, Item } from '@scomo/syncml';
import { LIMITS } from '../limits.ts';
import { type AlertOptions, parseAlertOptions } from './alert-options.ts';

/** A question to the End User, checked. spec/omadm.md §1.13 */
export interface UserAlert {
  /** 1100 display, 1101 yes or no, 1102 typed text, 1103 one choice, 1104 any number of choices. */
  readonly code: UserAlertCode;
  readonly text: string;
  /** In the order sent; numbered from 1. */
  readonly choices: readonly string[];
  /** Those that this alert has and that make sense for it. */
  readonly options: AlertOptions;
}

const CODES = [1100, 1101, 1102, 1103, 1104] as const;
export type UserAlertCode = (typeof CODES)[number];

/** The question in an alert, or the status: 406 none for the End User, 412 Items are missing, 416 more than can be displayed. */
export function readUserAlert(alert: Alert): UserAlert | 406 | 412 | 416 {
  const code = CODES.find((known) => known === alert.code);
  if (code === undefined) return 406;
  const [head, ...rest] = alert.items;
  const [text, ...choices] = rest.map(textOf);
  const options =
    head === undefined ? undefined : (textOf(head) ?? (head.data === undefined ? '' : undefined));
  if (options === undefined || text === undefined) return 412;
  if (code === 1103 || code === 1104 ? choices.length === 0 : choices.length > 0) return 412;
  const named = choices.filter((choice) => choice !== undefined);
  if (named.length < choices.length) return 412;
  if (named.length > LIMITS.alertChoicesMax || text.length > LIMITS.alertTextCharsMax) return 416;
  if (named.some((choice) => choice.length > LIMITS.alertChoiceCharsMax)) return 416;
  return { code, text, choices: named, options: optionsFor(code, options, named.length) };
}

function textOf({ data }: Item): string | undefined {
  return typeof data === 'string' ? data : undefined;
}

/** Default answers that cannot be given, and options of other alerts, are as good as unknown: skipped. */
function optionsFor(code: UserAlertCode, text: string, choices: number): AlertOptions {
  const { MINDT, MAXDT, DR, ...typing } = parseAlertOptions(text, code);
  return {
    ...(MINDT === undefined ? {} : { MINDT }),
    ...(MAXDT === undefined ? {} : { MAXDT }),
    ...(DR === undefined || !isDefault(code, DR, choices) ? {} : { DR }),
    ...(code === 1102 ? typing : {}),
  };
}

function isDefault(code: UserAlertCode, answer: NonNullable<AlertOptions['DR']>, choices: number): boolean {
  const isChoice = (value: number) => Number.isInteger(value) && value >= 1 && value <= choices;
  if (typeof answer === 'object') return answer.every(isChoice);
  if (code === 1101) return answer === '0' || answer === '1';
  if (code === 1103) return /^\d+$/.test(answer) && isChoice(Number(answer));
  return code === 1102;
}
