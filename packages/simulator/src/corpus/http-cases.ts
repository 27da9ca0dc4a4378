import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { type Case, octets } from './case.ts';
import { xmlMessage } from './documents.ts';

type Row = readonly [why: string, request: string | Uint8Array, http: number];

const TYPE = 'Content-Type: application/vnd.syncml.dm+xml\r\n';
const GOOD = xmlMessage('<Final/>');
const LENGTH = `Content-Length: ${Buffer.byteLength(GOOD)}\r\n`;
const head = (line: string, headers: string) =>
  `${line} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n${headers}\r\n`;
const post = (headers: string, body: string | Uint8Array = '') => octets(head('POST /dm', headers), body);
const whole = (headers: string, body: string | Uint8Array) =>
  post(`Content-Length: ${Buffer.byteLength(body)}\r\n${headers}`, body);
const bomb = Buffer.alloc(1 << 20, 0x20);
const chunk = (text: string) => `${text.length.toString(16)}\r\n${text}\r\n`;

/** security.md B8 */
const CODINGS: readonly Row[] = [
  ['a bomb in gzip', whole(`${TYPE}Content-Encoding: gzip\r\n`, gzipSync(bomb)), 415],
  ['a bomb in deflate', whole(`${TYPE}Content-Encoding: deflate\r\n`, deflateSync(bomb)), 415],
  ['a bomb in brotli', whole(`${TYPE}Content-Encoding: br\r\n`, brotliCompressSync(bomb)), 415],
  ['gzip in capitals', whole(`${TYPE}Content-Encoding: GZIP\r\n`, gzipSync(bomb)), 415],
  ['gzip twice', whole(`${TYPE}Content-Encoding: gzip, gzip\r\n`, gzipSync(gzipSync(bomb))), 415],
  ['gzip without saying so', whole(TYPE, gzipSync(bomb)), 400],
  ['a coding that nobody knows', whole(`${TYPE}Content-Encoding: __proto__\r\n`, GOOD), 415],
];

const TYPES: readonly Row[] = [
  ['HTML', whole('Content-Type: text/html\r\n', GOOD), 415],
  ['JSON', whole('Content-Type: application/json\r\n', '{}'), 415],
  ['no type and no SyncML', whole('', 'hello'), 415],
  ['WBXML under the name of XML', whole(TYPE, octets(2, 0xa4, 1, 0x6a, 0, 0x2d)), 400],
  ['a type of 4,000 characters', whole(`Content-Type: ${'a'.repeat(4000)}\r\n`, GOOD), 415],
  ['an empty body', whole(TYPE, ''), 400],
];

/** security.md B13 */
const FRAMING: readonly Row[] = [
  ['both lengths', post(`${TYPE}${LENGTH}Transfer-Encoding: chunked\r\n`, chunk(GOOD)), 400],
  ['two lengths that differ', post(`${TYPE}${LENGTH}Content-Length: 1\r\n`, GOOD), 400],
  ['a length below zero', post(`${TYPE}Content-Length: -1\r\n`, GOOD), 400],
  ['a length with a plus', post(`${TYPE}Content-Length: +5\r\n`, GOOD), 400],
  ['a length in hexadecimal', post(`${TYPE}Content-Length: 0x10\r\n`, GOOD), 400],
  ['a length beyond 64 bits', post(`${TYPE}Content-Length: 99999999999999999999999\r\n`, GOOD), 400],
  ['a length of 1 GB, nothing sent', post(`${TYPE}Content-Length: 1000000000\r\n`), 413],
  ['a length of one octet too much, nothing sent', post(`${TYPE}Content-Length: 262145\r\n`), 413],
  ['chunks without an end', post(`${TYPE}Transfer-Encoding: chunked\r\n`, chunk('a'.repeat(262_145))), 413],
  ['a chunk length of letters', post(`${TYPE}Transfer-Encoding: chunked\r\n`, 'zz\r\nab\r\n0\r\n\r\n'), 400],
  ['a chunk length below zero', post(`${TYPE}Transfer-Encoding: chunked\r\n`, '-1\r\nab\r\n0\r\n\r\n'), 400],
  [
    'a chunk length beyond 64 bits',
    post(`${TYPE}Transfer-Encoding: chunked\r\n`, `${'f'.repeat(17)}\r\n`),
    400,
  ],
  [
    'a chunk extension of 20,000 octets',
    post(`${TYPE}Transfer-Encoding: chunked\r\n`, `1;${'a'.repeat(20_000)}\r\n`),
    413,
  ],
  ['chunked twice', post(`${TYPE}Transfer-Encoding: chunked, chunked\r\n`, chunk(GOOD)), 400],
  [
    'a transfer coding that is not chunked last',
    post(`${TYPE}Transfer-Encoding: chunked, gzip\r\n`, GOOD),
    400,
  ],
  ['a folded header', post(`X-A: a\r\n b\r\n${TYPE}${LENGTH}`, GOOD), 400],
  ['a blank in front of a colon', post(`Content-Length : 5\r\n${TYPE}`, GOOD), 400],
  ['a header with NUL', post(`X-A: a\0b\r\n${TYPE}${LENGTH}`, GOOD), 400],
  ['a header with a bare CR', post(`X-A: a\rb\r\n${TYPE}${LENGTH}`, GOOD), 400],
  ['a header name with brackets', post(`X(A): a\r\n${TYPE}${LENGTH}`, GOOD), 400],
  ['headers of 9 KB', post(`X-A: ${'a'.repeat(9000)}\r\n${TYPE}${LENGTH}`, GOOD), 431],
  ['2,000 headers', post(`${'A: b\r\n'.repeat(2000)}${TYPE}${LENGTH}`, GOOD), 431],
  ['a URL of 9 KB', octets(head(`POST /dm?s=${'a'.repeat(9000)}`, TYPE)), 431],
  ['no Host', octets(`POST /dm HTTP/1.1\r\nConnection: close\r\n${TYPE}${LENGTH}\r\n`, GOOD), 400],
  ['HTTP 9.9', octets('POST /dm HTTP/9.9\r\nHost: a\r\n\r\n'), 400],
  ['the preface of HTTP/2', octets('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'), 400],
  ['a TLS hello on a plain port', octets(0x16, 3, 1, 0, 5, 1, 0, 0, 1, 0), 400],
  ['noise', octets(0xff, 0xfe, 0, 0, 0x0d, 0x0a, 0x0d, 0x0a), 400],
  ['a method that nobody knows', octets(head('BREW /dm', '')), 400],
  ['an expectation that nobody knows', post(`${TYPE}${LENGTH}Expect: miracles\r\n`, GOOD), 417],
];

