import { FORBIDDEN, GT, NON_ASCII, TEXT_CLASS } from './chars.ts';
import type { Source } from './source.ts';
import { checkNonAscii } from './text.ts';

const HYPHEN = 0x2d;
const CLOSING_BRACKET = 0x5d;

/** Steps over `<!-- … -->`; any other declaration is refused. */
export function skipComment(source: Source): void {
  const { bytes } = source;
  const start = source.pos;
  const second = bytes[start + 2];
  if (second === undefined) throw source.truncated();
  if (second !== HYPHEN) throw source.error('forbidden-markup', 'declaration');
  if (bytes[start + 3] === undefined) throw source.truncated();
  if (bytes[start + 3] !== HYPHEN) throw source.error('forbidden-markup', 'declaration');
  const end = skipUntil(source, start + 4, HYPHEN);
  if (bytes[end] === undefined) throw source.truncated();
  if (bytes[end] !== GT) throw source.error('not-well-formed', '-- in a comment', end);
  source.pos = end + 1;
}

/** Steps over `<![CDATA[ … ]]>`, nine octets before and three behind the text. */
export function skipCdata(source: Source): void {
  const { bytes } = source;
  const start = source.pos;
  if (!source.at('<![CDATA[', start)) throw source.error('forbidden-markup', 'declaration');
  let end = skipUntil(source, start + 9, CLOSING_BRACKET);
  while (bytes[end] === CLOSING_BRACKET) end++;
  while (bytes[end] !== GT) {
    if (end >= source.end) throw source.truncated();
    end = skipUntil(source, end, CLOSING_BRACKET);
    while (bytes[end] === CLOSING_BRACKET) end++;
  }
  source.pos = end + 1;
}

/** Offset behind the next two of the octet in a row. */
function skipUntil(source: Source, from: number, octet: number): number {
  const { bytes, end } = source;
  for (let i = from; i < end; i++) {
    const kind = TEXT_CLASS[bytes[i] as number];
    if (kind === FORBIDDEN) throw source.error('not-well-formed', 'no XML character', i);
    if (kind === NON_ASCII) checkNonAscii(source, i);
    if (bytes[i] === octet && bytes[i + 1] === octet) return i + 2;
  }
  throw source.truncated();
}
