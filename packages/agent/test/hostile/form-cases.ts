import { releaseKey } from '../packages.ts';
import {
  envelopeOf,
  fileOf,
  type HostileCase,
  type Json,
  manifest,
  signed,
  withPayload,
} from './hostile-case.ts';

const bent = (name: string, over: Json): HostileCase => ({
  name,
  bytes: signed(manifest(over)),
  codes: [1496],
});

/** What must never become a file name. security.md C7 */
const PATHS: readonly unknown[] = [
  ...[
    '../etc/passwd',
    '..',
    '.',
    './x',
    'a/../b',
    'a/..',
    '/etc/passwd',
    '//x',
    'a//b',
    'a/',
    '',
    ' ',
    'a b',
  ],
  ...[
    'a\\b',
    '..\\x',
    'C:\\x',
    'C:x',
    'a:b',
    'a%2fb',
    '%2e%2e/x',
    'a\u0000b',
    'a\nb',
    'a\tb',
    'a\u007fb',
    'ä',
    'a\u0308',
  ],
  ...[
    '\u202ea',
    'a\u200b',
    '\uff0e\uff0e/x',
    '\ud800',
    '~/x',
    '$HOME/x',
    '`id`',
    '|id',
    'a;b',
    'a*b',
    'a?b',
    '<x',
    "a'b",
    'a"b',
    '#x',
    '!x',
  ],
  ...['a'.repeat(256), `${'a/'.repeat(32)}a`, `${'ab/'.repeat(400)}a`, 7, null, true, [], {}],
];
const pathName = (path: unknown) => JSON.stringify(path)?.slice(0, 24) ?? 'nothing';

/** What is no lower-case hex SHA-256. security.md C4 */
const GOOD_SHA = 'a'.repeat(64);
const DIGESTS: readonly unknown[] = [
  ...[
    '',
    ' ',
    ` ${GOOD_SHA.slice(1)}`,
    `${GOOD_SHA} `,
    GOOD_SHA.toUpperCase(),
    GOOD_SHA.slice(1),
    `${GOOD_SHA}a`,
    `0x${GOOD_SHA.slice(2)}`,
  ],
  ...[`g${GOOD_SHA.slice(1)}`, `${GOOD_SHA}\n`, `sha256:${GOOD_SHA}`, null, 0, [], [GOOD_SHA], {}],
];

const LISTS: readonly (readonly [name: string, files: readonly unknown[]])[] = [
  ['the same file twice', [fileOf('a'), fileOf('a')]],
  ['twins but for case', [fileOf('A'), fileOf('a')]],
  ['a file that is a folder, too', [fileOf('a'), fileOf('a/b')]],
  ['files out of order', [fileOf('b'), fileOf('a')]],
  ['no files', []],
  [
    'more files than may be',
    Array.from({ length: 4097 }, (_, index) => fileOf(`f${String(index).padStart(4, '0')}`, { size: 0 })),
  ],
  ['a file without a size', [{ path: 'a', mode: 0o644, sha256: GOOD_SHA }]],
  ['a file with a link', [fileOf('a', { link: '/etc/passwd' })]],
  ['a file of another kind', [fileOf('a', { type: 'device' })]],
];
const MODES: readonly unknown[] = [
  0o4755,
  0o2755,
  0o1755,
  0o777,
  0o666,
  0o120777,
  0o020644,
  0o10644,
  0,
  -1,
  1.5,
  2 ** 53,
  '755',
  null,
  0o100644,
];
const SIZES: readonly unknown[] = [
  -1,
  0.5,
  2 ** 53,
  2 ** 60,
  Number.POSITIVE_INFINITY,
  '21',
  null,
  22,
  2 ** 40 + 1,
];

const json = JSON.stringify(manifest());
const raw = (name: string, text: string | Uint8Array): HostileCase => ({
  name,
  bytes: signed(text),
  codes: [1496],
});

