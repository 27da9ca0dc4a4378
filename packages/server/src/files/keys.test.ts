import assert from 'node:assert/strict';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { temporaryFolder } from '../../test/temporary.ts';
import { dataFolder } from './data-folder.ts';
import { readAdminToken, readKeys } from './keys.ts';

const root = temporaryFolder();
after(() => root.remove());
const folder = dataFolder(join(root.path, 'data'));

test('keys and token are made once, for the owner only, and differ by purpose', () => {
  const keys = readKeys(folder);
  assert.deepEqual(readKeys(folder), keys);
  const texts = Object.values(keys).map((key: Uint8Array) => Buffer.from(key).toString('hex'));
  assert.equal(new Set(texts).size, 4);
  assert.ok(texts.every((text) => text.length === 64));
  const token = readAdminToken(folder);
  assert.match(token, /^[A-Za-z0-9_-]{43}$/);
  assert.equal(readAdminToken(folder), token);
  for (const file of [folder.serverKey, folder.adminToken]) assert.equal(statSync(file).mode & 0o777, 0o600);
});

for (const text of ['', 'ab', 'g'.repeat(64), 'A'.repeat(64)]) {
  test(`a damaged key is refused, not replaced: ${JSON.stringify(text)}`, () => {
    writeFileSync(folder.serverKey, text);
    assert.throws(() => readKeys(folder), /server\.key is damaged/);
    assert.equal(readFileSync(folder.serverKey, 'utf8'), text);
  });
}

test('a cut token is refused', () => {
  writeFileSync(folder.adminToken, 'short\n');
  assert.throws(() => readAdminToken(folder), /admin\.token is damaged/);
});
