import { base64Encode, type Command, type Item } from '@scomo/syncml';

/**
 * The command as JSON can keep it: octets become base64 text with Format `b64`, which means the same on the wire.
 * spec/omadm.md §3.3
 */
export function plainCommand(command: Command): Command {
  if ('commands' in command) return { ...command, commands: command.commands.map(plainCommand) };
  if (!('items' in command)) return command;
  return { ...command, items: command.items.map(plainItem) };
}

function plainItem(item: Item): Item {
  if (!(item.data instanceof Uint8Array)) return item;
  return { ...item, meta: { ...item.meta, format: 'b64' }, data: base64Encode(item.data) };
}
