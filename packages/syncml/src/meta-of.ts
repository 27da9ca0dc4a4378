import type { Command, Item } from './commands.ts';
import type { Meta } from './meta.ts';

/** Meta in force for an Item: that of the command, each value overridden by the Item's own. spec/omadm.md §2.1 */
export function metaOf(command: Command, item: Item): Meta {
  const outer = 'meta' in command ? command.meta : undefined;
  return { ...outer, ...item.meta };
}
