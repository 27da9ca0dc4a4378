import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Cred } from '@scomo/syncml';
import { testPorts } from '../../test/auth-ports.ts';
import { checkCred } from './check-cred.ts';
import type { Incoming, Scheme } from './credentials.ts';
import { a1Of, basicData, md5Data } from './digests.ts';

const ports = testPorts();
const a1 = a1Of('dev', 'secret', ports);
const account = (scheme: Scheme, nonces: readonly string[] = ['AAAA', 'BBBB']): Incoming => ({
  scheme,
  name: 'dev',
  a1,
  nonces,
});
const cred = (type: string | undefined, data: string): Cred => ({
  meta: { format: 'b64', ...(type === undefined ? {} : { type }) },
  data,
});
const BASIC = 'syncml:auth-basic';
const MD5 = 'syncml:auth-md5';
const md5With = (nonce: string) => md5Data(a1, nonce, ports);
const basic = basicData('dev', 'secret');

const rows: readonly [id: string, Incoming, Cred | undefined, string | undefined, object][] = [
  ['basic right', account('basic'), cred(BASIC, basic), undefined, { kind: 'right' }],
  ['basic in capitals', account('basic'), cred(' SYNCML:AUTH-BASIC ', basic), undefined, { kind: 'right' }],
  ['basic without Type', account('basic'), cred(undefined, basic), undefined, { kind: 'right' }],
  ['md5 current', account('md5'), cred(MD5, md5With('AAAA')), undefined, { kind: 'right', nonce: 'AAAA' }],
  ['md5 previous', account('md5'), cred(MD5, md5With('BBBB')), undefined, { kind: 'right', nonce: 'BBBB' }],
  ['md5 challenge', account('md5'), cred(MD5, md5With('CCCC')), 'CCCC', { kind: 'right', nonce: 'CCCC' }],
  [
    'md5 without padding',
    account('md5'),
    cred(MD5, md5With('AAAA').replace(/=+$/, '')),
    undefined,
    { kind: 'right', nonce: 'AAAA' },
  ],
  [
    'md5 first, empty nonce',
    account('md5', ['']),
    cred(MD5, md5With('')),
    undefined,
    { kind: 'right', nonce: '' },
  ],
  ['no Cred, basic', account('basic'), undefined, undefined, { kind: 'missing' }],
  ['no Cred, md5', account('md5'), undefined, 'CCCC', { kind: 'missing' }],
  [
    'basic wrong secret',
    account('basic'),
    cred(BASIC, basicData('dev', 'Secret')),
    undefined,
    { kind: 'wrong' },
  ],
  [
    'basic wrong name',
    account('basic'),
    cred(BASIC, basicData('dev2', 'secret')),
    undefined,
    { kind: 'wrong' },
  ],
  ['basic empty', account('basic'), cred(BASIC, ''), undefined, { kind: 'wrong' }],
  ['basic no base64', account('basic'), cred(BASIC, '!!'), undefined, { kind: 'wrong' }],
  ['A1 itself is no basic Cred', account('basic'), cred(BASIC, a1), undefined, { kind: 'wrong' }],
  ['md5 unknown nonce', account('md5'), cred(MD5, md5With('DDDD')), 'CCCC', { kind: 'wrong' }],
  ['md5 empty nonce not on offer', account('md5'), cred(MD5, md5With('')), 'CCCC', { kind: 'wrong' }],
  ['md5 no nonce at all', account('md5', []), cred(MD5, md5With('AAAA')), undefined, { kind: 'wrong' }],
  [
    'md5 of another secret',
    account('md5'),
    cred(MD5, md5Data(a1Of('dev', 'x', ports), 'AAAA', ports)),
    undefined,
    { kind: 'wrong' },
  ],
  [
    'md5 nonce taken as text',
    account('md5'),
    cred(MD5, md5Data(a1, Buffer.from('AAAA').toString('base64'), ports)),
    undefined,
    { kind: 'wrong' },
  ],
  ['weaker: basic for md5', account('md5'), cred(BASIC, basic), undefined, { kind: 'wrong' }],
  ['stronger: md5 for basic', account('basic'), cred(MD5, md5With('AAAA')), undefined, { kind: 'wrong' }],
  [
    'type of another kind',
    account('md5'),
    cred('syncml:auth-MAC', md5With('AAAA')),
    undefined,
    { kind: 'wrong' },
  ],
  [
    'right data under a false type',
    account('md5'),
    cred('syncml:auth-X509', md5With('AAAA')),
    undefined,
    { kind: 'wrong' },
  ],
];

for (const [id, incoming, given, challenge, expected] of rows) {
  test(`Cred: ${id}`, () => {
    assert.deepEqual(checkCred(given, incoming, challenge, ports), expected);
  });
}
