import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type JsonRecord, jsonBytes, manifestJson, sizedManifest } from '../test/manifest-json.ts';
import { refusalOf } from '../test/samples.ts';
import type { RefusalReason } from './errors.ts';
import { parseManifest } from './parse-manifest.ts';

const HASH = 'd'.repeat(64);
type Bend = (manifest: JsonRecord) => void;
const protoTexts = JSON.parse('{"__proto__":{}}');

/** What the mutation is, how it is made, and why it is refused unless it is simply malformed. */
const MUTATIONS: readonly (readonly [string, Bend, RefusalReason?])[] = [
  ...Object.keys(manifestJson())
    .filter((key) => key !== 'activation')
    .map((key) => [`no ${key}`, drop(key)] as const),
  ...Object.keys(manifestJson()).map((key) => [`${key} null`, put(key, null)] as const),
  ['unknown field', put('extra', 1)],
  ['field of another case', put('Counter', 1)],
  ['own __proto__ field', (m) => Object.defineProperty(m, '__proto__', { value: {}, enumerable: true })],
  ['unknown field of a file', put('files.0.uid', 0)],
  ['a link target', put('files.0.link', '/etc/passwd')],
  ['file without path', drop('files.0.path')],
  ['file without mode', drop('files.0.mode')],
  ['file without size', drop('files.0.size')],
  ['file without hash', drop('files.0.sha256')],
  ['file that is a list', put('files.0', [])],
  ['files as an object', put('files', {})],
  ['no files at all', put('files', [])],
  ['hostile path', put('files.0.path', '../bin/hello')],
  ['same path twice', put('files.1.path', 'bin/hello')],
  ['case-fold twin', put('files.1.path', 'bin/Hello')],
  ['file that is a directory too', put('files.1.path', 'bin')],
  ['setuid mode', put('files.0.mode', 0o4755)],
  ['world-writable mode', put('files.0.mode', 0o777)],
  ['mode as text', put('files.0.mode', '755')],
  ['mode zero', put('files.0.mode', 0)],
  ['hash empty', put('files.0.sha256', '')],
  ['hash of a blank', put('files.0.sha256', ' ')],
  ['hash with a leading space', put('files.0.sha256', ` ${'d'.repeat(63)}`)],
  ['hash with a leading space too many', put('files.0.sha256', ` ${HASH}`), 'too-large'],
  ['hash with a trailing space', put('files.0.sha256', `${'d'.repeat(63)} `)],
  ['hash with a line feed', put('files.0.sha256', `${'d'.repeat(63)}\n`)],
  ['hash one digit short', put('files.0.sha256', 'd'.repeat(63))],
  ['hash one digit long', put('files.0.sha256', 'd'.repeat(65)), 'too-large'],
  ['hash in upper case', put('files.0.sha256', 'D'.repeat(64))],
  ['hash with one upper-case digit', put('files.0.sha256', `D${'d'.repeat(63)}`)],
  ['hash with 0x', put('files.0.sha256', `0x${'d'.repeat(62)}`)],
  ['hash with a g', put('files.0.sha256', `g${'d'.repeat(63)}`)],
  ['hash with an algorithm name', put('files.0.sha256', `sha256:${'d'.repeat(57)}`)],
  ['hash of full-width digits', put('files.0.sha256', '０'.repeat(64))],
  ['hash as a number', put('files.0.sha256', 0)],
  ['hash as a list', put('files.0.sha256', [HASH])],
  ['chunk hash empty', put('chunks', [''])],
  ['chunk hash in upper case', put('chunks', ['C'.repeat(64)])],
  ['chunk hash with a space', put('chunks', [` ${'c'.repeat(63)}`])],
  ['chunk hash null', put('chunks', [null])],
  ['chunks as one text', put('chunks', HASH)],
  ['no chunk for the payload', put('chunks', []), 'size'],
  ['one chunk too many', put('chunks.1', HASH), 'size'],
  ['files smaller than the payload', put('files.0.size', 20), 'size'],
  ['files larger than the payload', put('files.0.size', 22), 'size'],
  ['payload size off by one', put('payloadBytes', 35), 'size'],
  ['a negative size that evens out', both(put('files.0.size', -1), put('files.1.size', 35))],
  ['size as text', put('files.0.size', '21')],
  ['chunk size zero', put('chunkSize', 0)],
  ['chunk size no power of two', put('chunkSize', 5000)],
  ['negative counter', put('counter', -1)],
  ['counter as text', put('counter', '7')],
  ['counter true', put('counter', true)],
  ['negative epoch', put('epoch', -1)],
  ['component with a slash', put('component', 'a/b')],
  ['component with a space', put('component', 'a b')],
  ['component empty', put('component', '')],
  ['component with a line feed', put('component', 'hello\n')],
  ['authority empty', put('authority', '')],
  ['authority with a quote', put('authority', 'ac"me')],
  ['version empty', put('version', '')],
  ['version of spaces', put('version', ' ')],
  ['version with a leading space', put('version', ' 1')],
  ['version with a control character', put('version', '1\u0007')],
  ['version beyond ASCII', put('version', '1é')],
  ['compat as text', put('compat', 'gateway-2')],
  ['compat with a number', put('compat', [1])],
  ['compat twice the same', put('compat', ['a', 'a'])],
  ['requires itself', put('requires', ['hello'])],
  ['requires twice the same', put('requires', ['a', 'a'])],
  ['requires a path', put('requires', ['../a'])],
  ['conflicts with itself', put('conflicts', ['hello'])],
  ['requires and conflicts with one', both(put('requires', ['a']), put('conflicts', ['a']))],
  ['issued without zone', put('issued', '2026-05-01T00:00:00')],
  ['expires with a fraction', put('expires', '2027-05-01T00:00:00.000Z')],
  ['expires on no day', put('expires', '2027-02-30T00:00:00Z')],
  ['expires when issued', put('expires', '2026-05-01T00:00:00Z')],
  ['expires before issued', put('expires', '2026-04-30T00:00:00Z')],
  ['unknown payload kind', put('payload', 'zip')],
  ['payload kind of another case', put('payload', 'Tree')],
  ['a .deb of two files', both(put('payload', 'deb'), drop('activation'))],
  ['a flatpak of two files', both(put('payload', 'flatpak'), drop('activation'))],
  ['an npm package of two files', both(put('payload', 'npm'), drop('activation'))],
  ['a plug-in without a name', put('payload', 'exec:')],
  ['a plug-in of a name too long', put('payload', `exec:${'a'.repeat(33)}`)],
  ['a plug-in whose name leads elsewhere', put('payload', 'exec:../x')],
  ['start of nothing', put('activation', { start: [] })],
  ['start as text', put('activation', { start: 'bin/hello' })],
  ['start of an absolute path', put('activation', { start: ['/bin/sh'] })],
  ['start outside the payload', put('activation', { start: ['../sh'] })],
  ['start of an absent file', put('activation', { start: ['bin/other'] })],
  ['start of a file that is no program', put('activation', { start: ['share/motd'] })],
  ['start with NUL', put('activation', { start: ['bin/hello', 'a\u0000'] })],
  ['probe of an absent file', put('activation', { probe: { argv: ['sh'], timeoutMs: 1 } })],
  ['probe without timeout', put('activation', { probe: { argv: ['bin/hello'] } })],
  ['probe with timeout zero', put('activation', { probe: { argv: ['bin/hello'], timeoutMs: 0 } })],
  ['unknown kind of activation', put('activation', { preinst: ['bin/hello'] })],
  ['characteristics without price', drop('characteristics.price')],
  ['unknown characteristic', put('characteristics.icon', 'x')],
  ['empty title', put('characteristics.title', '')],
  ['title that turns the text around', put('characteristics.title', 'a\u202eb')],
  ['title with an escape sequence', put('characteristics.title', 'a\u001b[2Jb')],
  ['summary of two lines', put('characteristics.summary', 'a\nb')],
  ['language that is none', put('characteristics.language', 'english please')],
  ['texts as a list', put('characteristics.texts', [])],
  ['texts of no language', put('characteristics.texts', { '': {} })],
  ['texts under __proto__', put('characteristics.texts', protoTexts)],
  ['texts with a provider', put('characteristics.texts', { de: { provider: 'x' } })],
  ['texts that turn around', put('characteristics.texts', { de: { title: 'a\u202eb' } })],
  ['texts in the language of the others', put('characteristics.texts', { EN: { title: 'a' } })],
  ['the same language twice', put('characteristics.texts', { de: {}, DE: {} })],
  ['permission twice', put('characteristics.permissions', ['a', 'a'])],
];

