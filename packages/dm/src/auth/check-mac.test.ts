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
