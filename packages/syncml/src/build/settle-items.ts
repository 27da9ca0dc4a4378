import type { Item } from '../commands.ts';
import type { Data, Markup } from '../data.ts';
import type { Meta } from '../meta.ts';
import { utf8Decode } from '../text-codec.ts';
import type { Mutable } from './mutable.ts';

/** What the settling of octets needs: the command the items stand in, also one without Meta. */
export interface HasItems {
  readonly items: readonly Item[];
  meta?: Meta;
}

/** Reads a WBXML document of a TNDS tree; undefined when the octets are none. */
export type ReadTree = (bytes: Uint8Array) => Markup | undefined;

/** Embedded documents whose media type says how they are encoded. spec/omadm.md §8.8 rule 7 */
const EMBEDDED = /^(application\/vnd\.syncml(?:\.dmtnds|\.dmddf|-devinf))\+(?:wb)?xml\b/i;

/** The type an embedded document has in the given encoding; any other type as it is. */
export function embeddedType(type: string, encoding: 'xml' | 'wbxml'): string {
  return type.replace(EMBEDDED, `$1+${encoding}`);
}

/**
 * Decides what octets of Items are, once the Meta of the command is known: bytes (Format `bin`), a nested
 * tree, text, or bytes after all. An embedded document is named by its `+xml` type, whatever it came in.
 */
export function settleItems(command: HasItems, readTree: ReadTree): void {
  const outer = command.meta;
  let outerHolds = false;
  for (const item of command.items as Mutable<Item>[]) {
    if (item.data instanceof Uint8Array) {
      const format = item.meta?.format ?? outer?.format;
      if (format?.toLowerCase() !== 'bin') item.data = settle(item.data, readTree);
    }
    if (item.data === undefined || !isDocument(item.data)) continue;
    if (item.meta?.type === undefined) outerHolds = true;
    else item.meta = { ...item.meta, type: embeddedType(item.meta.type, 'xml') };
  }
  if (outerHolds && outer?.type !== undefined) {
    command.meta = { ...outer, type: embeddedType(outer.type, 'xml') };
  }
}

function settle(bytes: Uint8Array, readTree: ReadTree): Data {
  return readTree(bytes) ?? utf8Decode(bytes) ?? bytes;
}

function isDocument(data: Data): boolean {
  return typeof data === 'string' ? /^\ufeff?\s*</.test(data) : !(data instanceof Uint8Array);
}
