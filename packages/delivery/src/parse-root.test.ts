import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testSigner } from '../test/keys.ts';
import { jsonBytes } from '../test/manifest-json.ts';
import { refusalOf, sampleRoot } from '../test/samples.ts';
import { parseRoot } from './parse-root.ts';

const KEY = testSigner(1).keyId;
const IDENTITY = `01${'00'.repeat(31)}`;
const role = (keys: unknown, threshold: unknown, rest: object = {}) => ({ keys, threshold, ...rest });
const release = (keys: unknown, threshold: unknown) => role(keys, threshold, { prefixes: [] });

test('a root is read field by field; one key may stand in two roles', () => {
  assert.deepEqual(parseRoot(jsonBytes(sampleRoot)), sampleRoot);
  const shared = { ...sampleRoot, root: role([KEY], 1), release: release([KEY], 1) };
  assert.deepEqual(parseRoot(jsonBytes(shared)), shared);
});

for (const [name, patch] of [
  ['no authority', { authority: undefined }],
  ['an empty authority', { authority: '' }],
  ['no version', { version: undefined }],
  ['version 0', { version: 0 }],
  ['a negative version', { version: -1 }],
  ['version as text', { version: '1' }],
  ['no expiry', { expires: undefined }],
  ['an expiry that is no moment', { expires: '2030-01-01' }],
  ['no epoch', { epoch: undefined }],
  ['a negative epoch', { epoch: -1 }],
  ['an unknown field', { spec_version: '1.0' }],
  ['no root role', { root: undefined }],
  ['a root role without keys', { root: role([], 1) }],
  ['a root role without threshold', { root: role([KEY], undefined) }],
  ['root threshold 0', { root: role([KEY], 0) }],
  ['a negative root threshold', { root: role([KEY], -1) }],
  ['a root threshold above the keys', { root: role([KEY], 2) }],
  ['a root threshold as text', { root: role([KEY], '1') }],
  ['a root key twice', { root: role([KEY, KEY], 1) }],
  ['a root key twice in two spellings', { root: role([KEY, KEY.toUpperCase()], 1) }],
  ['a root key of small order', { root: role([IDENTITY], 1) }],
  ['keys as an object', { root: role({ a: KEY }, 1) }],
  ['an unknown field in a role', { root: role([KEY], 1, { prefixes: [] }) }],
  ['no release role', { release: undefined }],
  ['a release role without keys', { release: release([], 1) }],
  ['release threshold 0', { release: release([KEY], 0) }],
  ['a release threshold above the keys', { release: release([KEY], 2) }],
  ['a release key twice', { release: release([KEY, KEY], 1) }],
  ['a release key of small order', { release: release([KEY, IDENTITY], 1) }],
  ['no prefixes', { release: role([KEY], 1) }],
  ['an empty prefix', { release: role([KEY], 1, { prefixes: [''] }) }],
  ['a prefix twice', { release: role([KEY], 1, { prefixes: ['a', 'a'] }) }],
  ['a prefix that no component has', { release: role([KEY], 1, { prefixes: ['a/'] }) }],
] as const) {
  test(`a root with ${name} is refused`, () => {
    assert.equal(
      refusalOf(() => parseRoot(jsonBytes({ ...sampleRoot, ...patch }))),
      'malformed',
    );
  });
}
