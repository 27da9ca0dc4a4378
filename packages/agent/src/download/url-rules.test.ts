import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Failure } from '../base/failure.ts';
import { allowedUrl } from './url-rules.ts';

const rules = {
  hosts: ['dl.example.net', 'dl.example.net:8443', '127.0.0.1:80', '127.0.0.1', 'plain.example.net'],
  allowHttp: false,
};

const REFUSED = [
  '',
  'nonsense',
  '//dl.example.net/p',
  'file:///etc/passwd',
  'ftp://dl.example.net/p',
  'data:text/plain,x',
  'javascript:alert(1)',
  'https://evil.example.net/p',
  'https://dl.example.net.evil.example.net/p',
  'https://evil.example.net/dl.example.net',
  'https://dl.example.net@evil.example.net/p',
  'https://user@dl.example.net/p',
  'https://user:pass@dl.example.net/p',
  'https://:pass@dl.example.net/p',
  'https://dl.example.net:444/p',
  'https://dl.example.net\\@evil.example.net/p',
  'https://dl.example.net/p\r\nHost: evil',
  'https://dl.example.net/p\tq',
  ' https://dl.example.net/p',
  'https://dl.example.net /p',
  'https://dl.example.net/p\u0000',
  'https://dl.exämple.net/p',
  'https://dl。example。net/p',
  'https://[::ffff:127.0.0.1]/p',
  'https://2130706434/p',
  'https://0x7f.0.0.2/p',
  'https://169.254.169.254/latest',
  'https://localhost/p',
  'http://plain.example.net/p',
  'http://dl.example.net/p',
  'https:/\\evil.example.net/p',
  `https://dl.example.net/${'p'.repeat(2048)}`,
];
for (const text of REFUSED) {
  test(`refused: ${JSON.stringify(text.slice(0, 60))}`, () => {
    assert.throws(
      () => allowedUrl(text, rules),
      (error) => error instanceof Failure && error.code === 1402,
    );
  });
}

const ALLOWED = [
  'https://dl.example.net/p?x=1',
  'HTTPS://DL.EXAMPLE.NET/p',
  'https://dl.example.net:443/p',
  'https://dl.example.net:8443/p',
  'http://127.0.0.1/p',
];
for (const text of ALLOWED) {
  test(`allowed: ${text}`, () => {
    assert.equal(allowedUrl(text, rules).href, new URL(text).href);
  });
}

test('http to others only by rule', () => {
  assert.equal(
    allowedUrl('http://plain.example.net/p', { ...rules, allowHttp: true }).hostname,
    'plain.example.net',
  );
});

test('an address of 2048 characters is the longest', () => {
  const text = 'https://dl.example.net/'.padEnd(2048, 'p');
  assert.equal(allowedUrl(text, rules).href.length, 2048);
});

test('a redirect may be relative, never from https to http', () => {
  const from = new URL('https://dl.example.net/a/b');
  assert.equal(allowedUrl('../c', rules, from).href, 'https://dl.example.net/c');
  assert.throws(() => allowedUrl('http://127.0.0.1/p', rules, from), { code: 1402 });
});
