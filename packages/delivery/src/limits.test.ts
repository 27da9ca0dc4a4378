import assert from 'node:assert/strict';
import { test } from 'node:test';
import { crypto, testSigner } from '../test/keys.ts';
import { type JsonRecord, jsonBytes, manifestJson, sizedManifest } from '../test/manifest-json.ts';
import { refusalOf, rootKeys, sampleRoot, sampleTrust, signedHead } from '../test/samples.ts';
import { PREFIX_BYTES, readHead } from './container.ts';
import { encodeBase64 } from './encode-base64.ts';
import { parseEnvelope } from './envelope.ts';
import { LIMITS } from './limits.ts';
import { parseManifest } from './parse-manifest.ts';
import { parseRoot } from './parse-root.ts';
import { rotateRoots } from './trust-state.ts';

const names = (count: number) => Array.from({ length: count }, (_, i) => `n${i}`);
const languages = (count: number) =>
  Object.fromEntries(names(count).map((_, i) => [`aa-${100 + i}`, { title: 't' }]));
const manifest = (patch: JsonRecord) => () => parseManifest(jsonBytes({ ...manifestJson(), ...patch }));
const shown = (patch: JsonRecord) =>
  manifest({ characteristics: { ...(manifestJson().characteristics as JsonRecord), ...patch } });
const run = (argv: readonly string[], timeoutMs = 1) =>
  manifest({ activation: { probe: { argv, timeoutMs } } });
const root = (patch: JsonRecord) => () => parseRoot(jsonBytes({ ...sampleRoot, ...patch }));
const manyKeys = Array.from({ length: LIMITS.keysMax + 1 }, (_, i) => testSigner(1000 + i).keyId);
const keys = (count: number) => ({ keys: manyKeys.slice(0, count), threshold: 1 });
const emptyFiles = (count: number) => ({
  ...sizedManifest(0, 4096),
  activation: {},
  files: names(count).map((path) => ({ path, mode: 0o644, size: 0, sha256: 'a'.repeat(64) })),
});
const envelope = (count: number) =>
  jsonBytes({
    payloadType: 'x',
    payload: 'eA==',
    signatures: Array.from({ length: count }, () => ({ keyid: '', sig: encodeBase64(new Uint8Array(64)) })),
  });
const padded = (bytes: number) => {
  const body = '{"payloadType":"x","payload":"eA==","signatures":[]}';
  return new TextEncoder().encode(body.padEnd(bytes));
};
const head = (bytes: number) => {
  const out = new Uint8Array(PREFIX_BYTES + bytes);
  out.set(new TextEncoder().encode('SCOMODP1'));
  new DataView(out.buffer).setUint32(8, bytes);
  out.set(padded(bytes), PREFIX_BYTES);
  return out;
};

