import { ApiError } from '@scomo/api';
import { type Command, CommanderError } from 'commander';
import { UsageError, withExitCodes } from '../package/exit-codes.ts';
import { serverUrl } from './connection.ts';

/** A sub-command of a group, with our exit codes. */
export function subcommand(group: Command, name: string, description: string, example: string): Command {
  return withExitCodes(group.command(name))
    .description(description)
    .addHelpText('after', `\nExample:\n  ${example}`);
}

/** A group such as `scomo device`. */
export function groupCommand(program: Command, name: string, description: string): Command {
  return withExitCodes(program.command(name)).description(description);
}

/** Runs the body; what the server refuses is exit code 1, what the user can mend exit code 2. */
export function run<A extends unknown[]>(
  command: Command,
  body: (...args: A) => Promise<void>,
): (...args: A) => Promise<void> {
  return async (...args) => {
    try {
      await body(...args);
    } catch (error) {
      if (error instanceof CommanderError) throw error;
      if (error instanceof ApiError)
        command.error(`error: ${apiText(error)}`, { exitCode: 1, code: 'scomo.refused' });
      if (error instanceof UsageError) command.error(`error: ${error.message}`, { exitCode: 2 });
      if (error instanceof TypeError && error.cause instanceof Error)
        command.error(
          `error: no answer from ${serverUrl()} (${error.cause.message}). Is the server running? Start it with "npm start", or set SCOMO_URL.`,
          { exitCode: 2 },
        );
      if (error instanceof Error && 'syscall' in error)
        command.error(`error: ${error.message}`, { exitCode: 2 });
      throw error;
    }
  };
}

function apiText({ message, problem }: ApiError): string {
  const more = (problem.errors ?? []).map(({ pointer, detail }) =>
    message.includes(detail) ? `\n  at ${pointer}` : `\n  ${pointer}: ${detail}`,
  );
  return `${message} (${problem.code})${more.join('')}`;
}
