import assert from 'node:assert/strict';
import { test } from 'node:test';
import { VECTOR_CP_PROFILE, VECTOR_PROFILE } from '../../test/bootstrap.ts';
import { bootstrapPorts } from '../../test/octets.ts';
import * as bootstrap from '../bootstrap.ts';
import { LIMITS } from '../limits.ts';

const { acceptBootstrap, buildCpProfile, buildDmProfile, imsiKey, macKey, macOf, STRICT_POLICY } = bootstrap;
const ports = bootstrapPorts();

const PIN = '0123456789abcdef0123456789abcdef';
const SECRETS: bootstrap.BootstrapSecrets = { pin: PIN, networkId: imsiKey('310150123456789') };
const NEW: bootstrap.BootstrapHistory = { usedMacs: [], serverIds: [] };
const BODY = {
  dm: buildDmProfile(VECTOR_PROFILE, 'IMEI:004999010640000'),
  cp: buildCpProfile(VECTOR_PROFILE),
};
const BOTH = 'USERPIN_NETWORKID';

function offer(
  kind: bootstrap.ProfileKind,
  method: bootstrap.SecMethod = BOTH,
  secrets = SECRETS,
  body: Uint8Array = BODY[kind],
): bootstrap.BootstrapOffer & { readonly mac: string } {
  return { kind, body, method, mac: macOf(macKey(kind, method, secrets)!, body, ports) };
}

