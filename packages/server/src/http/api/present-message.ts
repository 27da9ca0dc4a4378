import type { SessionDetail } from '@scomo/api';
import type { SessionMessage } from '@scomo/fleet';
import { decode, encode, SyncmlError } from '@scomo/syncml';

type Presented = SessionDetail['log'][number];

/** A kept message for engineers: its bytes, its model and its XML. */
export function presentMessage({ index, at, direction, encoding, bytes }: SessionMessage): Presented {
  const kept = { index, at, direction, encoding, raw: Buffer.from(bytes).toString('base64') };
  try {
    const message = decode(bytes, encoding);
    const xml = encoding === 'xml' ? bytes : encode(message, 'xml');
    return { ...kept, model: plain(message), xml: Buffer.from(xml).toString('utf8') };
  } catch (error) {
    if (!(error instanceof SyncmlError)) throw error;
    return { ...kept, model: null, xml: null, error: error.message };
  }
}

/** JSON has no octets: they become `{"base64": …}`. */
function plain(value: unknown): unknown {
  if (value instanceof Uint8Array) return { base64: Buffer.from(value).toString('base64') };
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(inner)]));
}
