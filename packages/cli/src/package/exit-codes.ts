import { Refusal } from '@scomo/delivery';
import { type Command, CommanderError } from 'commander';

/** The command line or a file it names is wrong; the message says what to do. Exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/**
 * Runs a program and gives the exit code: 0 done, 1 refused, 2 wrong use. Whatever went wrong has been told on the
 * program's error output. Errors of our own are thrown.
 */
export async function runToExitCode(program: Command, argv: readonly string[]): Promise<number> {
  try {
    await program.parseAsync([...argv], { from: 'user' });
    return 0;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode;
    throw error;
  }
}

/** Makes a command leave by `CommanderError` with our exit codes: commander's own complaints are wrong use. */
export function withExitCodes(command: Command): Command {
  return command.exitOverride((error) => {
    const code = error.exitCode === 0 || error.code === REFUSED ? error.exitCode : 2;
    throw new CommanderError(code, error.code, error.message);
  });
}

const REFUSED = 'scomo.refused';

/** Wraps the body of a command: what the user can mend becomes one line of text and an exit code. */
export function guarded<A extends unknown[]>(
  command: Command,
  body: (...args: A) => void,
): (...args: A) => void {
  return (...args) => {
    try {
      body(...args);
    } catch (error) {
      if (error instanceof Refusal)
        command.error(`${error.message}\n${ADVICE[error.reason]}`, { exitCode: 1, code: REFUSED });
      if (error instanceof UsageError) command.error(`error: ${error.message}`, { exitCode: 2 });
      const system = systemMessage(error);
      if (system !== undefined) command.error(`error: ${system}`, { exitCode: 2 });
      throw error;
    }
  };
}

/** What a person can do about each refusal. */
const ADVICE: Readonly<Record<Refusal['reason'], string>> = {
  malformed: 'Mend what is named here and build it again; a file that came over a network: fetch it again.',
  'too-large':
    'Split the software into several components, or pack many small files into one archive or .deb.',
  signature: 'Have a release key of the root sign it: "scomo package sign FILE --key KEY".',
  authority: 'Build it with the --authority of the root, or verify it with the root of its authority.',
  'device-type': 'Use a package whose --compat names this device type.',
  rollback: 'Use a higher --counter, or the --epoch of the root.',
  expired: 'Build it again with a later --expires.',
  root: 'Use a root file that is in force and signed by enough root keys: "scomo package sign ROOT --key KEY".',
  digest: 'The bytes are not the signed ones: fetch or build the file again.',
  size: 'The file is cut short or has bytes appended: fetch or build it again.',
};

function systemMessage(error: unknown): string | undefined {
  if (!(error instanceof Error && 'syscall' in error && 'code' in error)) return undefined;
  const known = FILE_ERRORS[String(error.code)];
  if (known === undefined) return error.message;
  return 'path' in error ? `${error.path}: ${known}` : known;
}

/** What a person can do about a file that cannot be used. */
const FILE_ERRORS: Readonly<Record<string, string>> = {
  ENOENT: 'no such file or directory; check the name',
  EACCES: 'not permitted; check owner and mode',
  EISDIR: 'this is a directory; name a file',
  ENOSPC: 'the disk is full; make room and try again',
};
