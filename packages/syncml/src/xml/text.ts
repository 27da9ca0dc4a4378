import type { Source } from './source.ts';

/** U+FFFE and U+FFFF are no XML characters; the octets are known to be UTF-8. XML 1.0 §2.2 */
export function checkNonAscii(source: Source, offset: number): void {
  const { bytes } = source;
  if (bytes[offset] === 0xef && bytes[offset + 1] === 0xbf && (bytes[offset + 2] as number) >= 0xbe) {
    throw source.error('not-well-formed', 'no XML character', offset);
  }
}

/** Line ends as XML wants them. XML 1.0 §2.11 */
export function normalLines(text: string): string {
  return text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text;
}

/**
 * Offset behind the words of four octets that all are plain and, blanks apart, no white space. In each term below
 * a top bit is set if an octet is odd: not ASCII, below 0x20, `<`, `&`, `]`; borrowing only adds bits beside odd ones.
 */
export function behindPlainWords(words: DataView, start: number, end: number): number {
  const last = end - 4;
  let pos = start;
  while (pos <= last) {
    const word = words.getInt32(pos);
    const odd =
      word |
      (word - 0x20202020) |
      ((word ^ 0x3c3c3c3c) - 0x01010101) |
      ((word ^ 0x26262626) - 0x01010101) |
      ((word ^ 0x5d5d5d5d) - 0x01010101);
    if ((odd & 0x80808080) !== 0) break;
    pos += 4;
  }
  return pos;
}
