import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { guarded, UsageError, withExitCodes } from './exit-codes.ts';
import { createKeyFile } from './key-files.ts';

/** `scomo package keygen` */
export function keygenCommand(parent: Command): void {
  const command = withExitCodes(parent.command('keygen'));
  command
    .description(
      'Make an Ed25519 key: the private half goes to NAME.key (mode 0600), the public half is printed.',
    )
    .argument('<name>', 'name of the key, e.g. release-2026')
    .option('--out <dir>', 'directory of the key file', '.')
    .addHelpText(
      'after',
      `
A root key vouches for other keys: keep it on a stick in a safe. A release key signs packages. The server needs neither.

Example:
  scomo package keygen root-a --out keys
  scomo package keygen release --out keys`,
    )
    .action(
      guarded(command, (name: string, options: { readonly out: string }) => {
        if (!/^[A-Za-z0-9._-]{1,64}$/.test(name)) {
          throw new UsageError('a key name has letters, digits, ".", "_" and "-" only');
        }
        mkdirSync(options.out, { recursive: true });
        const file = join(options.out, `${name}.key`);
        const keyId = createKeyFile(file);
        command.configureOutput().writeOut?.(`private ${file}\npublic  ${keyId}\n`);
      }),
    );
}
