import { type Command, type Cred, type Item, type Message, utf8Encode } from '@scomo/syncml';
import { isSecretLeaf } from '@scomo/tree';

const BLANK = '***';
/** Data of an object that is kept as it is. */
const OBJECT_OCTETS_KEPT = 64;
const STAR = 0x2a;

/**
 * The message as it may be kept for engineers: without credentials and signatures of download URLs, and without the
 * data of objects, which are kept once already. The same reference when it has none.
 */
export function blankMessage(message: Message): Message {
  const header = withBlankCred(message.header);
  const commands = mapKept(message.commands, blankCommand);
  return header === message.header && commands === message.commands
    ? message
    : { ...message, header, commands };
}

/** A copy of an encoded message with the session's token struck out, octet for octet: both codecs write it as it is. */
export function withoutToken(bytes: Uint8Array, token: string): Uint8Array {
  const copy = bytes.slice();
  const first = token.charCodeAt(0);
  const matches = (at: number) => {
    for (let n = 1; n < token.length; n += 1) if (copy[at + n] !== token.charCodeAt(n)) return false;
    return true;
  };
  for (let at = copy.indexOf(first); at >= 0; at = copy.indexOf(first, at + 1)) {
    if (matches(at)) copy.fill(STAR, at, at + token.length);
  }
  return copy;
}

function blankCommand(command: Command): Command {
  if (command.kind === 'Unsupported') return command;
  if (command.kind === 'Atomic' || command.kind === 'Sequence') {
    const commands = mapKept(command.commands, blankCommand);
    return commands === command.commands ? command : { ...command, commands };
  }
  const items = mapKept(command.items, blankItem);
  const blanked = items === command.items ? command : { ...command, items };
  return blanked.kind === 'Results' ? blanked : withBlankCred(blanked);
}

function mapKept<T>(list: readonly T[], change: (item: T) => T): readonly T[] {
  const changed = list.map(change);
  return changed.every((item, index) => item === list[index]) ? list : changed;
}

function withBlankCred<T extends { readonly cred?: Cred }>(holder: T): T {
  return holder.cred === undefined ? holder : { ...holder, cred: { ...holder.cred, data: BLANK } };
}

function blankItem(item: Item): Item {
  if (item.data === undefined) return item;
  const uri = item.target?.locUri ?? item.source?.locUri ?? '';
  const leaf = uri.slice(uri.lastIndexOf('/') + 1);
  if (isSecretLeaf(uri)) return { ...item, data: BLANK };
  if (item.moreData === true || leaf === 'Data') return withoutObject(item);
  if (leaf !== 'PkgURL' || typeof item.data !== 'string' || !item.data.includes('?')) return item;
  return { ...item, data: `${item.data.slice(0, item.data.indexOf('?'))}?${BLANK}` };
}

/** How many octets there were stands in their place; Format says what they were, so it goes as well. */
function withoutObject(item: Item): Item {
  const { data } = item;
  const octets =
    data instanceof Uint8Array ? data.length : typeof data === 'string' ? utf8Encode(data).length : 0;
  if (octets <= OBJECT_OCTETS_KEPT) return item;
  return { ...item, data: `*** ${octets} octets ***` };
}
