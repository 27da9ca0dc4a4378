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
