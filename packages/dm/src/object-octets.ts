import { type Data, type Meta, utf8Decode, utf8Encode } from '@scomo/syncml';

/** Octets of a chunk as they stood in the message; undefined when there are none to count. spec/omadm.md §4.5 */
export function octetsOf(data: Data | undefined): Uint8Array | undefined {
  if (data instanceof Uint8Array) return data;
  return typeof data === 'string' ? utf8Encode(data) : undefined;
}

/** The whole value of chunks put together: octets for Format `bin`, text else. */
export function dataOf(octets: Uint8Array, meta: Meta): string | Uint8Array {
  return isFormat(meta, 'bin') ? octets : (utf8Decode(octets) ?? octets);
}

/** Format compared without case. spec/omadm.md §14 Q23 */
export function isFormat(meta: Meta, format: 'bin' | 'b64'): boolean {
  return meta.format?.trim().toLowerCase() === format;
}
