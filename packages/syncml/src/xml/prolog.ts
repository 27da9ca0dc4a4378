import { GT, isSpace } from './chars.ts';
import type { Source } from './source.ts';

const DECLARATION =
  /^<\?xml[ \t\r\n]+version[ \t\r\n]*=[ \t\r\n]*(?:"1\.[0-9]+"|'1\.[0-9]+')(?:[ \t\r\n]+encoding[ \t\r\n]*=[ \t\r\n]*(?:"([A-Za-z][\w.-]*)"|'([A-Za-z][\w.-]*)'))?(?:[ \t\r\n]+standalone[ \t\r\n]*=[ \t\r\n]*(?:"(?:yes|no)"|'(?:yes|no)'))?[ \t\r\n]*\?>$/;
/** The declaration nearly everybody writes. */
const USUAL = '<?xml version="1.0" encoding="UTF-8"?>';
const UTF8_LABEL = /^(?:utf-?8|us-ascii|ascii)$/i;
const DECLARATION_MAX = 256;

/** Steps over a byte order mark and the XML declaration, both optional. */
export function readProlog(source: Source): void {
  const { bytes } = source;
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) source.pos = 3;
  const start = source.pos;
  if (bytes[start] !== 0x3c || bytes[start + 1] !== 0x3f) return;
  if (!source.at('<?xml', start) || !isSpace(bytes[start + 5])) {
    throw source.error('forbidden-markup', 'processing instruction');
  }
  if (source.view.startsWith(USUAL, start)) {
    source.pos = start + USUAL.length;
    return;
  }
  const end = bytes.indexOf(GT, start);
  if (end < 0) throw source.truncated();
  const match = end - start < DECLARATION_MAX ? DECLARATION.exec(source.slice(start, end + 1)) : null;
  if (match === null) throw source.error('not-well-formed', 'XML declaration');
  const label = match[1] ?? match[2] ?? 'UTF-8';
  if (!UTF8_LABEL.test(label)) throw source.error('bad-encoding', `encoding ${label}`);
  source.pos = end + 1;
}