const CHUNKED = `${TYPE}Transfer-Encoding: chunked\r\n`;
const raw = (lines: string) => octets(lines);

/** One request that two readers could read as two. RFC 9112 §2.2, §5, §6, §7, §11.2 */
const SMUGGLING: readonly Row[] = [
  [
    'both lengths, the other way round',
    post(`Transfer-Encoding: chunked\r\n${TYPE}${LENGTH}`, chunk(GOOD)),
    400,
  ],
  ['the same length twice in one header', post(`${TYPE}Content-Length: 5, 5\r\n`, 'hello'), 400],
  ['the same length in two headers', post(`${TYPE}Content-Length: 5\r\nContent-Length: 5\r\n`, 'hello'), 400],
  ['two lengths in one header', post(`${TYPE}Content-Length: 5 6\r\n`, 'hello'), 400],
  ['an empty length', post(`${TYPE}Content-Length: \r\n`, GOOD), 400],
  ['a length of letters', post(`${TYPE}Content-Length: many\r\n`, GOOD), 400],
  ['a length with a point', post(`${TYPE}Content-Length: 5.0\r\n`, 'hello'), 400],
  ['a length and a comma', post(`${TYPE}Content-Length: 5,\r\n`, 'hello'), 400],
  ['chunked under a name with a blank', post(`${TYPE}Transfer-Encoding : chunked\r\n`, chunk(GOOD)), 400],
  ['chunked under a name with a tab', post(`${TYPE}Transfer-Encoding\t: chunked\r\n`, chunk(GOOD)), 400],
  ['xchunked', post(`${TYPE}Transfer-Encoding: xchunked\r\n`, chunk(GOOD)), 400],
  ['chunked in quotes', post(`${TYPE}Transfer-Encoding: "chunked"\r\n`, chunk(GOOD)), 400],
  ['chunked and identity', post(`${TYPE}Transfer-Encoding: chunked, identity\r\n`, chunk(GOOD)), 400],
  ['chunked in two headers', post(`${CHUNKED}Transfer-Encoding: chunked\r\n`, chunk(GOOD)), 400],
  [
    'chunked behind a folded line',
    post(`${TYPE}X-A: a\r\n Transfer-Encoding: chunked\r\n`, chunk(GOOD)),
    400,
  ],
  ['chunked behind a bare LF', post(`${TYPE}X-A: a\nTransfer-Encoding: chunked\r\n`, chunk(GOOD)), 400],
  ['a chunk length with a blank in front', post(CHUNKED, ` 5\r\nhello\r\n0\r\n\r\n`), 400],
  ['a chunk length with 0x', post(CHUNKED, `0x5\r\nhello\r\n0\r\n\r\n`), 400],
  ['a chunk length with a plus', post(CHUNKED, `+5\r\nhello\r\n0\r\n\r\n`), 400],
  ['no chunk length', post(CHUNKED, `\r\nhello\r\n0\r\n\r\n`), 400],
  ['a chunk longer than it says', post(CHUNKED, `3\r\nhello\r\n0\r\n\r\n`), 400],
  ['a chunk that ends in LF', post(CHUNKED, `5\r\nhello\n0\r\n\r\n`), 400],
  ['a chunk extension with a bare LF', post(CHUNKED, `5;a\nb\r\nhello\r\n0\r\n\r\n`), 400],
  ['a trailer with a bare CR', post(CHUNKED, `5\r\nhello\r\n0\r\nX: a\rb\r\n\r\n`), 400],
  ['lines that end in LF', raw(`POST /dm HTTP/1.1\nHost: a\n${TYPE.trim()}\nContent-Length: 0\n\n`), 400],
  ['lines that end in CR', raw(`POST /dm HTTP/1.1\rHost: a\r\r`), 400],
  ['a header line without a colon', post(`nonsense\r\n${TYPE}${LENGTH}`, GOOD), 400],
  ['a header without a name', post(`: a\r\n${TYPE}${LENGTH}`, GOOD), 400],
  ['a header name of NUL', post(`\0: a\r\n${TYPE}${LENGTH}`, GOOD), 400],
  ['a header name that is not ASCII', post(`X-\u00e9: a\r\n${TYPE}${LENGTH}`, GOOD), 400],
  [
    'a blank in front of the first header',
    raw(`POST /dm HTTP/1.1\r\n Host: a\r\n${TYPE}${LENGTH}\r\n${GOOD}`),
    400,
  ],
  [
    'two hosts',
    raw(`POST /dm HTTP/1.1\r\nHost: a\r\nHost: b\r\nConnection: close\r\n${TYPE}${LENGTH}\r\n${GOOD}`),
    400,
  ],
];

