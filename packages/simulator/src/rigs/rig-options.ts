import { type ParseArgsConfig, parseArgs } from 'node:util';

/** Options of a rig: their names, and the whole numbers that they are when nobody says otherwise. */
export type RigNumbers = Readonly<Record<string, number>>;

/**
 * Reads `--name 12` for each number and `--flag` for each flag; `--help` prints the text and ends the program, a wrong
 * call ends it with 2.
 */
export function readRigOptions<N extends RigNumbers>(
  help: string,
  usual: N,
  flags: readonly string[] = [],
): { readonly numbers: Readonly<Record<keyof N, number>>; readonly flags: ReadonlySet<string> } {
  const options: NonNullable<ParseArgsConfig['options']> = { help: { type: 'boolean' } };
  for (const name of Object.keys(usual)) options[name] = { type: 'string' };
  for (const name of flags) options[name] = { type: 'boolean' };
  try {
    const values: Readonly<Record<string, unknown>> = parseArgs({ options, strict: true }).values;
    if (values.help === true) {
      console.log(help);
      process.exit(0);
    }
    const read = Object.keys(usual).map((name) => [name, whole(name, values[name]) ?? usual[name]]);
    return {
      numbers: Object.fromEntries(read),
      flags: new Set(flags.filter((name) => values[name] === true)),
    };
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n\n${help}`);
    process.exit(2);
  }
}

function whole(name: string, text: unknown): number | undefined {
  if (text === undefined || /^\d{1,6}$/.test(String(text)))
    return text === undefined ? undefined : Number(text);
  throw new Error(`--${name} takes a whole number, not ${JSON.stringify(text)}`);
}
