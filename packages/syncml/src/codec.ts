import { LIMITS, type Limits } from './limits.ts';
import type { Message } from './message.ts';

export type Encoding = 'xml' | 'wbxml';

/** Encoding named by a Content-Type, or by the first byte when the type is missing or generic (Q28); undefined means 415. */
export function encodingOf(mediaType: string | undefined, bytes: Uint8Array): Encoding | undefined {
  throw new Error(`to be written: ${mediaType} ${bytes.length}`);
}

/** Media type of our own messages. spec/omadm.md §8.9 */
export const MEDIA_TYPE = {
  xml: 'application/vnd.syncml.dm+xml',
  wbxml: 'application/vnd.syncml.dm+wbxml',
} as const;

/** @throws SyncmlError when the bytes are no message within the limits. */
export function decode(bytes: Uint8Array, encoding: Encoding, limits: Limits = LIMITS): Message {
  throw new Error(`to be written: ${encoding} ${bytes.length} ${limits.depthMax}`);
}

/** Encodes a message: elements in the order of the content models, no string table. Never throws for a well-typed message. */
export function encode(message: Message, encoding: Encoding): Uint8Array {
  throw new Error(`to be written: ${encoding} ${message.final}`);
}
