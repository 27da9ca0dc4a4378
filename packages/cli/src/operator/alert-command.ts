import type { TreeCommandView } from '@scomo/api';
import { type Command, Option } from 'commander';
import { UsageError } from '../package/exit-codes.ts';
import { collect, wholeNumber } from '../package/options.ts';
import { run } from './action.ts';
import { type OrderOptions, orderCommands, treeCommand } from './order-commands.ts';

/** Alert codes by what they ask. spec/omadm.md §1.12 */
const CODES: Readonly<Record<string, number>> = {
  show: 1100,
  confirm: 1101,
  ask: 1102,
  choose: 1103,
  'choose-many': 1104,
};

const INPUTS = {
  text: 'A',
  number: 'N',
  date: 'D',
  time: 'T',
  phone: 'P',
  ip: 'I',
} as const;

interface AlertFlags extends OrderOptions {
  readonly choice?: readonly string[];
  readonly default?: string;
  readonly min?: number;
  readonly max?: number;
  readonly maxLength?: number;
  readonly input?: keyof typeof INPUTS;
  readonly password?: boolean;
}

/** `scomo device tree alert …` */
export function alertCommand(group: Command): void {
  const command = treeCommand(
    group,
    'alert <deviceId> <kind> <text>',
    `Show or ask something at the device. Kinds: ${Object.entries(CODES)
      .map(([name, code]) => `${name} (${code})`)
      .join(', ')}.`,
    `scomo device tree alert IMEI:004999010640000 show "Maintenance tonight"
  scomo device tree alert IMEI:004999010640000 confirm "Restart now?" --max 60 --default no
  scomo device tree alert IMEI:004999010640000 ask "PIN?" --input number --max-length 8 --password
  scomo device tree alert IMEI:004999010640000 choose "Which site?" --choice Paris --choice Oslo --default 2
  scomo device tree alert IMEI:004999010640000 choose-many "Which apps?" --choice Mail --choice Maps --default 1,2`,
  )
    .option('--choice <text>', 'a choice; give it once for each', collect)
    .option('--default <answer>', 'answer that is preset: yes or no, a text, number(s) of choices')
    .option('--min <seconds>', 'shown at least so long', wholeNumber)
    .option('--max <seconds>', 'no answer after so long counts as none (408)', wholeNumber)
    .option('--max-length <n>', 'characters of a typed answer', wholeNumber)
    .addOption(new Option('--input <kind>', 'what is typed').choices(Object.keys(INPUTS)))
    .option('--password', 'hide what is typed');
  command.action(
    run(command, async (deviceId: string, kind: string, text: string, flags: AlertFlags) => {
      const code = codeOf(kind);
      const options = optionsOf(code, flags);
      const alert: TreeCommandView = {
        kind: 'alert',
        code,
        text,
        ...(Object.keys(options).length === 0 ? {} : { options }),
        ...(flags.choice === undefined ? {} : { choices: flags.choice }),
      };
      await orderCommands(deviceId, [alert], flags);
    }),
  );
}

/** By its name or its number. */
function codeOf(kind: string): number {
  const code = CODES[kind] ?? Object.values(CODES).find((known) => String(known) === kind);
  if (code === undefined) throw new UsageError(`kind must be one of ${Object.keys(CODES).join(', ')}`);
  return code;
}

function optionsOf(code: number, flags: AlertFlags): NonNullable<TreeCommandView['options']> {
  const { min, max, maxLength, input, password } = flags;
  return {
    ...(min === undefined ? {} : { MINDT: min }),
    ...(max === undefined ? {} : { MAXDT: max }),
    ...(flags.default === undefined ? {} : { DR: defaultOf(code, flags.default) }),
    ...(maxLength === undefined ? {} : { MAXLEN: maxLength }),
    ...(input === undefined ? {} : { IT: INPUTS[input] }),
    ...(password === true ? { ET: 'P' as const } : {}),
  };
}

function defaultOf(code: number, answer: string): string | readonly number[] {
  if (code === CODES['choose-many']) return answer.split(/[,-]/).map(Number);
  if (code !== CODES.confirm) return answer;
  return { yes: '1', no: '0' }[answer] ?? answer;
}
