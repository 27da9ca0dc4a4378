import assert from 'node:assert/strict';
import { test } from 'node:test';
import { crypto } from '../test/keys.ts';
import {
  destination,
  headOf,
  NOW,
  refusalOf,
  releaseKeys,
  sampleFields,
  sampleTrust,
  verified,
} from '../test/samples.ts';
import { buildHead, chunkSizeFor } from './build-package.ts';
import { toHex } from './bytes.ts';
import { checkChunk, checkPackageBytes, chunkAt, chunkCount, packageBytes } from './chunk-map.ts';
import { checkFileDigest, splitFiles } from './file-map.ts';
import { LIMITS } from './limits.ts';
import type { VerifiedManifest } from './trust.ts';
import { verifyPackage } from './verify-package.ts';

/** A verified payload of these file sizes; bytes count up. */
function payloadOf(...sizes: number[]): { good: VerifiedManifest; bytes: Uint8Array } {
  const bytes = Uint8Array.from({ length: sizes.reduce((a, b) => a + b, 0) }, (_, i) => i % 251);
  const files = sizes.map((size, i) => ({ path: `f${i}`, mode: 0o755, size, sha256: 'a'.repeat(64) }));
  const chunks = Array.from({ length: Math.ceil(bytes.length / 4096) }, (_, i) =>
    toHex(crypto.sha256(bytes.subarray(i * 4096, (i + 1) * 4096))),
  );
  const fields = { ...sampleFields, activation: { start: ['f0'] } };
  const head = headOf(buildHead(fields, { files, chunkSize: 4096, chunks }, releaseKeys));
  return { good: verifyPackage(head, sampleTrust(), destination, NOW, crypto), bytes };
}

test('chunks tile the payload without gap or overlap', () => {
  for (const size of [1, 4095, 4096, 4097, 8192, 10_000]) {
    const { good } = payloadOf(size);
    let at = good.payloadOffset;
    for (let index = 0; index < chunkCount(good); index += 1) {
      const chunk = chunkAt(good, index);
      assert.equal(chunk.offset, at);
      assert.ok(chunk.size > 0 && chunk.size <= 4096);
      at += chunk.size;
    }
    assert.equal(at, packageBytes(good));
    assert.equal(at, good.payloadOffset + size);
  }
});

test('an empty payload has no chunk', () => {
  const { good } = payloadOf(0, 0);
  assert.equal(chunkCount(good), 0);
  assert.equal(packageBytes(good), good.payloadOffset);
  assert.throws(() => chunkAt(good, 0), /no chunk 0 of 0/);
});

test('only the bytes of a chunk are the chunk', () => {
  const { good, bytes } = payloadOf(5000);
  const first = bytes.subarray(0, 4096);
  checkChunk(good, 0, first, crypto);
  checkChunk(good, 1, bytes.subarray(4096), crypto);
  assert.equal(
    refusalOf(() => checkChunk(good, 0, first.subarray(1), crypto)),
    'size',
  );
  assert.equal(
    refusalOf(() => checkChunk(good, 0, bytes.subarray(0, 4097), crypto)),
    'size',
  );
  assert.equal(
    refusalOf(() => checkChunk(good, 0, new Uint8Array(), crypto)),
    'size',
  );
  assert.equal(
    refusalOf(() => checkChunk(good, 1, first, crypto)),
    'size',
  );
  assert.equal(
    refusalOf(() => checkChunk(good, 0, bytes.subarray(1, 4097), crypto)),
    'digest',
  );
  assert.equal(
    refusalOf(() => checkChunk(good, 1, bytes.subarray(0, 904), crypto)),
    'digest',
  );
  for (const index of [-1, 2, 0.5, Number.NaN]) {
    assert.throws(() => checkChunk(good, index, first, crypto), { name: 'Error', message: /no chunk/ });
  }
});

test('a file has exactly the signed length', () => {
  const good = verified();
  const bytes = packageBytes(good);
  checkPackageBytes(good, bytes);
  for (const actual of [0, bytes - 1, bytes + 1, bytes + 2 ** 32]) {
    assert.equal(
      refusalOf(() => checkPackageBytes(good, actual)),
      'size',
    );
  }
});

test('files tile the payload in order, empty ones included', () => {
  const ranges = splitFiles(payloadOf(5000, 0, 1, 0, 7000).good);
  assert.deepEqual(
    ranges.map(({ file, start, end }) => [file.path, start, end]),
    [
      ['f0', 0, 5000],
      ['f1', 5000, 5000],
      ['f2', 5000, 5001],
      ['f3', 5001, 5001],
      ['f4', 5001, 12001],
    ],
  );
});

test('a file is what its digest says', () => {
  const [range] = splitFiles(verified());
  const digest = crypto.sha256(new TextEncoder().encode('#!/bin/sh\necho hello\n'));
  checkFileDigest(range!.file, digest);
  const bent = Uint8Array.from(digest, (byte, i) => (i === 31 ? byte ^ 1 : byte));
  assert.equal(
    refusalOf(() => checkFileDigest(range!.file, bent)),
    'digest',
  );
  assert.equal(
    refusalOf(() => checkFileDigest(range!.file, digest.subarray(0, 31))),
    'digest',
  );
  assert.equal(
    refusalOf(() => checkFileDigest(range!.file, new Uint8Array())),
    'digest',
  );
});

test('chunks grow with the payload and stay within their limits', () => {
  const MIB = 2 ** 20;
  for (const [payload, chunk] of [
    [0, MIB / 4],
    [128 * MIB, MIB / 4],
    [128 * MIB + 1, MIB / 2],
    [1024 * MIB, 2 * MIB],
    [LIMITS.payloadBytesMax, 16 * MIB],
    [LIMITS.payloadBytesMax * 2, 16 * MIB],
  ] as const) {
    assert.equal(chunkSizeFor(payload), chunk);
  }
});
