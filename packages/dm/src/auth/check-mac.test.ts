import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testPorts } from '../../test/auth-ports.ts';
import { vector, vectorBytes } from '../../test/octets.ts';
import { checkMac, checkMacText, macHeaderFor } from './check-mac.ts';
import type { Incoming } from './credentials.ts';
import { a1Of } from './digests.ts';

interface Case {
  readonly bodyFile: string | null;
  readonly bodyText?: string;
  readonly user: string;
  readonly password: string;
  readonly nextNonceB64: string;
  readonly mac: string;
  readonly header: string;
}

const ports = testPorts();
const { cases } = vector<{ readonly cases: readonly Case[] }>('03-auth-hmac.json');
const bodyOf = ({ bodyFile, bodyText = '' }: Case): Uint8Array =>
  bodyFile === null ? Buffer.from(bodyText) : vectorBytes(bodyFile);
const accountOf = ({ user, password }: Case, nonces: readonly string[]): Incoming => ({
  scheme: 'hmac',
  name: user,
  a1: a1Of(user, password, ports),
  nonces,
});

for (const row of cases) {
  const { user: name, password: secret, nextNonceB64: nonce, mac } = row;
  const id = row.bodyFile ?? row.bodyText;
  test(`golden MAC of ${id}: made as it stands, and taken`, () => {
    const body = bodyOf(row);
    assert.equal(`x-syncml-hmac: ${macHeaderFor({ name, secret }, nonce, body, ports)}`, row.header);
    const right = { kind: 'right', nonce };
    assert.deepEqual(checkMac({ name, mac }, body, accountOf(row, ['AAAA', nonce]), [], ports), right);
    assert.deepEqual(checkMac({ name, mac }, body, accountOf(row, []), [nonce], ports), right);
  });
  test(`golden MAC of ${id}: an octet, the name, the nonce, the secret or the scheme changed`, () => {
    const body = bodyOf(row);
    const flipped = Uint8Array.from(body, (octet, at) => (at === body.length - 1 ? octet ^ 1 : octet));
    const account = accountOf(row, [nonce]);
    const wrong = [
      checkMac({ name, mac }, flipped, account, [], ports),
      checkMac({ name: `${name}x`, mac }, body, account, [], ports),
      checkMac({ name, mac }, body, accountOf(row, ['AAAA']), [], ports),
      checkMac({ name, mac }, body, accountOf({ ...row, password: 'x' }, [nonce]), [], ports),
      checkMac({ name, mac }, body, { ...account, scheme: 'md5' }, [], ports),
    ];
    for (const proof of wrong) assert.deepEqual(proof, { kind: 'wrong' });
  });
}

test('no header proves nothing, one that makes no sense is wrong', () => {
  const account = accountOf(cases[0]!, []);
  assert.equal(checkMacText(undefined, new Uint8Array(), account, [], ports), undefined);
  assert.deepEqual(checkMacText('?', new Uint8Array(), account, [], ports), { kind: 'wrong' });
});

/** Two bodies with the same MD5, published in 2004. */
const COLLISION = [
  [
    'd131dd02c5e6eec4693d9a0698aff95c2fcab5',
    '8',
    '712467eab4004583eb8fb7f8955ad340609f4b30283e4888325',
    '71',
  ],
  [
    'd131dd02c5e6eec4693d9a0698aff95c2fcab5',
    '0',
    '712467eab4004583eb8fb7f8955ad340609f4b30283e4888325',
    'f1',
  ],
];
const REST = [
  ['415a085125e8f7cdc99fd91dbd', 'f', '280373c5bd8823e3156348f5bae6dacd436c919c6dd53e2', 'b'],
  ['415a085125e8f7cdc99fd91dbd', '7', '280373c5bd8823e3156348f5bae6dacd436c919c6dd53e2', '3'],
];
const END = [
  ['487da03fd02396306d248cda0e99f33420f577ee8ce54b67080', 'a8', '0d1ec69821bcb6a8839396f9652b6ff72a70'],
  ['487da03fd02396306d248cda0e99f33420f577ee8ce54b67080', '28', '0d1ec69821bcb6a8839396f965ab6ff72a70'],
];

test('A9 two bodies, one MAC: why a MAC of DM 1.2 is no signature, and TLS is a must', () => {
  const [one, two] = [0, 1].map((n) =>
    Buffer.from([COLLISION[n], REST[n], END[n]].flatMap((parts) => parts ?? []).join(''), 'hex'),
  );
  assert.ok(one !== undefined && two !== undefined);
  assert.notDeepEqual(one, two);
  const login = { name: 'dev', secret: 'a secret of 256 bits helps nothing' };
  assert.equal(macHeaderFor(login, 'AAAA', one, ports), macHeaderFor(login, 'AAAA', two, ports));
});
