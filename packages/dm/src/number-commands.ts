import type { Command } from '@scomo/syncml';

/** The command with CmdIDs from `from` on, its children after it; `next` is the first free one. spec/omadm.md §2.1 */
export function numbered(
  command: Command,
  from: number,
): { readonly command: Command; readonly next: number } {
  const cmdId = String(from);
  if (!('commands' in command)) return { command: { ...command, cmdId }, next: from + 1 };
  let next = from + 1;
  const commands = command.commands.map((child) => {
    const given = numbered(child, next);
    next = given.next;
    return given.command;
  });
  return { command: { ...command, cmdId, commands }, next };
}