/** Each limit, an input of any given size, and the reason above it. */
const UPPER: readonly (readonly [keyof typeof LIMITS, (size: number) => () => unknown])[] = [
  ['envelopeBytesMax', (size) => () => parseEnvelope(padded(size))],
  ['envelopeBytesMax', (size) => () => readHead(head(size))],
  ['signaturesMax', (size) => () => parseEnvelope(envelope(size))],
  ['keysMax', (size) => root({ root: keys(size) })],
  ['keysMax', (size) => root({ release: { ...keys(size), prefixes: [] } })],
  ['prefixesMax', (size) => root({ release: { ...keys(1), prefixes: names(size) } })],
  ['filesMax', (size) => manifest(emptyFiles(size))],
  ['chunksMax', (size) => manifest(sizedManifest(size * 4096, 4096))],
  ['chunkBytesMax', (size) => manifest(sizedManifest(1, size))],
  ['namesMax', (size) => manifest({ compat: names(size) })],
  ['namesMax', (size) => manifest({ requires: names(size) })],
  ['namesMax', (size) => manifest({ conflicts: names(size) })],
  ['componentCharsMax', (size) => manifest({ component: 'c'.repeat(size) })],
  ['authorityCharsMax', (size) => manifest({ authority: 'c'.repeat(size) })],
  ['versionCharsMax', (size) => manifest({ version: '1'.repeat(size) })],
  ['deviceTypeCharsMax', (size) => manifest({ compat: ['t'.repeat(size)] })],
  ['argumentsMax', (size) => run(['bin/hello', ...names(size - 1)])],
  ['argumentCharsMax', (size) => run(['bin/hello', 'x'.repeat(size)])],
  ['probeTimeoutMsMax', (size) => run(['bin/hello'], size)],
  ['titleCharsMax', (size) => shown({ title: 't'.repeat(size) })],
  ['titleCharsMax', (size) => shown({ provider: 't'.repeat(size) })],
  ['summaryCharsMax', (size) => shown({ summary: 't'.repeat(size) })],
  ['priceCharsMax', (size) => shown({ price: 't'.repeat(size) })],
  ['permissionsMax', (size) => shown({ permissions: names(size) })],
  ['permissionCharsMax', (size) => shown({ permissions: ['p'.repeat(size)] })],
  ['qualityCharsMax', (size) => shown({ quality: 'x'.repeat(size) })],
  ['notesCharsMax', (size) => shown({ notes: 'x'.repeat(size) })],
  ['notesCharsMax', (size) => shown({ texts: { de: { notes: 'x'.repeat(size) } } })],
  ['languagesMax', (size) => shown({ texts: languages(size) })],
];

for (const [name, sized] of UPPER) {
  test(`${name}: one below and at are taken, one above is not`, () => {
    const limit = LIMITS[name];
    if (name !== 'chunkBytesMax') assert.doesNotThrow(sized(limit - 1));
    assert.doesNotThrow(sized(limit));
    assert.equal(refusalOf(sized(limit + 1)), 'too-large');
  });
}

test('chunkBytesMin: at and twice are taken, below is not', () => {
  assert.doesNotThrow(manifest(sizedManifest(1, LIMITS.chunkBytesMin)));
  assert.doesNotThrow(manifest(sizedManifest(1, LIMITS.chunkBytesMin * 2)));
  assert.equal(refusalOf(manifest(sizedManifest(1, LIMITS.chunkBytesMin - 1))), 'malformed');
  assert.equal(refusalOf(manifest(sizedManifest(1, LIMITS.chunkBytesMin / 2))), 'malformed');
});

test('payloadBytesMax: one below and at are taken, one above is not', () => {
  const { payloadBytesMax: limit, chunkBytesMax } = LIMITS;
  assert.equal(limit, LIMITS.chunksMax * chunkBytesMax);
  assert.doesNotThrow(manifest(sizedManifest(limit - 1, chunkBytesMax)));
  assert.doesNotThrow(manifest(sizedManifest(limit, chunkBytesMax)));
  assert.equal(
    refusalOf(manifest({ ...sizedManifest(limit, chunkBytesMax), payloadBytes: limit + 1 })),
    'too-large',
  );
  const files = [{ path: 'bin/hello', mode: 0o755, size: limit + 1, sha256: 'a'.repeat(64) }];
  assert.equal(refusalOf(manifest({ ...sizedManifest(limit, chunkBytesMax), files })), 'too-large');
});

test('a manifest at the limits of chunks does fit in an envelope', () => {
  const payload = jsonBytes(sizedManifest(LIMITS.payloadBytesMax, LIMITS.chunkBytesMax));
  assert.ok(JSON.stringify({ payload: encodeBase64(payload) }).length < LIMITS.envelopeBytesMax * 0.8);
  assert.equal(parseManifest(signedHead(payload).envelope.payload).payloadBytes, LIMITS.payloadBytesMax);
});

test('rootStepsMax: a longer chain is refused before its first signature is looked at', () => {
  const chain = (length: number) => () =>
    rotateRoots(
      sampleTrust(),
      Array.from({ length }, () => new Uint8Array()),
      crypto,
    );
  assert.equal(rootKeys.length, 3);
  assert.equal(refusalOf(chain(LIMITS.rootStepsMax)), 'malformed');
  assert.equal(refusalOf(chain(LIMITS.rootStepsMax + 1)), 'too-large');
});
