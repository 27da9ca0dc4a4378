import assert from 'node:assert/strict';
import { test } from 'node:test';
import { crypto } from '../test/keys.ts';
import { samplePackage, verified } from '../test/samples.ts';
import { checkChunk, chunkAt, packageBytes } from './chunk-map.ts';

test('a built package verifies, head and chunk', () => {
  const bytes = samplePackage();
  const good = verified(bytes);
  assert.equal(packageBytes(good), bytes.length);
  const { offset, size } = chunkAt(good, 0);
  checkChunk(good, 0, bytes.subarray(offset, offset + size), crypto);
  assert.deepEqual(
    good.manifest.files.map((file) => file.path),
    ['bin/hello', 'share/motd'],
  );
});
