import { type Case, MS_MAX, octets } from './case.ts';
import { leaf, START, startWithTable, wbxmlMessage, wbxmlValue } from './documents.ts';

type Row = readonly [why: string, document: Uint8Array, http?: number, maxMs?: number];

const FINAL = octets(0x12);
const repeat = (count: number, ...values: readonly number[]) =>
  Uint8Array.from({ length: count * values.length }, (_, at) => values[at % values.length] ?? 0);
const body = (...parts: readonly (number | string | Uint8Array)[]) => wbxmlMessage(octets(...parts));
const value = (...parts: readonly (number | string | Uint8Array)[]) => wbxmlValue(octets(...parts));
const start = (...parts: readonly (number | string | Uint8Array)[]) => wbxmlMessage(FINAL, octets(...parts));

/** mb_u_int32 at and beyond what fits. security.md B4 */
const NUMBERS: readonly (readonly [name: string, number: Uint8Array])[] = [
  ['2^14', octets(0x81, 0x80, 0x00)],
  ['2^28', octets(0x81, 0x80, 0x80, 0x80, 0x00)],
  ['2^31-1', octets(0x87, 0xff, 0xff, 0xff, 0x7f)],
  ['2^31', octets(0x88, 0x80, 0x80, 0x80, 0x00)],
  ['2^32-1', octets(0x8f, 0xff, 0xff, 0xff, 0x7f)],
  ['2^32', octets(0x90, 0x80, 0x80, 0x80, 0x00)],
  ['six octets', octets(0x81, 0x80, 0x80, 0x80, 0x80, 0x00)],
  ['zero in six octets', octets(0x80, 0x80, 0x80, 0x80, 0x80, 0x00)],
];

/** Where a number stands; all of these mean octets or characters that are not there. */
const PLACES: readonly (readonly [name: string, put: (number: Uint8Array) => Uint8Array])[] = [
  ['charset', (number) => start(0x02, 0xa4, 0x01, number, 0x00)],
  ['string table length', (number) => start(0x02, 0xa4, 0x01, 0x6a, number)],
  ['OPAQUE length', (number) => value(0xc3, number)],
  ['OPAQUE length in an attribute list', (number) => body(0x92, 0x05, 0xc3, number, 0x01)],
  ['table reference', (number) => value(0x83, number)],
  ['literal tag', (number) => body(0x04, number)],
  ['literal public id', (number) => start(0x02, 0x00, number, 0x6a, 0x02, 'a', 0)],
];

const LENGTHS: readonly Row[] = [
  ...PLACES.flatMap(([place, put]) =>
    NUMBERS.map(([name, number]): Row => [`${place} of ${name}`, put(number)]),
  ),
  ['public id of 2^32', start(0x02, 0x90, 0x80, 0x80, 0x80, 0x00, 0x6a, 0x00)],
  ['public id of endless zeros', start(0x02, repeat(64, 0x80), 0x6a, 0x00)],
  ['entity of 2^31', value(0x02, 0x88, 0x80, 0x80, 0x80, 0x00)],
  ['entity of 2^32', value(0x02, 0x90, 0x80, 0x80, 0x80, 0x00)],
  ['OPAQUE longer than the rest by one', octets(START, 0x6d, 0xc3, 0x02, 0x61)],
  ['OPAQUE of 0', value(0xc3, 0x00), 200],
  ['OPAQUE of 127', value(0xc3, 0x7f, 'a'.repeat(127)), 200],
  ['OPAQUE of 128', value(0xc3, 0x81, 0x00, 'a'.repeat(128)), 200],
  ['OPAQUE length with a leading zero', value(0xc3, 0x80, 0x01, 'a'), 200],
];

const withTable = (table: string, ...parts: readonly (number | Uint8Array)[]) =>
  wbxmlValue(octets(...parts), startWithTable(table));

