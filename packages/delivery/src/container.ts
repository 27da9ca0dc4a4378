import { type Envelope, parseEnvelope } from './envelope.ts';
import { Refusal } from './errors.ts';
import { LIMITS } from './limits.ts';
import type { Manifest } from './manifest.ts';
import { parseManifest } from './parse-manifest.ts';

/** First eight bytes of every Delivery Package: `SCOMODP1`. */
export const MAGIC: Uint8Array = Uint8Array.from('SCOMODP1', (char) => char.charCodeAt(0));

/** Magic and the length of the envelope. */
export const PREFIX_BYTES = 12;

/** Most bytes that anybody must read to have the whole head. */
export const HEAD_BYTES_MAX: number = PREFIX_BYTES + LIMITS.envelopeBytesMax;

/** Everything before the payload, in form but not yet in trust. */
export interface Head {
  readonly envelope: Envelope;
  /** Magic, length and envelope as they stand in the file; its length is the payload's offset. */
  readonly bytes: Uint8Array;
}

/**
 * How many bytes of the file make up the head, at most `HEAD_BYTES_MAX`; with fewer than twelve bytes at hand it is 12.
 * Throws `Refusal` at the first byte that is no package (`malformed`) or a length out of bounds (`too-large`).
 */
export function headLength(start: Uint8Array): number {
  const seen = start.subarray(0, MAGIC.length);
  if (!seen.every((byte, i) => byte === MAGIC[i]))
    throw new Refusal('malformed', 'file is no Delivery Package');
  if (start.length < PREFIX_BYTES) return PREFIX_BYTES;
  const [a = 0, b = 0, c = 0, d = 0] = start.subarray(MAGIC.length, PREFIX_BYTES);
  const length = ((a << 24) | (b << 16) | (c << 8) | d) >>> 0;
  if (length > LIMITS.envelopeBytesMax) throw new Refusal('too-large', `envelope of ${length} bytes`);
  return PREFIX_BYTES + length;
}

/**
 * The head from the first bytes of a file, or undefined while they are too few: then read up to `headLength` bytes.
 * Throws `Refusal` (`malformed`, `too-large`).
 */
export function readHead(start: Uint8Array): Head | undefined {
  const length = headLength(start);
  if (start.length < length) return undefined;
  const bytes = start.slice(0, length);
  return { envelope: parseEnvelope(bytes.subarray(PREFIX_BYTES)), bytes };
}

/** What an unverified head claims: to be shown, never to be acted on. Throws `Refusal`. */
export function claimedManifest(head: Head): Manifest {
  return parseManifest(head.envelope.payload);
}