test('the good manifest is read field by field', () => {
  const json = manifestJson();
  assert.deepEqual(parseManifest(jsonBytes(json)), json);
  drop('activation')(json);
  assert.deepEqual(parseManifest(jsonBytes(json)), json);
});

test('a .deb is one file; what it starts lies where the package puts it, still on a safe path', () => {
  const deb = { ...sizedManifest(34, 4096), payload: 'deb', activation: { start: ['usr/bin/hello'] } };
  assert.deepEqual(parseManifest(jsonBytes(deb)), deb);
  const absolute = { ...deb, activation: { start: ['/usr/bin/hello'] } };
  assert.equal(
    refusalOf(() => parseManifest(jsonBytes(absolute))),
    'malformed',
  );
});

for (const payload of ['flatpak', 'npm', 'exec:a', `exec:${'a'.repeat(32)}`]) {
  test(`payload ${payload} is one that a device may know`, () => {
    const manifest = { ...sizedManifest(34, 4096), payload };
    assert.deepEqual(parseManifest(jsonBytes(manifest)), manifest);
  });
}

test('there are as many mutations as promised', () =>
  assert.ok(MUTATIONS.length >= 50, `${MUTATIONS.length}`));

for (const [name, bend, reason = 'malformed'] of MUTATIONS) {
  test(`manifest with ${name} is refused`, () => {
    const manifest = manifestJson();
    bend(manifest);
    assert.equal(
      refusalOf(() => parseManifest(jsonBytes(manifest))),
      reason,
    );
  });
}

