import type { Source } from './source.ts';

const PREDEFINED: ReadonlyMap<string, string> = new Map([
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
]);

/** `&amp;` with its delimiters is at least this long, `&#x0010FFFF;` with zeros before it at most. */
const REFERENCE_MAX = 32;

/** Reads the reference at the source's place and steps over it. Only predefined and numeric ones exist. */
export function readReference(source: Source): string {
  const { bytes, pos } = source;
  let end = pos + 1;
  while (end < source.end && bytes[end] !== 0x3b && end - pos < REFERENCE_MAX) {
    if ((bytes[end] as number) <= 0x20 || bytes[end] === 0x3c) break;
    end++;
  }
  if (end >= source.end) throw source.truncated();
  const name = source.view.slice(pos + 1, end);
  const char = bytes[end] === 0x3b ? (PREDEFINED.get(name) ?? numeric(name)) : undefined;
  if (char === undefined) throw source.error('not-well-formed', 'reference to nothing known');
  source.pos = end + 1;
  return char;
}

function numeric(name: string): string | undefined {
  const digits = /^#(?:x([0-9A-Fa-f]+)|([0-9]+))$/.exec(name);
  if (digits === null) return undefined;
  const code =
    digits[1] !== undefined ? Number.parseInt(digits[1], 16) : Number.parseInt(digits[2] ?? '', 10);
  return isXmlChar(code) ? String.fromCodePoint(code) : undefined;
}

/** `Char` of XML 1.0 §2.2. */
export function isXmlChar(code: number): boolean {
  if (code < 0x20) return code === 0x09 || code === 0x0a || code === 0x0d;
  return code <= 0xd7ff || (code >= 0xe000 && code <= 0xfffd) || (code >= 0x10000 && code <= 0x10ffff);
}
