import { readFileSync } from 'node:fs';
import { decode, encodingOf, SyncmlError } from '@scomo/syncml';
import type { Command } from 'commander';
import { describeMessage } from './describe-message.ts';

/** `scomo inspect FILE`: any SyncML message, XML or WBXML, decoded. */
export function inspectCommand(program: Command): void {
  program
    .command('inspect')
    .argument('<file>', 'a message: XML or WBXML, told apart by its first bytes; `-` reads standard input')
    .option('--json', 'print the message model')
    .description('Decode a SyncML message')
    .addHelpText('after', '\nExample: scomo inspect vectors/messages/27-pkg1-generic-alert.wbxml')
    .action((file: string, options: { json?: boolean }) => {
      const bytes = readFileSync(file === '-' ? 0 : file);
      const encoding = encodingOf(undefined, bytes);
      if (encoding === undefined)
        throw new Error(
          `${file} is neither XML nor WBXML: it begins with byte 0x${(bytes[0] ?? 0).toString(16)}`,
        );
      try {
        const message = decode(bytes, encoding);
        console.log(options.json === true ? JSON.stringify(message, null, 2) : describeMessage(message));
      } catch (error) {
        if (error instanceof SyncmlError) throw new Error(`${file} is no SyncML message: ${error.message}`);
        throw error;
      }
    });
}