/** security.md B5 */
const TABLES: readonly Row[] = [
  ['reference without a table', value(0x83, 0x00)],
  ['reference at the end of the table', withTable('abc\0', 0x83, 4)],
  ['reference behind the table', withTable('abc\0', 0x83, 5)],
  ['reference to the last NUL', withTable('abc\0', 0x83, 3), 200],
  ['string that ends with the table', withTable('abc', 0x83, 0), 200],
  ['reference into the middle of a character', withTable('\u00e9\0', 0x83, 1)],
  ['table that is not UTF-8', wbxmlValue(octets(0x83, 0), octets(0x02, 0xa4, 0x01, 0x6a, 2, 0xff, 0))],
  ['literal tag without a table', body(0x04, 0x00)],
  ['literal tag with content without a table', body(0x44, 0x00, 0x01)],
  ['literal attribute without a table', body(0x92, 0x04, 0x00, 0x01)],
  ['literal tag of an empty name', wbxmlMessage(octets(0x04, 0), startWithTable('\0')), 200],
  ['literal public id behind the table', start(0x02, 0x00, 0x05, 0x6a, 0x02, 'ab')],
  ['table length of the rest and one more', octets(0x02, 0xa4, 0x01, 0x6a, 0x03, 'ab')],
  [
    'table of 64 KiB and one',
    octets(0x02, 0xa4, 0x01, 0x6a, 0x84, 0x80, 0x01, 'a'.repeat(65_537), 0x6d),
    413,
  ],
  [
    'a long string of the table 5,000 times',
    octets(
      0x02,
      0xa4,
      0x01,
      0x6a,
      0x82,
      0x00,
      'a'.repeat(256),
      0x6d,
      0x6b,
      0x60,
      0x54,
      0x4f,
      repeat(5000, 0x83, 0),
    ),
    413,
  ],
  [
    'a long literal name 5,000 times',
    octets(0x02, 0xa4, 0x01, 0x6a, 0x82, 0x00, 'a'.repeat(256), 0x6d, repeat(5000, 4, 0)),
    413,
  ],
];

/** security.md B6; the last three as three inputs that crashed libwbxml behave: attributes, an unknown page, an empty literal. */
const TOKENS: readonly Row[] = [
  ...[0x40, 0x41, 0x42].map((token): Row => [`EXT_I_${token - 0x40}`, value(token, 'a', 0)]),
  ...[0x80, 0x81, 0x82].map((token): Row => [`EXT_T_${token - 0x80}`, value(token, 1)]),
  ...[0xc0, 0xc1, 0xc2].map((token): Row => [`EXT_${token - 0xc0}`, value(token)]),
  ['EXT_0 in an attribute list', body(0x92, 0x05, 0xc0, 0x01)],
  ['END in front of the root', octets(START, 0x01)],
  ['text in front of the root', octets(START, 0x03, 'a', 0)],
  ['OPAQUE in front of the root', octets(START, 0xc3, 0)],
  ['entity in front of the root', octets(START, 0x02, 0x41)],
  ['page 3', body(0x00, 0x03)],
  ['page 255', body(0x00, 0xff)],
  ['page 3 in front of the root', octets(START, 0x00, 0x03, 0x6d)],
  ['page switch at the end', octets(START, 0x6d, 0x00)],
  ['unknown tag', body(0x30, FINAL), 200],
  ['unknown tag with content', body(0x70, 3, 'a', 0, 1, FINAL), 200],
  ['page 2 in a header', body(0x00, 0x02, 0x20, 0x00, 0x00, FINAL), 200],
  [
    'processing instruction',
    octets(START, 0x43, 0x05, 0x01, wbxmlMessage(FINAL).subarray(START.length)),
    200,
  ],
  ['processing instruction without its end', octets(START, 0x43, 0x05)],
  ['attributes on the root and nothing more', octets(START, 0xed, 0x05)],
  ['switch to page 130 inside Meta', body(0x53, 0x5a, 0x00, 0x82, 1, 1)],
  ['empty literal in the place of the root', octets(startWithTable('\0'), 0x44, 0x00, 0x01), 415],
];

