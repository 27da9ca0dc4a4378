import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { crypto } from '../test/keys.ts';
import {
  destination,
  NOW,
  refusalOf,
  releaseKeys,
  sampleFields,
  samplePackage,
  sampleTrust,
} from '../test/samples.ts';
import { buildHead, buildPackage } from './build-package.ts';
import { concatBytes, toHex } from './bytes.ts';
import { checkChunk, checkPackageBytes, chunkAt, chunkCount } from './chunk-map.ts';
import { HEAD_BYTES_MAX, headLength, PREFIX_BYTES, readHead } from './container.ts';
import { Refusal } from './errors.ts';
import { encodeUtf8 } from './utf8.ts';
import { verifyPackage } from './verify-package.ts';

const PACKAGE = samplePackage();
const HEAD = headLength(PACKAGE);
const TRUST = sampleTrust();

/** The whole way of a device: head, decision, length, every chunk. Gives the payload. */
function accept(file: Uint8Array): Uint8Array {
  const head = readHead(file);
  if (head === undefined) throw new Refusal('malformed', 'file ends in its head');
  const verified = verifyPackage(head, TRUST, destination, NOW, crypto);
  checkPackageBytes(verified, file.length);
  const chunks = Array.from({ length: chunkCount(verified) }, (_, index) => {
    const { offset, size } = chunkAt(verified, index);
    const bytes = file.subarray(offset, offset + size);
    checkChunk(verified, index, bytes, crypto);
    return bytes;
  });
  return concatBytes(...chunks);
}

/** Refused, or taken as exactly what was signed: a key id is a hint that nobody signed. */
function refusedOrSame(file: Uint8Array, original: Uint8Array): 'refused' | 'same' {
  try {
    assert.deepEqual(accept(file), accept(original));
    return 'same';
  } catch (error) {
    if (error instanceof Refusal) return 'refused';
    throw error;
  }
}

/** The file as text, the one key id in it cut out: nobody signed that. */
function withoutHint(file: Uint8Array): string {
  return Buffer.from(file)
    .toString('latin1')
    .replace(/"keyid":"[^"\\]{64}"/, '');
}

test('the whole package is accepted', () => {
  assert.equal(Buffer.from(accept(PACKAGE)).toString(), '#!/bin/sh\necho hello\ngood morning\n');
});

test('truncated at every length, it is refused', () => {
  for (let length = 0; length < PACKAGE.length; length += 1) {
    const expected = length < HEAD ? 'malformed' : 'size';
    assert.equal(
      refusalOf(() => accept(PACKAGE.subarray(0, length))),
      expected,
      `length ${length}`,
    );
  }
});

test('a head asks for more bytes, never for more than its bound', () => {
  for (let length = 0; length < HEAD; length += 1) {
    const start = PACKAGE.subarray(0, length);
    assert.equal(readHead(start), undefined);
    assert.equal(headLength(start), length < PREFIX_BYTES ? PREFIX_BYTES : HEAD);
  }
  assert.ok(HEAD <= HEAD_BYTES_MAX);
  const length = (bytes: readonly number[]) =>
    headLength(Uint8Array.from([...PACKAGE.subarray(0, 8), ...bytes]));
  assert.equal(length([0, 4, 0, 0]), HEAD_BYTES_MAX);
  for (const bytes of [
    [0, 4, 0, 1],
    [0x7f, 0xff, 0xff, 0xff],
    [0x80, 0, 0, 0],
    [0xff, 0xff, 0xff, 0xff],
  ]) {
    assert.equal(
      refusalOf(() => length(bytes)),
      'too-large',
    );
  }
});

test('a foreign file is refused at its first wrong byte', () => {
  for (let at = 0; at < 8; at += 1) {
    const start = PACKAGE.slice(0, at + 1);
    start[at] = start[at]! ^ 0x20;
    assert.equal(
      refusalOf(() => readHead(start)),
      'malformed',
    );
  }
  assert.equal(
    refusalOf(() => readHead(encodeUtf8('{"payloadType":'))),
    'malformed',
  );
  assert.equal(
    refusalOf(() => readHead(encodeUtf8('SCOMODP2'))),
    'malformed',
  );
});

test('a head without envelope is refused at once', () => {
  const empty = concatBytes(PACKAGE.subarray(0, 8), new Uint8Array(4));
  assert.equal(
    refusalOf(() => readHead(empty)),
    'malformed',
  );
});

