import type { Command, Cred, Header, Item, Message } from '@scomo/syncml';

const BLANK = '***';
/** Leaves whose value opens something. */
const SECRET_LEAVES = ['AAuthSecret', 'AAuthData'];

/** The message as it may be kept for engineers: without credentials, session token and signatures of download URLs. */
export function blankCredentials(message: Message, token: string): Message {
  const hide = (text: string) => text.replaceAll(token, BLANK);
  return {
    ...message,
    header: blankHeader(message.header, hide),
    commands: message.commands.map((command) => blankCommand(command, hide)),
  };
}

type Hide = (text: string) => string;

function blankHeader(header: Header, hide: Hide): Header {
  return {
    ...withBlankCred(header),
    target: { ...header.target, locUri: hide(header.target.locUri) },
    ...(header.respUri === undefined ? {} : { respUri: hide(header.respUri) }),
  };
}

function blankCommand(command: Command, hide: Hide): Command {
  switch (command.kind) {
    case 'Atomic':
    case 'Sequence':
      return { ...command, commands: command.commands.map((child) => blankCommand(child, hide)) };
    case 'Unsupported':
      return command;
    case 'Status':
      return withBlankCred({
        ...command,
        items: command.items.map(blankItem),
        targetRefs: command.targetRefs.map(hide),
        sourceRefs: command.sourceRefs.map(hide),
      });
    case 'Results':
      return { ...command, items: command.items.map(blankItem) };
    default:
      return withBlankCred({ ...command, items: command.items.map(blankItem) });
  }
}

function withBlankCred<T extends { readonly cred?: Cred }>(holder: T): T {
  return holder.cred === undefined ? holder : { ...holder, cred: { ...holder.cred, data: BLANK } };
}

function blankItem(item: Item): Item {
  if (item.data === undefined) return item;
  const uri = item.target?.locUri ?? item.source?.locUri ?? '';
  const leaf = uri.slice(uri.lastIndexOf('/') + 1);
  if (SECRET_LEAVES.includes(leaf)) return { ...item, data: BLANK };
  if (leaf !== 'PkgURL' || typeof item.data !== 'string' || !item.data.includes('?')) return item;
  return { ...item, data: `${item.data.slice(0, item.data.indexOf('?'))}?${BLANK}` };
}
