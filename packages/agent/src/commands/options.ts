import { type ParseArgsConfig, parseArgs } from 'node:util';

/** A wrong call: exit code 2. */
export class UsageError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'UsageError';
  }
}

export const PLACE_OPTIONS = {
  config: { type: 'string', default: '/etc/scomo-agent/config.json' },
  state: { type: 'string', default: '/var/lib/scomo-agent' },
} as const satisfies ParseArgsConfig['options'];

/** Options of one command. Throws UsageError. */
export function readOptions<const T extends NonNullable<ParseArgsConfig['options']>>(
  args: readonly string[],
  options: T,
) {
  try {
    return parseArgs({ args: [...args], options, strict: true, allowPositionals: false }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

/** A whole number of seconds. Throws UsageError. */
export function readSeconds(text: string, name: string): number {
  if (/^\d{1,7}$/.test(text)) return Number(text);
  throw new UsageError(`--${name} must be a number of seconds`);
}

/** A needed option. Throws UsageError. */
export function needed(value: string | undefined, name: string): string {
  if (value === undefined || value === '') throw new UsageError(`--${name} is needed`);
  return value;
}