const DOCUMENTS: readonly Row[] = [
  ['nothing but a version', octets(0x02)],
  ['WBXML 1.0', start(0x00, 0x01, 0x00), 415],
  ['WBXML 1.4', start(0x04, 0xa4, 0x01, 0x6a, 0x00), 415],
  ['XML under the name of WBXML', octets('<SyncML/>'), 415],
  ['unknown public id', start(0x02, 0x0b, 0x6a, 0x00), 200],
  ['charset of Latin 1', start(0x02, 0xa4, 0x01, 0x04, 0x00)],
  ['charset of UTF-16', start(0x02, 0xa4, 0x01, 0x87, 0x77, 0x00)],
  ['root SyncHdr', octets(START, 0x6c, 0x01), 415],
  ['root of page 1', octets(START, 0x00, 0x01, 0x6d, 0x01), 415],
  ['root of page 2', octets(START, 0x00, 0x02, 0x60, 0x01), 415],
  ['root unknown', octets(START, 0x70, 0x01), 415],
  ['empty root', octets(START, 0x2d)],
  ['no body', octets(START, 0x6d, 0x2c, 0x01)],
  ['no END', wbxmlMessage(FINAL).slice(0, -1)],
  ['half a message', wbxmlMessage(FINAL).slice(0, 60)],
  ['string without its end', octets(START, 0x6d, 0x6c, 0x71, 3, '1.2')],
  ['text that is not UTF-8', value(3, 0xff, 0)],
  ['text of a surrogate', value(3, 0xed, 0xa0, 0x80, 0)],
  ['protocol field that is not UTF-8', body(0x60, 0x4b, 0xc3, 1, 0xff, 1, 1)],
  ['entity NUL', value(2, 0)],
  ['entity of a surrogate', value(2, 0x83, 0xb0, 0x00)],
  ['entity beyond Unicode', value(2, 0xc4, 0x80, 0x00)],
];

const nested = (levels: number, token = 0x70) => octets(repeat(levels, token), repeat(levels, 1));

/** security.md B3, B7 */
const FLOODS: readonly Row[] = [
  ['31 levels', body(nested(29)), 200],
  ['32 levels', body(nested(30)), 200],
  ['33 levels', body(nested(31))],
  ['1,000 levels', body(nested(1000))],
  ['37,400 levels, which ended libwbxml', octets(START, repeat(37_400, 0x6d), repeat(37_400, 1))],
  ['60,000 tags without an end, which ended libwbxml', octets(START, repeat(60_000, 0x6d))],
  ['four containers', body(nested(4, 0x48)), 200],
  ['five containers', body(nested(5, 0x48))],
  ['33 levels of a tree in a value', value(0, 2, nested(28, 0x64))],
  ['a nested document of 1,000 levels in OPAQUE', value(0xc3, 0x87, 0x55, START, repeat(976, 0x64)), 200],
  ['eight attributes', body(0x92, repeat(8, 5), 1), 200],
  ['nine attributes', body(0x92, repeat(9, 5), 1)],
  ['20,000 attributes', body(0x92, repeat(20_000, 5), 1)],
  ['1,001 commands', body(repeat(1001, 0x13))],
  ['2,001 items', body(0x53, repeat(2001, 0x14), 1)],
  ['20,000 page switches', body(repeat(20_000, 0, 1)), 200],
  ['20,000 entities in a value', value(repeat(20_000, 2, 0x41)), 200],
  ['10,000 pieces of OPAQUE in a value', value(repeat(10_000, 0xc3, 1, 0xff)), 200],
  [
    'names of prototypes',
    wbxmlMessage(octets(0x44, 0, leaf(0x0f, '1'), 1, FINAL), startWithTable('__proto__\0')),
    200,
  ],
];

const GROUPS: readonly (readonly [source: string, rows: readonly Row[]])[] = [
  ['security.md B4', LENGTHS],
  ['security.md B5', TABLES],
  ['security.md B6', TOKENS],
  ['spec/omadm.md §8', DOCUMENTS],
  ['security.md B3, B7, B10', FLOODS],
];

/** Bad and borderline WBXML; who gets through is a device that nobody knows and is asked for credentials. */
export const WBXML_CASES: readonly Case[] = GROUPS.flatMap(([source, rows]) =>
  rows.map(([why, bytes, http = 400, maxMs = MS_MAX]) => ({
    bytes,
    sidecar: { why, source, http, ...(http === 200 ? { syncmlStatus: 407 } : {}), maxMs },
  })),
);
