import { Assembler } from '../build/assembler.ts';
import { DOCUMENT, type MessageDraft } from '../build/message-content.ts';
import { finish, newDraft } from '../build/message-draft.ts';
import { VALUE_RULE } from '../build/rule.ts';
import type { Markup } from '../data.ts';
import { pageId } from '../element-ids.ts';
import { SyncmlError } from '../errors.ts';
import type { Limits } from '../limits.ts';
import type { Message } from '../message.ts';
import { Input } from './input.ts';
import { Reader } from './reader.ts';
import { DDF_PUBLIC_ID, TOKEN_MASK } from './tokens.ts';

/** Elements around a nested tree: SyncML, SyncBody, a command, Item, Data. */
const TREE_DEPTH = 5;
const MGMT_TREE = pageId(2, 'MgmtTree') & TOKEN_MASK;

/** Message of a WBXML document. spec/omadm.md §8 */
export function decodeWbxml(bytes: Uint8Array, limits: Limits): Message {
  const input = new Input(bytes, limits);
  const draft: MessageDraft = newDraft();
  const assembler = new Assembler(draft, DOCUMENT, limits, (octets) => readTree(octets, limits));
  input.header();
  new Reader(input, assembler, 0, 0).read();
  return finish(draft, input.pos);
}

/** Tree of a WBXML TNDS/DDF document with its own header. spec/omadm.md §8.8 rules 6 and 9 */
export function decodeTreeWbxml(bytes: Uint8Array, limits: Limits, depth = 0): Markup {
  const input = new Input(bytes, limits);
  const assembler = new Assembler({}, VALUE_RULE, limits, () => undefined);
  input.header();
  const onPage0 = input.publicId === DDF_PUBLIC_ID && ((bytes[input.pos] ?? 0) & TOKEN_MASK) === MGMT_TREE;
  new Reader(input, assembler, onPage0 ? 2 : 0, depth).read();
  const { markup } = assembler;
  if (markup.elements[0]?.name !== 'MgmtTree') {
    throw new SyncmlError('unknown-document', 0, 'the document element is no MgmtTree');
  }
  return markup;
}

function readTree(octets: Uint8Array, limits: Limits): Markup | undefined {
  const version = octets[0] ?? 0;
  if (version < 1 || version > 3) return undefined;
  try {
    return decodeTreeWbxml(octets, limits, TREE_DEPTH);
  } catch (error) {
    if (error instanceof SyncmlError) return undefined;
    throw error;
  }
}