/** First lines that are none. RFC 9112 §3 */
const LINES: readonly Row[] = [
  ['no version', raw('POST /dm\r\n\r\n'), 400],
  ['a version in small letters', raw('POST /dm http/1.1\r\nHost: a\r\n\r\n'), 400],
  ['a version without numbers', raw('POST /dm HTTP/\r\nHost: a\r\n\r\n'), 400],
  [
    'two blanks in front of the version, which may count as one',
    raw('POST /dm  HTTP/1.1\r\nHost: a\r\n\r\n'),
    415,
  ],
  ['a blank in the path', raw('POST /d m HTTP/1.1\r\nHost: a\r\n\r\n'), 400],
  ['a tab for a blank', raw('POST\t/dm HTTP/1.1\r\nHost: a\r\n\r\n'), 400],
  ['NUL in the path', raw('POST /dm\0 HTTP/1.1\r\nHost: a\r\n\r\n'), 400],
  ['no path', raw('POST  HTTP/1.1\r\nHost: a\r\n\r\n'), 400],
  ['a method in small letters', raw('post /dm HTTP/1.1\r\nHost: a\r\n\r\n'), 400],
  ['only blanks', raw(`${' '.repeat(100)}\r\n\r\n`), 400],
];

const METHODS: readonly Row[] = ['GET', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE', 'PROPFIND'].map(
  (method): Row => [`${method} of the DM endpoint`, octets(head(`${method} /dm`, '')), 405],
);

/** Paths and doors that are not for strangers. security.md B12, V4 */
const PATHS: readonly Row[] = [
  ['CONNECT', octets('CONNECT 127.0.0.1:22 HTTP/1.1\r\nHost: a\r\n\r\n'), 0],
  ['a path that leads out', octets(head('GET /dl/../../../etc/passwd', '')), 404],
  ['a path that leads out in escapes', octets(head('GET /dl/%2e%2e%2f%2e%2e%2fetc%2fpasswd', '')), 404],
  ['a digest with NUL', octets(head('GET /dl/%00', '')), 404],
  ['a digest of 4,000 letters', octets(head(`GET /dl/${'a'.repeat(4000)}`, '')), 404],
  ['a path below the DM endpoint', octets(head('POST /dm/../api/v1/devices', TYPE)), 404],
  ['the API without a token', octets(head('GET /api/v1/devices', '')), 401],
  ['the API with an empty token', octets(head('GET /api/v1/devices', 'Authorization: Bearer \r\n')), 401],
  [
    'the API with a wrong token',
    octets(head('GET /api/v1/devices', `Authorization: Bearer ${'a'.repeat(64)}\r\n`)),
    401,
  ],
  ['the API with a token in the URL', octets(head('GET /api/v1/devices?token=a', '')), 401],
  [
    'broken JSON at the API without a token',
    octets(head('POST /api/v1/devices', 'Content-Type: application/json\r\nContent-Length: 1\r\n'), '{'),
    401,
  ],
];

const GROUPS: readonly (readonly [source: string, rows: readonly Row[]])[] = [
  ['security.md B8', CODINGS],
  ['spec/omadm.md §8.9', TYPES],
  ['security.md B13', FRAMING],
  ['security.md B13, RFC 9112 §5-§7, §11.2', SMUGGLING],
  ['security.md B13, RFC 9112 §3', LINES],
  ['docs/bad-input.md', METHODS],
  ['security.md B12, C1', PATHS],
];

/** Requests as they stand on the wire. */
export const HTTP_CASES: readonly Case[] = GROUPS.flatMap(([source, rows]) =>
  rows.map(([why, request, http]) => ({
    bytes: octets(request),
    sidecar: { why, source, http, maxMs: 1000 },
  })),
);
