import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { testPorts } from '../../test/auth-ports.ts';
import { a1Of, basicData, md5Data } from './digests.ts';

const ports = testPorts();

function vector<T>(name: string): T {
  return JSON.parse(readFileSync(new URL(`../../../../vectors/${name}`, import.meta.url), 'utf8')) as T;
}

interface BasicVector {
  readonly cases: readonly { readonly user: string; readonly password: string; readonly data: string }[];
}
interface Md5Case {
  readonly user: string;
  readonly password: string;
  readonly nextNonceB64: string;
  readonly a1: string;
  readonly data: string;
}
interface Md5Vector {
  readonly cases: readonly Md5Case[];
  readonly negative: readonly { readonly why: string; readonly data: string }[];
}

test('basic data is base64 of name:secret', () => {
  for (const row of vector<BasicVector>('01-auth-basic.json').cases) {
    assert.equal(basicData(row.user, row.password), row.data);
  }
});

test('md5 data hashes A1 and the octets of the nonce', () => {
  const { cases, negative } = vector<Md5Vector>('02-auth-md5.json');
  const wrong = new Set(negative.map((row) => row.data));
  for (const row of cases) {
    const a1 = a1Of(row.user, row.password, ports);
    assert.equal(a1, row.a1);
    const data = md5Data(a1, row.nextNonceB64, ports);
    assert.equal(data, row.data);
    assert.equal(wrong.has(data), false);
  }
});

test('a nonce that is no base64 counts as text', () => {
  const text = md5Data('A1', 'no base64!', ports);
  assert.equal(text, md5Data('A1', Buffer.from('no base64!').toString('base64'), ports));
});
