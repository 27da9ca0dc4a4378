import type { TreeCommand } from '@scomo/scomo';
import type { Fault } from './fault.ts';

type Options = NonNullable<TreeCommand['options']>;

/** What each UI alert takes. spec/omadm.md §1.13 */
const ALERTS: Readonly<
  Record<number, { readonly choices: boolean; readonly options: readonly (keyof Options)[] }>
> = {
  1100: { choices: false, options: ['MINDT', 'MAXDT'] },
  1101: { choices: false, options: ['MINDT', 'MAXDT', 'DR'] },
  1102: { choices: false, options: ['MINDT', 'MAXDT', 'DR', 'MAXLEN', 'IT', 'ET'] },
  1103: { choices: true, options: ['MINDT', 'MAXDT', 'DR'] },
  1104: { choices: true, options: ['MINDT', 'MAXDT', 'DR'] },
};

/** The first fault of a UI alert. S34 */
export function checkAlert({ code = 0, choices = [], options = {} }: TreeCommand): Fault | undefined {
  const row = ALERTS[code];
  if (row === undefined) return { pointer: '/code', detail: 'a server sends the alerts 1100 to 1104' };
  if (row.choices && choices.length === 0)
    return { pointer: '/choices', detail: `alert ${code} needs choices` };
  if (!row.choices && choices.length > 0)
    return { pointer: '/choices', detail: `alert ${code} has no choices` };
  for (const name of Object.keys(options) as (keyof Options)[])
    if (!row.options.includes(name))
      return { pointer: `/options/${name}`, detail: `alert ${code} does not know ${name}` };
  const detail = defaultFault(code, options.DR, choices.length);
  return detail === undefined ? undefined : { pointer: '/options/DR', detail };
}

function defaultFault(code: number, answer: Options['DR'], choices: number): string | undefined {
  if (answer === undefined) return undefined;
  const isChoice = (value: number) => Number.isInteger(value) && value >= 1 && value <= choices;
  if (code === 1104)
    return typeof answer === 'object' && answer.every(isChoice)
      ? undefined
      : `a list of numbers from 1 to ${choices}`;
  if (typeof answer === 'object') return 'a text';
  if (code === 1101) return ['0', '1'].includes(answer) ? undefined : '"0" (no) or "1" (yes)';
  if (code === 1103) return isChoice(Number(answer)) ? undefined : `a number from 1 to ${choices}, as text`;
  return undefined;
}
