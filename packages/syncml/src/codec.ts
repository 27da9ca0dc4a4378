import { LIMITS, type Limits } from './limits.ts';
import type { Message } from './message.ts';
import { decodeWbxml } from './wbxml/decode.ts';
import { encodeWbxml } from './wbxml/encode.ts';
import { decodeXml } from './xml/decode.ts';
import { encodeXml } from './xml/encode.ts';

export type Encoding = 'xml' | 'wbxml';

/** Media type of our own messages. spec/omadm.md §8.9 */
export const MEDIA_TYPE = {
  xml: 'application/vnd.syncml.dm+xml',
  wbxml: 'application/vnd.syncml.dm+wbxml',
} as const;

/** What peers were seen to send. spec/omadm.md §8.9, spec/peers.md A1 */
const ENCODING_OF: ReadonlyMap<string, Encoding> = new Map([
  [MEDIA_TYPE.xml, 'xml'],
  [MEDIA_TYPE.wbxml, 'wbxml'],
  ['application/vnd.syncml+xml', 'xml'],
  ['application/vnd.syncml+wbxml', 'wbxml'],
]);

/** Types that say nothing, or nothing reliable, about the encoding. spec/omadm.md §14 Q28 */
const GENERIC: ReadonlySet<string> = new Set([
  '',
  'text/xml',
  'application/xml',
  'text/plain',
  'application/octet-stream',
]);

/** Encoding named by a Content-Type, or by the first byte when the type is missing or generic (Q28); undefined means 415. */
export function encodingOf(mediaType: string | undefined, bytes: Uint8Array): Encoding | undefined {
  const type = (mediaType ?? '').replace(/;.*$/s, '').trim().toLowerCase();
  return ENCODING_OF.get(type) ?? (GENERIC.has(type) ? sniff(bytes) : undefined);
}

function sniff(bytes: Uint8Array): Encoding | undefined {
  const first = bytes[0] ?? 0;
  if (first >= 0x01 && first <= 0x03) return 'wbxml';
  const startsXml = first === 0x3c || first === 0xef || first === 0xfe || first === 0xff;
  return startsXml || /\s/.test(String.fromCharCode(first)) ? 'xml' : undefined;
}

/** @throws SyncmlError when the bytes are no message within the limits. */
export function decode(bytes: Uint8Array, encoding: Encoding, limits: Limits = LIMITS): Message {
  return encoding === 'xml' ? decodeXml(bytes, limits) : decodeWbxml(bytes, limits);
}

/** Encodes a message: elements in the order of the content models, no string table. Never throws for a well-typed message. */
export function encode(message: Message, encoding: Encoding): Uint8Array {
  return encoding === 'xml' ? encodeXml(message) : encodeWbxml(message);
}
