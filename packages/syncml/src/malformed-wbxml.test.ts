import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { leafWbxml, messageWbxml, octets, WBXML_HEADER, WBXML_START } from '../test/samples.ts';
import { decode, SyncmlError, type SyncmlErrorCode } from './index.ts';

type Row = readonly [why: string, document: Uint8Array, code: SyncmlErrorCode];

const FINAL = octets(0x12);
const good = messageWbxml(FINAL);
const withStart = (...start: readonly number[]) => messageWbxml(FINAL, octets(...start));
const body = (...parts: readonly (number | string | Uint8Array)[]) => messageWbxml(octets(...parts));
const cut = (...parts: readonly (number | string | Uint8Array)[]) => octets(WBXML_START, 0x6d, ...parts);
const value = (...parts: readonly (number | string | Uint8Array)[]) =>
  body(0x45, 0x54, 0x4f, ...parts, 1, 1, 1);
const table = (text: string) => octets(0x02, 0xa4, 0x01, 0x6a, text.length, text);
const repeat = (count: number, ...tokens: readonly number[]) =>
  octets(...new Array(count).fill(octets(...tokens)));

const LENGTHS: readonly Row[] = [
  ['public id of six octets', withStart(0x02, 0x81, 0x80, 0x80, 0x80, 0x80, 0x00, 0x6a, 0x00), 'bad-length'],
  ['public id of 2^32', withStart(0x02, 0x90, 0x80, 0x80, 0x80, 0x00, 0x6a, 0x00), 'bad-length'],
  ['public id of endless zeros', withStart(0x02, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x6a), 'bad-length'],
  ['charset of 2^32', withStart(0x02, 0xa4, 0x01, 0x90, 0x80, 0x80, 0x80, 0x00, 0x00), 'bad-length'],
  ['string table longer than the rest', octets(0x02, 0xa4, 0x01, 0x6a, 0x05, 'ab'), 'bad-length'],
  ['string table of 2^31', octets(0x02, 0xa4, 0x01, 0x6a, 0x88, 0x80, 0x80, 0x80, 0x00), 'bad-length'],
  ['string table of 2^32-1', octets(0x02, 0xa4, 0x01, 0x6a, 0x8f, 0xff, 0xff, 0xff, 0x7f), 'bad-length'],
  ['OPAQUE longer than the rest by one', cut(0xc3, 0x02, 0x61), 'bad-length'],
  ['OPAQUE of 2^14', value(0xc3, 0x81, 0x80, 0x00), 'bad-length'],
  ['OPAQUE of 2^28', value(0xc3, 0x81, 0x80, 0x80, 0x80, 0x00), 'bad-length'],
  ['OPAQUE of 2^31', value(0xc3, 0x88, 0x80, 0x80, 0x80, 0x00), 'bad-length'],
  ['OPAQUE of 2^32-1, which would wrap the place', value(0xc3, 0x8f, 0xff, 0xff, 0xff, 0x7f), 'bad-length'],
  ['OPAQUE of 2^32', value(0xc3, 0x90, 0x80, 0x80, 0x80, 0x00), 'bad-length'],
  ['OPAQUE of a six-octet length', value(0xc3, 0x80, 0x80, 0x80, 0x80, 0x80, 0x01, 0x61), 'bad-length'],
  ['OPAQUE in an attribute list too long', body(0x92, 0x05, 0xc3, 0x7f, 0x01), 'bad-length'],
  ['table reference of 2^32', value(0x83, 0x90, 0x80, 0x80, 0x80, 0x00), 'bad-length'],
  ['entity of 2^32', value(0x02, 0x90, 0x80, 0x80, 0x80, 0x00), 'bad-length'],
];

const TABLES: readonly Row[] = [
  ['reference without a table', value(0x83, 0x00), 'bad-string-table'],
  [
    'reference behind the table',
    messageWbxml(octets(0x45, 0x54, 0x4f, 0x83, 4, 1, 1, 1), table('abc\0')),
    'bad-string-table',
  ],
  ['reference of 2^32-1', value(0x83, 0x8f, 0xff, 0xff, 0xff, 0x7f), 'bad-string-table'],
  ['literal tag without a table', body(0x04, 0x00), 'bad-string-table'],
  ['literal tag behind the table', messageWbxml(octets(0x44, 9, 1), table('abc')), 'bad-string-table'],
  ['literal attribute without a table', body(0x92, 0x04, 0x00, 0x01), 'bad-string-table'],
  [
    'literal public id behind the table',
    octets(0x02, 0x00, 0x05, 0x6a, 0x02, 'ab', 0x6d),
    'bad-string-table',
  ],
  [
    'reference into the middle of a character',
    messageWbxml(octets(0x45, 0x54, 0x4f, 0x83, 1, 1, 1, 1), octets(2, 0xa4, 1, 0x6a, 3, 'é', 0)),
    'bad-encoding',
  ],
];