test('a byte appended, or inserted anywhere, is refused', () => {
  assert.equal(
    refusalOf(() => accept(concatBytes(PACKAGE, Uint8Array.of(0)))),
    'size',
  );
  assert.equal(
    refusalOf(() => accept(concatBytes(PACKAGE, PACKAGE))),
    'size',
  );
  for (let at = 0; at < PACKAGE.length; at += 1) {
    for (const byte of [0, 0x20, 0x41]) {
      const bent = concatBytes(PACKAGE.subarray(0, at), Uint8Array.of(byte), PACKAGE.subarray(at));
      assert.equal(refusedOrSame(bent, PACKAGE), 'refused', `${byte} at ${at}`);
    }
  }
});

test('a byte taken out anywhere is refused', () => {
  for (let at = 0; at < PACKAGE.length; at += 1) {
    const bent = concatBytes(PACKAGE.subarray(0, at), PACKAGE.subarray(at + 1));
    assert.equal(refusedOrSame(bent, PACKAGE), 'refused', `at ${at}`);
  }
});

test('every single bit flipped is refused, but in the hint of a key id', () => {
  const text = Buffer.from(PACKAGE).toString('latin1');
  const hint = text.indexOf('"keyid":"') + '"keyid":"'.length;
  for (let bit = 0; bit < PACKAGE.length * 8; bit += 1) {
    const at = bit >> 3;
    const bent = PACKAGE.slice();
    bent[at] = bent[at]! ^ (1 << (bit & 7));
    const inHint = at >= hint && at < hint + 64;
    const outcome = refusedOrSame(bent, PACKAGE);
    if (!inHint) assert.equal(outcome, 'refused', `bit ${bit & 7} of byte ${at}`);
  }
});

test('a payload byte swapped with its neighbour, or chunks swapped, are refused', () => {
  const description = {
    chunkSize: 4096,
    chunks: [] as string[],
    files: [] as { path: string; mode: number; size: number; sha256: string }[],
  };
  const payload = Uint8Array.from({ length: 4096 * 3 }, (_, i) => (i * 7 + (i >> 12)) & 0xff);
  for (let i = 0; i < 3; i += 1) {
    description.chunks.push(toHex(crypto.sha256(payload.subarray(i * 4096, (i + 1) * 4096))));
  }
  description.files.push({
    path: 'bin/hello',
    mode: 0o755,
    size: payload.length,
    sha256: toHex(crypto.sha256(payload)),
  });
  const head = buildHead(sampleFields, description, releaseKeys.slice(0, 1));
  const [a, b, c] = [0, 1, 2].map((i) => payload.subarray(i * 4096, (i + 1) * 4096)) as [
    Uint8Array,
    Uint8Array,
    Uint8Array,
  ];
  assert.deepEqual(accept(concatBytes(head, payload)), payload);
  for (const order of [
    [b, a, c],
    [a, c, b],
    [c, b, a],
    [a, a, c],
    [a, b, b],
  ]) {
    assert.equal(
      refusalOf(() => accept(concatBytes(head, ...order))),
      'digest',
    );
  }
});

test('any package, any byte changed to anything: refused, or still exactly what was signed', () => {
  const name = fc.stringMatching(/^[a-z0-9._-]{1,12}$/).filter((text) => text !== '.' && text !== '..');
  const payloads = fc.dictionary(name, fc.uint8Array({ maxLength: 300 }), {
    minKeys: 1,
    maxKeys: 4,
    noNullPrototype: true,
  });
  const change = fc.record({ at: fc.nat(), byte: fc.integer({ min: 1, max: 255 }) });
  const { activation: _, ...fields } = sampleFields;
  fc.assert(
    fc.property(payloads, fc.array(change, { minLength: 20, maxLength: 20 }), (payload, changes) => {
      const files = Object.entries(payload).map(([path, bytes]) => ({ path, mode: 0o644, bytes }));
      const built = buildPackage(fields, files, releaseKeys.slice(0, 1), crypto);
      for (const { at, byte } of changes) {
        const bent = built.slice();
        bent[at % built.length] = bent[at % built.length]! ^ byte;
        const outcome = refusedOrSame(bent, built);
        if (withoutHint(bent) !== withoutHint(built)) assert.equal(outcome, 'refused');
      }
    }),
    { numRuns: 200 },
  );
});
