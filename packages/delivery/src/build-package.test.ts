import assert from 'node:assert/strict';
import { test } from 'node:test';
import { crypto } from '../test/keys.ts';
import {
  headOf,
  refusalOf,
  releaseKeys,
  rootKeys,
  sampleFields,
  sampleFiles,
  samplePackage,
  sampleRoot,
  sampleTrust,
} from '../test/samples.ts';
import { buildHead, buildPackage, inPayloadOrder } from './build-package.ts';
import { buildRoot } from './build-root.ts';
import { claimedManifest } from './container.ts';

const signer = releaseKeys.slice(0, 1);
const build = (fields = sampleFields, files = sampleFiles) => buildPackage(fields, files, signer, crypto);

test('equal input gives equal bytes, whatever the order of files and fields', () => {
  const bytes = build();
  const shuffled = Object.fromEntries(
    Object.entries(sampleFields).toReversed(),
  ) as unknown as typeof sampleFields;
  assert.deepEqual(build(shuffled, sampleFiles.toReversed()), bytes);
  assert.deepEqual(build(), bytes);
});

test('files come in the order of their bytes, not of any language', () => {
  const paths = ['b', 'a/b', 'a-b', 'B', 'a', '_', 'a.b', '0'].map((path) => ({ path }));
  assert.deepEqual(
    inPayloadOrder(paths).map((file) => file.path),
    ['0', 'B', '_', 'a', 'a-b', 'a.b', 'a/b', 'b'],
  );
});

test('moments of a clock are cut to whole seconds', () => {
  const manifest = claimedManifest(
    headOf(samplePackage({ issued: '2026-05-01T00:00:00.999Z', expires: '2027-05-01T00:00:00.5Z' })),
  );
  assert.deepEqual([manifest.issued, manifest.expires], ['2026-05-01T00:00:00Z', '2027-05-01T00:00:00Z']);
});

test('the builder refuses what no device would take', () => {
  const big = Array.from({ length: 2000 }, (_, i) => ({
    path: `f${i}`,
    mode: 0o644,
    bytes: new Uint8Array(),
  }));
  const { activation: _, ...fields } = sampleFields;
  assert.equal(
    refusalOf(() => build(sampleFields, [])),
    'malformed',
  );
  assert.equal(
    refusalOf(() => build({ ...sampleFields, component: 'a b' })),
    'malformed',
  );
  assert.equal(
    refusalOf(() => build(fields, [{ ...sampleFiles[0]!, path: '../x' }])),
    'malformed',
  );
  assert.equal(
    refusalOf(() => build(fields, [{ ...sampleFiles[0]!, mode: 0o4755 }])),
    'malformed',
  );
  assert.equal(
    refusalOf(() => build(fields, [...sampleFiles, sampleFiles[0]!])),
    'malformed',
  );
  assert.equal(
    refusalOf(() => build(fields, big)),
    'too-large',
  );
  assert.equal(
    refusalOf(() => buildHead(fields, { files: [], chunkSize: 4096, chunks: ['a'.repeat(64)] }, signer)),
    'malformed',
  );
});

test('a root that no device would take is not built', () => {
  const role = { keys: [rootKeys[0]!.keyId], threshold: 2 };
  assert.equal(
    refusalOf(() => buildRoot({ ...sampleRoot, root: role }, rootKeys)),
    'malformed',
  );
  assert.deepEqual(sampleTrust().root, sampleRoot);
});
