import type { Encoding } from './codec.ts';
import type { Markup } from './data.ts';
import { LIMITS, type Limits } from './limits.ts';
import { utf8Encode } from './text-codec.ts';
import { decodeTreeWbxml } from './wbxml/decode.ts';
import { encodeTreeWbxml } from './wbxml/encode.ts';
import { decodeTreeXml } from './xml/decode.ts';
import { encodeTreeXml } from './xml/encode.ts';

/**
 * Element tree of a TNDS or DDF document that stands alone or came as text. In WBXML its root must be
 * MgmtTree; in XML any element is taken.
 * @throws SyncmlError when the bytes are no such document within the limits.
 */
export function decodeMarkup(bytes: Uint8Array, encoding: Encoding, limits: Limits = LIMITS): Markup {
  return encoding === 'xml' ? decodeTreeXml(bytes, limits) : decodeTreeWbxml(bytes, limits);
}

/** The same for XML held in a string, such as an Item's text. */
export function parseMarkup(text: string, limits: Limits = LIMITS): Markup {
  return decodeTreeXml(utf8Encode(text), limits);
}

/** A document of its own; elements must be of the DDF namespace to be written as WBXML. */
export function encodeMarkup(markup: Markup, encoding: Encoding): Uint8Array {
  return encoding === 'xml' ? encodeTreeXml(markup) : encodeTreeWbxml(markup);
}
