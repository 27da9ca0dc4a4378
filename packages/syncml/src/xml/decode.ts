import { Assembler } from '../build/assembler.ts';
import { DOCUMENT } from '../build/message-content.ts';
import { finish, newDraft } from '../build/message-draft.ts';
import { VALUE_RULE } from '../build/rule.ts';
import type { Markup } from '../data.ts';
import type { Limits } from '../limits.ts';
import type { Message } from '../message.ts';
import { readProlog } from './prolog.ts';
import { Reader } from './reader.ts';
import { Source } from './source.ts';

const noTree = () => undefined;

/** Message of an XML document. */
export function decodeXml(bytes: Uint8Array, limits: Limits): Message {
  const source = new Source(bytes, limits);
  const draft = newDraft();
  readProlog(source);
  new Reader(source, new Assembler(draft, DOCUMENT, limits, noTree)).read();
  return finish(draft, source.pos);
}

/** Element tree of any XML document without DOCTYPE. */
export function decodeTreeXml(bytes: Uint8Array, limits: Limits): Markup {
  const source = new Source(bytes, limits);
  const assembler = new Assembler({}, VALUE_RULE, limits, noTree);
  readProlog(source);
  new Reader(source, assembler).read();
  return assembler.markup;
}