for (const [name, text] of [
  ['a list', '[]'],
  ['null', 'null'],
  ['text', '"manifest"'],
  ['a manifest in text', JSON.stringify(JSON.stringify(manifestJson()))],
  ['two manifests', `${JSON.stringify(manifestJson())}${JSON.stringify(manifestJson())}`],
  ['counter twice', JSON.stringify(manifestJson()).replace('"counter":7', '"counter":7,"counter":8')],
  [
    'counter twice, once escaped',
    JSON.stringify(manifestJson()).replace('"counter":7', '"counter":7,"\\u0063ounter":8'),
  ],
  ['hash twice', JSON.stringify(manifestJson()).replace('"sha256":"', '"sha256":"","sha256":"')],
  ['counter as a fraction', JSON.stringify(manifestJson()).replace('"counter":7', '"counter":7.0')],
  ['counter as a power', JSON.stringify(manifestJson()).replace('"counter":7', '"counter":7e0')],
] as const) {
  test(`${name} is no manifest`, () => {
    assert.equal(
      refusalOf(() => parseManifest(new TextEncoder().encode(text))),
      'malformed',
    );
  });
}

test('sizes around the limits of 32-bit arithmetic are told as they are', () => {
  for (const size of [2 ** 31 - 1, 2 ** 31, 2 ** 31 + 1, 2 ** 32 - 1, 2 ** 32, 2 ** 32 + 1]) {
    const manifest = parseManifest(jsonBytes(sizedManifest(size, 2 ** 24)));
    assert.equal(manifest.payloadBytes, size);
    assert.equal(manifest.chunks.length, Math.ceil(size / 2 ** 24));
    const cut = {
      ...sizedManifest(size, 2 ** 24),
      payloadBytes: size % 2 ** 32 === size ? size - 1 : size % 2 ** 32,
    };
    assert.equal(
      refusalOf(() => parseManifest(jsonBytes(cut))),
      'size',
    );
  }
});

test('sizes that no number holds exactly, and sums that wrap, are refused', () => {
  const bend = (text: string) => JSON.stringify(manifestJson()).replace('"size":21', `"size":${text}`);
  const reason = (text: string) => refusalOf(() => parseManifest(new TextEncoder().encode(bend(text))));
  assert.equal(reason('9007199254740991'), 'too-large');
  assert.equal(reason('9007199254740992'), 'malformed');
  assert.equal(reason('9007199254740993'), 'malformed');
  assert.equal(reason('18446744073709551637'), 'malformed');
  assert.equal(reason('1099511627776'), 'too-large');
  assert.equal(reason('4294967317'), 'size');
});

/** Sets the field at a dotted path. */
function put(path: string, value: unknown): Bend {
  return (manifest) => {
    const [parent, name] = at(manifest, path);
    parent[name] = value;
  };
}

/** Takes the field at a dotted path away. */
function drop(path: string): Bend {
  return (manifest) => {
    const [parent, name] = at(manifest, path);
    delete parent[name];
  };
}

function both(first: Bend, second: Bend): Bend {
  return (manifest) => {
    first(manifest);
    second(manifest);
  };
}

function at(manifest: JsonRecord, path: string): [JsonRecord, string] {
  const names = path.split('.');
  const last = names.pop()!;
  return [names.reduce((value, name) => value[name] as JsonRecord, manifest), last];
}

test('texts in other languages are read as they stand; a manifest without them is as good', () => {
  const characteristics = {
    ...(manifestJson().characteristics as JsonRecord),
    language: 'de',
    quality: 'Läuft ohne Netz',
    notes: 'Neu: Karten',
    texts: { en: { title: 'Hello', permissions: ['network'] }, 'pt-BR': {} },
  };
  const read = parseManifest(jsonBytes({ ...manifestJson(), characteristics }));
  assert.deepEqual(read.characteristics, characteristics);
  assert.equal(parseManifest(jsonBytes(manifestJson())).characteristics.texts, undefined);
});
