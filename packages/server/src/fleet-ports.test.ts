import assert from 'node:assert/strict';
import { test } from 'node:test';
import { equalTexts } from './auth-ports.ts';
import { fleetPorts, packageCrypto } from './fleet-ports.ts';

const ports = fleetPorts();

test('ids have 26 digits, never repeat, and sort as they were made', () => {
  const ids = Array.from({ length: 100_000 }, () => ports.newId('tk_'));
  assert.ok(ids.every((id) => /^tk_[0-9a-hjkmnp-tv-z]{26}$/.test(id)));
  assert.equal(new Set(ids).size, ids.length);
  assert.deepEqual(ids.toSorted(), ids);
});

test('secrets have 256 bits, nonces 128', () => {
  assert.equal(Buffer.from(ports.newSecret(), 'base64url').length, 32);
  assert.equal(Buffer.from(ports.auth.newNonce(), 'base64').length, 16);
  assert.equal(new Set(Array.from({ length: 1000 }, () => ports.newSecret())).size, 1000);
});

test('digests are the known ones', () => {
  const empty = new Uint8Array();
  assert.equal(Buffer.from(ports.auth.md5(empty)).toString('hex'), 'd41d8cd98f00b204e9800998ecf8427e');
  const sha256 = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
  assert.equal(ports.sha256Hex(empty), sha256);
  assert.equal(Buffer.from(packageCrypto.sha256(empty)).toString('hex'), sha256);
});

test('texts are equal or not, whatever their lengths', () => {
  assert.equal(equalTexts('abc', 'abc'), true);
  for (const other of ['', 'ab', 'abd', 'abcd', 'ABC']) assert.equal(equalTexts('abc', other), false);
});

test('Ed25519 is that of RFC 8032, test 1', () => {
  const key = Buffer.from('d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a', 'hex');
  const signature = Buffer.from(
    'e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b',
    'hex',
  );
  assert.equal(packageCrypto.verifyEd25519(key, new Uint8Array(), signature), true);
  assert.equal(packageCrypto.verifyEd25519(key, Uint8Array.of(0), signature), false);
});
