import { ALPHABET } from './base64.ts';

/** RFC 4648 §4 with padding. */
export function encodeBase64(bytes: Uint8Array): string {
  const groups: string[] = [];
  for (let i = 0; i < bytes.length; i += 3) {
    const [a = 0, b, c] = bytes.subarray(i, i + 3);
    const group = (a << 16) | ((b ?? 0) << 8) | (c ?? 0);
    const chars = [18, 12, 6, 0].map((shift) => ALPHABET[(group >> shift) & 63]);
    if (b === undefined) chars[2] = '=';
    if (c === undefined) chars[3] = '=';
    groups.push(chars.join(''));
  }
  return groups.join('');
}
