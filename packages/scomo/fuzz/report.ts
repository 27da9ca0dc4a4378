import { decodeMarkup, SyncmlError } from '@scomo/syncml';
import { parseReport, REPORT_LIMITS, type Report } from '../src/index.ts';

export const tokens: readonly string[] = [
  ...[
    '<ResultCode>',
    '</ResultCode>',
    '<Identifier>',
    '</Identifier>',
    '<Detail>',
    '</Detail>',
    '<a:ResultCode>',
    '1200',
  ],
  ...[
    '&lt;ResultCode&gt;',
    '<![CDATA[',
    ']]>',
    '<!--',
    '-->',
    '&amp;',
    '&#0;',
    '&#xD800;',
    '&#x110000;',
    '&#65;',
    '<',
    '"',
  ],
  ...['\0', '\ufeff', 'a="b>c"', '/>', '<X>', '__proto__', '9999999999', ' 1200 '],
];
export const seeds: readonly string[] = [
  '1200',
  '<ResultCode>1200</ResultCode><Identifier>a.b</Identifier><Detail>well</Detail>',
  '&lt;ResultCode&gt;1200&lt;/ResultCode&gt;',
  '<X xmlns:a="u"><a:ResultCode>1405</a:ResultCode><!-- a --></X>',
  '<![CDATA[<ResultCode>1200</ResultCode>]]>',
];

/** A report in text, in octets and as markup is read without a throw and within its bounds. */
export function fuzz(data: Uint8Array): void {
  inBounds(parseReport(new TextDecoder().decode(data)));
  inBounds(parseReport(data));
  try {
    inBounds(parseReport(decodeMarkup(data, 'xml')));
  } catch (error) {
    if (!(error instanceof SyncmlError)) throw error;
  }
}

function inBounds({ code, identifier = '', detail = '', raw }: Report): void {
  if (code !== undefined && !(Number.isSafeInteger(code) && code >= 0)) throw new Error(`code ${code}`);
  if (raw.length > REPORT_LIMITS.rawCharsMax || raw.includes('\0'))
    throw new Error(`${raw.length} raw characters`);
  if (identifier.length > REPORT_LIMITS.identifierCharsMax) throw new Error('identifier too long');
  if (detail.length > REPORT_LIMITS.detailCharsMax) throw new Error('detail too long');
  if (/\p{Cc}/u.test(identifier + detail)) throw new Error('control characters');
}
