import assert from 'node:assert/strict';
import { test } from 'node:test';
import { originOf, sameUri } from './uri-text.ts';

const same: readonly [string, string, boolean][] = [
  ['./A/x', './A/x', true],
  ['./A/a%20b', './A/a b', true],
  ['A/x', './A/x', true],
  ['/A/x/', './A/x', true],
  ['./A/%', './A/%', true],
  ['./A/x', './A/y', false],
  ['./A/x', './a/x', false],
  ['./A?list=Struct', './A', false],
];
for (const [a, b, expected] of same) {
  test(`${a} ${expected ? 'is' : 'is not'} ${b}`, () => assert.equal(sameUri(a, b), expected));
}

const origins: readonly [string, string | undefined][] = [
  ['https://dm.example.net/oma?s=1', 'https://dm.example.net:443'],
  ['HTTPS://DM.Example.net:443', 'https://dm.example.net:443'],
  ['http://dm.example.net:8080/x', 'http://dm.example.net:8080'],
  ['http://[::1]:80/x', 'http://[::1]:80'],
  ['https://dm.example.net@evil.net/', undefined],
  ['https://evil.net\\@dm.example.net/', undefined],
  ['//dm.example.net/oma', undefined],
  ['/oma', undefined],
  ['ftp://dm.example.net/', undefined],
  ['https:///oma', undefined],
  ['https://dm.example.net:x/', undefined],
  ['javascript:alert(1)', undefined],
  ['', undefined],
];
for (const [url, expected] of origins) {
  test(`origin of "${url}"`, () => assert.equal(originOf(url), expected));
}
