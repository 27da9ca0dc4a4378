import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SERVER_LIMITS } from '../limits.ts';
import { checkLink, DOWNLOAD_PATH, downloadLink } from './download-link.ts';

const key = new Uint8Array(32).fill(7);
const digest = 'a'.repeat(64);
const NOW = Date.UTC(2026, 0, 1);
const link = downloadLink(digest, 'IMEI:1&d=x', NOW, key);
const query = () => new URLSearchParams(link.slice(link.indexOf('?')));
const later = (seconds: number) => NOW + seconds * 1000;
const changed = (name: string, value: string) => {
  const params = query();
  params.set(name, value);
  return params;
};

test('a link opens its package until its hour is over', () => {
  assert.ok(link.startsWith(`${DOWNLOAD_PATH}${digest}?`));
  assert.equal(checkLink(digest, query(), NOW, key), 'good');
  assert.equal(checkLink(digest, query(), later(SERVER_LIMITS.linkSecondsMax) - 1, key), 'good');
  assert.equal(checkLink(digest, query(), later(SERVER_LIMITS.linkSecondsMax), key), 'expired');
});

const expires = String(NOW / 1000 + SERVER_LIMITS.linkSecondsMax);
const signature = query().get('s') ?? '';
const forgeries: readonly [string, string, URLSearchParams, Uint8Array][] = [
  ['another package', 'b'.repeat(64), query(), key],
  ['another device', digest, changed('d', 'IMEI:2'), key],
  ['no device', digest, changed('d', ''), key],
  ['a later end', digest, changed('e', String(Number(expires) + 1)), key],
  ['the same end in other digits', digest, changed('e', `0${expires}`), key],
  ['an end that is no number', digest, changed('e', 'Infinity'), key],
  ['a cut signature', digest, changed('s', signature.slice(0, -2)), key],
  ['a longer signature', digest, changed('s', `${signature}AAAA`), key],
  ['an empty signature', digest, changed('s', ''), key],
  ['no query', digest, new URLSearchParams(), key],
  ['another server’s key', digest, query(), new Uint8Array(32).fill(8)],
];
for (const [id, ...given] of forgeries) {
  const [of, params, with_] = given;
  test(`forged: ${id}`, () => assert.equal(checkLink(of, params, NOW, with_), 'forged'));
}