const TOKENS: readonly Row[] = [
  ['EXT_I_0', value(0x40, 'a', 0), 'unknown-token'],
  ['EXT_I_2', value(0x42, 'a', 0), 'unknown-token'],
  ['EXT_T_0', value(0x80, 0x01), 'unknown-token'],
  ['EXT_T_2', value(0x82, 0x01), 'unknown-token'],
  ['EXT_0', value(0xc0), 'unknown-token'],
  ['EXT_2', value(0xc2), 'unknown-token'],
  ['EXT_0 in an attribute list', body(0x92, 0x05, 0xc0, 0x01), 'unknown-token'],
  ['PI in an attribute list', body(0x92, 0x43, 0x01), 'unknown-token'],
  ['END before the root', octets(WBXML_START, 0x01), 'unknown-token'],
  ['text before the root', octets(WBXML_START, 0x03, 'a', 0), 'unknown-token'],
  ['OPAQUE before the root', octets(WBXML_START, 0xc3, 0), 'unknown-token'],
  ['page 3', body(0x00, 0x03), 'unknown-code-page'],
  ['page 255', body(0x00, 0xff), 'unknown-code-page'],
  ['page 3 before the root', octets(WBXML_START, 0x00, 0x03, 0x6d), 'unknown-code-page'],
];

const DOCUMENTS: readonly Row[] = [
  ['WBXML 1.0', withStart(0x00, 0x01, 0x00), 'unknown-document'],
  ['WBXML 1.4', withStart(0x04, 0xa4, 0x01, 0x6a, 0x00), 'unknown-document'],
  ['XML', octets('<SyncML/>'), 'unknown-document'],
  ['root SyncHdr', octets(WBXML_START, 0x6c, 0x01), 'unknown-document'],
  ['root of page 1', octets(WBXML_START, 0x00, 0x01, 0x6d, 0x01), 'unknown-document'],
  ['root of page 2', octets(WBXML_START, 0x00, 0x02, 0x60, 0x01), 'unknown-document'],
  ['root without a token', octets(WBXML_START, 0x70, 0x01), 'unknown-document'],
  ['literal root of another name', messageWbxml(FINAL, table('html\0'), octets(0x44, 0)), 'unknown-document'],
  ['charset ISO-8859-1', withStart(0x02, 0xa4, 0x01, 0x04, 0x00), 'bad-encoding'],
  ['charset UTF-16', withStart(0x02, 0xa4, 0x01, 0x87, 0x68, 0x00), 'bad-encoding'],
  ['text that is not UTF-8', value(0x03, 0xff, 0x00), 'bad-encoding'],
  ['text of a surrogate', value(0x03, 0xed, 0xa0, 0x80, 0x00), 'bad-encoding'],
  ['OPAQUE that is not UTF-8 in a protocol field', body(0x45, 0x4b, 0xc3, 1, 0xff, 1, 1), 'bad-encoding'],
  ['entity of a surrogate', value(0x02, 0x83, 0xb0, 0x00), 'not-well-formed'],
  ['entity beyond Unicode', value(0x02, 0xc4, 0x80, 0x00), 'not-well-formed'],
  ['entity NUL', value(0x02, 0x00), 'not-well-formed'],
  ['no header', octets(WBXML_START, 0x6d, 0x2b, 0x01), 'missing-element'],
  ['no body', octets(WBXML_START, 0x6d, WBXML_HEADER, 0x01), 'missing-element'],
  ['empty root', octets(WBXML_START, 0x2d), 'missing-element'],
  ['header twice', octets(WBXML_START, 0x6d, WBXML_HEADER, WBXML_HEADER, 0x2b, 0x01), 'too-many'],
  ['nine attributes', body(0x92, repeat(9, 0x05), 0x01), 'too-many'],
  ['skipped content too deep', body(repeat(31, 0x70), repeat(31, 0x01)), 'too-deep'],
  ['unclosed tags without end', octets(WBXML_START, repeat(50_000, 0x6d)), 'too-deep'],
];

const CUT: readonly Row[] = [
  ['nothing', octets(), 'truncated'],
  ['version only', octets(0x02), 'truncated'],
  ['half an integer', octets(0x02, 0xa4), 'truncated'],
  ['no root', WBXML_START, 'truncated'],
  ['no END of the root', good.slice(0, -1), 'truncated'],
  ['string without its end', cut(0x6c, 0x71, 0x03, '1.2'), 'truncated'],
  ['string ended, element not', cut(0x6c, 0x71, 0x03, '1.2', 0), 'truncated'],
  ['page switch without a page', cut(0x00), 'truncated'],
  ['attributes without END', cut(0xec, 0x05), 'truncated'],
  ['PI without END', octets(WBXML_START, 0x43, 0x05), 'truncated'],
  ['OPAQUE without a length', cut(0xc3), 'truncated'],
  ['entity without a code', cut(0x02), 'truncated'],
  ['literal without an index', cut(0x04), 'truncated'],
];

describe('malformed WBXML', () => {
  for (const [why, bytes, code] of [...LENGTHS, ...TABLES, ...TOKENS, ...DOCUMENTS, ...CUT]) {
    it(`${code}: ${why}`, () => {
      assert.throws(
        () => decode(bytes, 'wbxml'),
        (error) => error instanceof SyncmlError && error.code === code && error.offset <= bytes.length,
      );
    });
  }

  it('the frame around these rows is a message', () => {
    assert.equal(decode(good, 'wbxml').final, true);
    assert.deepEqual(decode(value(leafWbxml(0x0f, 'x').slice(1, -1)), 'wbxml').commands[0], {
      kind: 'Add',
      cmdId: '',
      items: [{ data: 'x' }],
    });
  });
});
