import { readFileSync } from 'node:fs';
import { decode, encodingOf, SyncmlError } from '@scomo/syncml';
import type { Command } from 'commander';
import { run } from '../operator/action.ts';
import { UsageError, withExitCodes } from '../package/exit-codes.ts';
import { describeMessage } from './describe-message.ts';

/** `scomo inspect FILE`: any SyncML message, XML or WBXML, decoded. */
export function inspectCommand(program: Command): void {
  const command = withExitCodes(program.command('inspect <file>'))
    .option('--json', 'print the message model')
    .description(
      'Decode a SyncML message; XML or WBXML is told apart by the first bytes, `-` reads standard input.',
    )
    .addHelpText('after', '\nExample:\n  scomo inspect vectors/messages/27-pkg1-generic-alert.wbxml');
  command.action(
    run(command, async (file: string, { json }: { readonly json?: boolean }) => {
      const bytes = readFileSync(file === '-' ? 0 : file);
      const encoding = encodingOf(undefined, bytes);
      if (encoding === undefined)
        throw new UsageError(
          `${file} is neither XML nor WBXML: it begins with byte 0x${(bytes[0] ?? 0).toString(16)}`,
        );
      try {
        const message = decode(bytes, encoding);
        console.log(json === true ? JSON.stringify(message, null, 2) : describeMessage(message));
      } catch (error) {
        if (error instanceof SyncmlError)
          throw new UsageError(`${file} is no SyncML message: ${error.message}`);
        throw error;
      }
    }),
  );
}
