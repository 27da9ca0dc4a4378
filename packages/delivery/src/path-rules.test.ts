import assert from 'node:assert/strict';
import { test } from 'node:test';
import { refusalOf } from '../test/samples.ts';
import { LIMITS } from './limits.ts';
import { checkPathSet, payloadPath } from './path-rules.ts';

const refused = (path: unknown) => refusalOf(() => payloadPath(path as string, 'path'));

for (const path of ['a', 'bin/hello', 'a.b/c+d/e@1.2/f-g/_h', '...', '.hidden', '-rf', 'a..b', 'CON', 'a.']) {
  test(`${path} is a payload path`, () => assert.equal(payloadPath(path, 'path'), path));
}

const HOSTILE: readonly string[] = [
  '',
  '.',
  '..',
  '/',
  '//',
  './',
  '../',
  '/etc/passwd',
  '//etc/passwd',
  '///a',
  '../etc/passwd',
  '../../etc/passwd',
  '..//a',
  'a/..',
  'a/../b',
  'a/../../b',
  'a/./b',
  './a',
  'a/.',
  'a/',
  'a//b',
  'bin/hello/',
  '~/.ssh/authorized_keys',
  '~root',
  '..\\..\\windows\\system32',
  'a\\b',
  '\\\\server\\share',
  'C:\\a',
  'C:/a',
  'C:a',
  '%2e%2e/a',
  '..%2fa',
  '%2fetc',
  'a%00b',
  'a\u0000',
  'a\u0000/../../etc',
  '\u0000',
  'a b',
  ' a',
  'a ',
  'a/ /b',
  'a\tb',
  'a\nb',
  'a\n',
  '\ra',
  'a\u001bb',
  'a\u007fb',
  '$(id)',
  '`id`',
  '$\u007bHOME}/a',
  '$HOME/a',
  'a;b',
  'a|b',
  'a&b',
  'a>b',
  'a*',
  'a?',
  'a[b]',
  'a{b,c}',
  'a"b',
  "a'b",
  'a,b',
  'a=b',
  'a:b',
  'a#b',
  'a!b',
  'file:///etc/passwd',
  'http://a/b',
  'é',
  'e\u0301',
  '\u212aelvin',
  '\uff0e\uff0e/a',
  'a\uff0fb',
  'a\u2215b',
  'a\u2044b',
  '\u2025/a',
  '\u202eexe.txt',
  '\u200b',
  'a\u00adb',
  '\ufeffa',
  'ﬁle',
  'ı',
  '\ud800',
  '日本',
  '😀',
];

test('the corpus of hostile paths is as large as promised', () => {
  assert.ok(new Set(HOSTILE).size >= 60, `${new Set(HOSTILE).size}`);
});

for (const path of HOSTILE) {
  test(`path ${JSON.stringify(path)} is refused`, () => assert.equal(refused(path), 'malformed'));
}

for (const value of [undefined, null, 1, true, [], new Map()]) {
  test(`${String(value)} is no path`, () => assert.equal(refused(value), 'malformed'));
}

test('lengths one below, at and above their limits', () => {
  const { segmentCharsMax, pathDepthMax, pathCharsMax } = LIMITS;
  const deep = (n: number) => Array.from({ length: n }, () => 'a').join('/');
  const long = (n: number) => `${`${'a'.repeat(200)}/`.repeat(9).slice(0, n - 1)}b`;
  for (const off of [-1, 0]) {
    assert.doesNotThrow(() => payloadPath('a'.repeat(segmentCharsMax + off), 'path'));
    assert.doesNotThrow(() => payloadPath(deep(pathDepthMax + off), 'path'));
    assert.doesNotThrow(() => payloadPath(long(pathCharsMax + off), 'path'));
  }
  assert.equal(refused('a'.repeat(segmentCharsMax + 1)), 'too-large');
  assert.equal(refused(deep(pathDepthMax + 1)), 'too-large');
  assert.equal(refused(long(pathCharsMax + 1)), 'too-large');
});

for (const paths of [
  ['a', 'a'],
  ['a/b', 'a/b'],
  ['a', 'A'],
  ['a/b', 'a/B'],
  ['a/b', 'A/b'],
  ['a/x', 'A/y'],
  ['lib/a/x', 'lib/A/y'],
  ['a', 'a/b'],
  ['a/b', 'a'],
  ['a', 'A/b'],
  ['A/b', 'a'],
  ['a/b/c', 'a/b'],
  ['a/b', 'a/b/c/d'],
]) {
  test(`${paths.join(' and ')} cannot come together`, () => {
    assert.equal(
      refusalOf(() => checkPathSet(paths, 'files')),
      'malformed',
    );
  });
}

test('neighbours that only look alike may come together', () => {
  checkPathSet(['a/b', 'a/c', 'a.b', 'a-b', 'ab', 'b/a', 'a/b2/c', '__proto__', 'constructor'], 'files');
});
