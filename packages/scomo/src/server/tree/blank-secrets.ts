import { isSecretLeaf } from '@scomo/tree';
import type { TreeCommand } from './tree-command.ts';

const BLANK = '***';

/** The commands without what opens an account: as they are shown, and as they are kept once they have left. */
export function blankSecrets(commands: readonly TreeCommand[]): readonly TreeCommand[] {
  return commands.map((command): TreeCommand => {
    const { uri = '', data, commands: inner } = command;
    if (inner !== undefined) return { ...command, commands: blankSecrets(inner) };
    return data !== undefined && isSecretLeaf(uri) ? { ...command, data: BLANK } : command;
  });
}