for (const kind of ['dm', 'cp'] as const) {
  const given = offer(kind);
  const profile = kind === 'dm' ? VECTOR_PROFILE : VECTOR_CP_PROFILE;
  const accepted = { kind: 'accepted', profile, mac: given.mac };

  test(`${kind}: a token of 128 bits is taken, the MAC in either case`, () => {
    assert.deepEqual(acceptBootstrap(given, SECRETS, STRICT_POLICY, NEW, ports), accepted);
    const lower = { ...given, mac: given.mac.toLowerCase() };
    assert.deepEqual(acceptBootstrap(lower, SECRETS, STRICT_POLICY, NEW, ports), accepted);
  });

  test(`${kind}: the account's own server may come again`, () => {
    const history = { usedMacs: ['00'], serverIds: ['other', 'dm.example.net'] };
    assert.deepEqual(acceptBootstrap(given, SECRETS, STRICT_POLICY, history, ports), accepted);
  });

  for (const method of ['NETWORKID', 'USERPIN'] as const) {
    test(`${kind}: ${method} alone is taken only when allowed`, () => {
      const weak = { pin: '4711', networkId: SECRETS.networkId! };
      const signed = offer(kind, method, weak);
      const policy = { allow: [method], pinBitsMin: 0 };
      assert.equal(acceptBootstrap(signed, weak, policy, NEW, ports).kind, 'accepted');
      assert.deepEqual(acceptBootstrap(signed, weak, STRICT_POLICY, NEW, ports), {
        kind: 'refused',
        reason: 'method-not-allowed',
      });
    });
  }

  const { mac, method: _m, ...bare } = given;
  const other = buildCpProfile({ ...VECTOR_PROFILE, serverId: 'dm.example.org' });
  const secretsWith = (pin: string): bootstrap.BootstrapSecrets => ({ ...SECRETS, pin });
  const rows: readonly [
    reason: bootstrap.BootstrapRefusal,
    why: string,
    bootstrap.BootstrapOffer,
    over?: {
      readonly secrets?: bootstrap.BootstrapSecrets;
      readonly policy?: bootstrap.BootstrapPolicy;
      readonly history?: bootstrap.BootstrapHistory;
    },
  ][] = [
    ['unsigned', 'neither SEC nor MAC', bare],
    ['unsigned', 'MAC without SEC', { ...bare, mac }],
    ['unsigned', 'SEC without MAC', { ...bare, method: BOTH }],
    ['unknown-method', 'USERPINMAC', { ...bare, mac, method: 'unknown' }],
    ['method-not-allowed', 'IMSI that all know', offer(kind, 'NETWORKID')],
    ['method-not-allowed', 'USERPIN, even a strong one', offer(kind, 'USERPIN')],
    ['method-not-allowed', 'nothing allowed', given, { policy: { allow: [], pinBitsMin: 0 } }],
    ['no-secret', 'no PIN was given', given, { secrets: { networkId: SECRETS.networkId! } }],
    ['no-secret', 'no network', given, { secrets: { pin: PIN } }],
    ['no-secret', 'empty PIN', given, { secrets: secretsWith('') }],
    [
      'weak-pin',
      'PIN of four digits',
      offer(kind, BOTH, secretsWith('4711')),
      { secrets: secretsWith('4711') },
    ],
    ['weak-pin', '38 digits', given, { secrets: secretsWith('1'.repeat(38)) }],
    ['weak-pin', '31 hex digits', given, { secrets: secretsWith(PIN.slice(1)) }],
    ['weak-pin', '21 letters', given, { secrets: secretsWith('z'.repeat(21)) }],
    ['weak-pin', '19 signs', given, { secrets: secretsWith('!'.repeat(19)) }],
    [
      'weak-pin',
      'no PIN in it',
      offer(kind, 'NETWORKID'),
      { policy: { allow: ['NETWORKID'], pinBitsMin: 1 } },
    ],
    ['wrong-mac', 'empty', { ...given, mac: '' }],
    ['wrong-mac', 'one digit short', { ...given, mac: mac.slice(0, -1) }],
    ['wrong-mac', 'blanks behind it', { ...given, mac: `${mac} ` }],
    ['wrong-mac', 'of another PIN', offer(kind, BOTH, secretsWith(PIN.replace('0', '1')))],
    [
      'wrong-mac',
      'of another IMSI',
      offer(kind, BOTH, { ...SECRETS, networkId: imsiKey('310150123456788') }),
    ],
    ['wrong-mac', 'of another method', { ...given, mac: offer(kind, 'USERPIN').mac }],
    ['wrong-mac', 'of the other profile', { ...given, mac: offer(kind === 'dm' ? 'cp' : 'dm').mac }],
    ['wrong-mac', 'one octet changed', { ...given, body: given.body.with(-1, 0) }],
    ['wrong-mac', 'one octet added', { ...given, body: Uint8Array.from([...given.body, 0]) }],
    ['used-before', 'replay', given, { history: { usedMacs: ['00', mac], serverIds: [] } }],
    [
      'used-before',
      'replay in lower case',
      { ...given, mac: mac.toLowerCase() },
      { history: { usedMacs: [mac], serverIds: [] } },
    ],
    [
      'other-server',
      'takeover',
      offer('cp', BOTH, SECRETS, other),
      { history: { usedMacs: [], serverIds: ['dm.example.net'] } },
    ],
    ['malformed', 'signed rubbish', offer(kind, BOTH, SECRETS, Uint8Array.of(2, 0xff))],
    [
      'malformed',
      'a document of the other profile',
      offer(kind, BOTH, SECRETS, BODY[kind === 'dm' ? 'cp' : 'dm']),
    ],
    ['too-large', 'octets', offer(kind, BOTH, SECRETS, new Uint8Array(LIMITS.bootstrapBytesMax + 1))],
  ];
  for (const [reason, why, sent, { secrets = SECRETS, policy = STRICT_POLICY, history = NEW } = {}] of rows) {
    test(`${kind} refused, ${reason}: ${why}`, () => {
      const verdict = acceptBootstrap(sent, secrets, policy, history, ports);
      assert.equal(verdict.kind === 'refused' && verdict.reason, reason);
    });
  }
}

for (const pin of ['1'.repeat(39), PIN, 'z'.repeat(22), '!'.repeat(20)]) {
  test(`a PIN of ${pin.length} signs like ${pin.slice(0, 2)} is strong enough`, () => {
    const secrets = { ...SECRETS, pin };
    assert.equal(
      acceptBootstrap(offer('cp', BOTH, secrets), secrets, STRICT_POLICY, NEW, ports).kind,
      'accepted',
    );
  });
}

test('a takeover is refused with the id of the other server', () => {
  const body = buildCpProfile({ ...VECTOR_PROFILE, serverId: 'dm.example.org' });
  const history = { usedMacs: [], serverIds: ['dm.example.net'] };
  const verdict = acceptBootstrap(offer('cp', BOTH, SECRETS, body), SECRETS, STRICT_POLICY, history, ports);
  assert.deepEqual(verdict, { kind: 'refused', reason: 'other-server', detail: 'dm.example.org' });
});