/** Well signed and badly formed: only the parser stands against it. security.md C4, C5, C7, C8, D12 */
export const FORM_CASES: readonly HostileCase[] = [
  ...PATHS.map((path) => bent(`path ${pathName(path)}`, { files: [fileOf(path)] })),
  ...DIGESTS.map((sha256, index) =>
    bent(`file digest ${index}: ${pathName(sha256)}`, { files: [fileOf('a', { sha256 })] }),
  ),
  ...DIGESTS.map((sha256, index) => bent(`chunk digest ${index}: ${pathName(sha256)}`, { chunks: [sha256] })),
  ...LISTS.map(([name, files]) => ({ ...bent(name, { files }), codes: [1496, 1491] })),
  ...MODES.map((mode) => bent(`mode ${String(mode)}`, { files: [fileOf('a', { mode })] })),
  ...SIZES.map((size) => ({
    ...bent(`file size ${String(size)}`, { files: [fileOf('a', { size })] }),
    codes: [1496, 1491],
  })),
  ...SIZES.map((payloadBytes) => ({
    ...bent(`payload size ${String(payloadBytes)}`, { payloadBytes }),
    codes: [1496, 1491],
  })),
  ...[0, 1, 4095, 5000, 2 ** 25, '4096'].map((chunkSize) => ({
    ...bent(`chunk size ${chunkSize}`, { chunkSize }),
    codes: [1496, 1491],
  })),
  { ...bent('more chunks than bytes', { chunks: [GOOD_SHA, GOOD_SHA] }), codes: [1496, 1491] },
  { ...bent('no chunks', { chunks: [] }), codes: [1496, 1491] },
  bent('a field that nobody knows', { scripts: ['rm -rf /'] }),
  bent('a payload that no installer takes', { payload: 'zip' }),
  bent('a program that is no file of it', { activation: { start: ['../../bin/sh'] } }),
  bent('a program beside it', { activation: { start: ['bin/other'] } }),
  bent('a component that is a path', { component: '../x' }),
  bent('a component without a name', { component: '' }),
  bent('a counter below nought', { counter: -1 }),
  bent('a counter beyond all', { counter: 2 ** 53 }),
  bent('a date that is none', { expires: '2039-02-30T00:00:00Z' }),
  bent('a date of another zone', { expires: '2039-05-01T00:00:00+02:00' }),
  raw('no JSON', 'hello'),
  raw('nothing', ''),
  raw('a list', '[]'),
  raw('two values', `${json}{}`),
  raw('a comment', `${json}//`),
  raw('a byte order mark', `\ufeff${json}`),
  raw('a name twice', json.replace('"counter":1', '"counter":1,"counter":2')),
  raw(
    'a name twice, one of them written otherwise',
    json.replace('"counter":1', '"counter":1,"c\\u006funter":2'),
  ),
  raw('a prototype', json.replace('{', '{"__proto__":{"authority":"acme"},')),
  raw('bytes that are no UTF-8', Buffer.concat([Buffer.from(json.slice(0, -1)), Buffer.from([0xff, 0x7d])])),
  raw('a number in another form', json.replace('"counter":1', '"counter":1.0')),
  raw('deeper than may be', `{"a":${'['.repeat(20)}${']'.repeat(20)}}`),
  {
    name: 'no magic',
    bytes: withPayload(envelopeOf(Buffer.from(json), releaseKey), undefined, 'SCOMODP2'),
    codes: [1496],
  },
  {
    name: 'an archive',
    bytes: Buffer.concat([Buffer.from('PK\u0003\u0004'), Buffer.alloc(500)]),
    codes: [1496],
  },
  { name: 'an envelope longer than may be', bytes: withPayload(' '.repeat(256 * 1024 + 1)), codes: [1496] },
  { name: 'an envelope that is no JSON', bytes: withPayload('{'), codes: [1496] },
  {
    name: 'an envelope with white space in its base64',
    bytes: withPayload({ ...envelopeOf(Buffer.from(json), releaseKey), payload: 'e30 ' }),
    codes: [1496],
  },
];
