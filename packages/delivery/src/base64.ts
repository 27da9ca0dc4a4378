import { Refusal } from './errors.ts';

/** RFC 4648 §4, by value. */
export const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const VALUES: ReadonlyMap<number, number> = new Map(
  Array.from(ALPHABET, (char, value) => [char.charCodeAt(0), value]),
);
const PAD = 0x3d;

/** RFC 4648 §4 in its one canonical form: padded, no white space, unused bits zero. Throws `Refusal('malformed')`. */
export function decodeBase64(text: string, what: string): Uint8Array {
  const length = text.length;
  if (length % 4 !== 0) throw new Refusal('malformed', `${what} is not base64: length ${length}`);
  let padding = 0;
  while (padding < 2 && text.charCodeAt(length - 1 - padding) === PAD) padding += 1;
  const out = new Uint8Array((length / 4) * 3 - padding);
  let at = 0;
  let bits = 0;
  let held = 0;
  for (let i = 0; i < length - padding; i += 1) {
    const value = VALUES.get(text.charCodeAt(i));
    if (value === undefined) throw new Refusal('malformed', `${what} is not base64: character ${i}`);
    held = ((held << 6) | value) & 0xffff;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      out[at] = (held >> bits) & 0xff;
      at += 1;
    }
  }
  if ((held & ((1 << bits) - 1)) !== 0) throw new Refusal('malformed', `${what} is not canonical base64`);
  return out;
}
