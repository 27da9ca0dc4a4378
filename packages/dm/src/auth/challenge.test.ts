import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answerTo, challengeFor } from './challenge.ts';
import type { Scheme } from './credentials.ts';

const types: Readonly<Record<string, string>> = {
  basic: 'syncml:auth-basic',
  md5: 'syncml:auth-md5',
  mac: 'syncml:auth-MAC',
  x509: 'syncml:auth-X509',
};

/** What we answer: rows are the account's scheme, columns the challenged type. Never weaker, never unknown. */
const matrix: Readonly<Record<Scheme, Readonly<Record<string, Scheme | undefined>>>> = {
  none: { basic: undefined, md5: undefined, mac: undefined, x509: undefined },
  basic: { basic: 'basic', md5: 'md5', mac: 'hmac', x509: undefined },
  md5: { basic: undefined, md5: 'md5', mac: 'hmac', x509: undefined },
  hmac: { basic: undefined, md5: undefined, mac: 'hmac', x509: undefined },
  mtls: { basic: undefined, md5: undefined, mac: undefined, x509: undefined },
};

for (const [scheme, row] of Object.entries(matrix)) {
  for (const [asked, expected] of Object.entries(row)) {
    test(`account ${scheme}, asked for ${asked}: ${expected ?? 'no answer'}`, () => {
      const outgoing = { scheme: scheme as Scheme, name: 'n', secret: 's', nonce: '' };
      assert.equal(answerTo({ meta: { type: types[asked]! } }, outgoing), expected);
      assert.equal(answerTo({ meta: { type: types[asked]!.toUpperCase() } }, outgoing), expected);
    });
  }
}

test('a challenge without a type asks for the account’s own', () => {
  assert.equal(answerTo({ meta: {} }, { scheme: 'md5', name: 'n', secret: 's', nonce: '' }), 'md5');
  assert.equal(answerTo(undefined, { scheme: 'none', name: 'n', secret: 's', nonce: '' }), undefined);
});

test('only md5 and MAC challenges carry a nonce, in base64', () => {
  assert.deepEqual(challengeFor('md5', 'AAAA'), {
    meta: { format: 'b64', type: 'syncml:auth-md5', nextNonce: 'AAAA' },
  });
  assert.deepEqual(challengeFor('hmac', 'AAAA'), {
    meta: { format: 'b64', type: 'syncml:auth-MAC', nextNonce: 'AAAA' },
  });
  assert.deepEqual(challengeFor('basic', 'AAAA'), { meta: { format: 'b64', type: 'syncml:auth-basic' } });
});
