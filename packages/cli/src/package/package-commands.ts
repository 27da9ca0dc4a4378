import type { Command } from 'commander';
import { createCommand } from './create.ts';
import { withExitCodes } from './exit-codes.ts';
import { inspectCommand } from './inspect.ts';
import { keygenCommand } from './keygen.ts';
import { rootCommand } from './root.ts';
import { signCommand } from './sign.ts';
import { verifyCommand } from './verify.ts';

/**
 * Registers `package …` on the program. The program's output settings must be made before. Commands end in a
 * `CommanderError` with exit code 1 (refused) or 2 (wrong use): see `runToExitCode`.
 */
export function packageCommands(program: Command): void {
  program.enablePositionalOptions();
  const group = withExitCodes(program.command('package'));
  group.description('Make, sign and check Delivery Packages.').addHelpText(
    'after',
    `
From nothing to a package that devices take:
  scomo package keygen root --out keys && scomo package keygen release --out keys
  scomo package root --authority acme --root-key keys/root.key --release-key keys/release.key --out acme.root.json
  scomo package create build/ --component weather --version 1.0.0 --counter 1 --authority acme \\
    --key keys/release.key --out weather.dp
  scomo package verify weather.dp --root acme.root.json`,
  );
  for (const add of [keygenCommand, rootCommand, createCommand, signCommand, verifyCommand, inspectCommand])
    add(group);
}
