import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import type { FleetPorts } from '../ports.ts';
import { type AuthRequest, accountOf, makeCredentials } from './credentials.ts';

let made = 0;
const ports = {
  newSecret: () => {
    made += 1;
    return `generated-secret-${made}`;
  },
  auth: { md5: (bytes: Uint8Array) => createHash('md5').update(bytes).digest() },
} as unknown as FleetPorts;
const env = { ports, serverId: 'scomo' };
const ID = 'IMEI:353000000000017';
const LONG = 'correct horse battery';

function codeOf(auth: AuthRequest, legacy = false, deviceId = ID): string {
  const outcome = makeCredentials(deviceId, legacy, auth, env);
  return outcome.ok ? 'ok' : `${outcome.problem.code} ${outcome.problem.pointer}`;
}

const PRINT = 'ab'.repeat(32);
const OPENSSL = Array.from({ length: 32 }, () => 'AB').join(':');
const WEAK_CLIENT = 'weak_secret /auth/clientSecret';
const NAME = 'validation_failed /auth/clientName';
const CERTIFICATE = 'validation_failed /auth/certificateFingerprint';

const rows: readonly [string, AuthRequest, string, string][] = [
  ['nothing given', { scheme: 'md5' }, 'ok', 'ok'],
  ['sixteen octets', { scheme: 'md5', clientSecret: 'a'.repeat(16) }, 'ok', 'ok'],
  ['sixteen octets in eight characters', { scheme: 'md5', clientSecret: 'é'.repeat(8) }, 'ok', 'ok'],
  ['fifteen octets', { scheme: 'md5', clientSecret: 'a'.repeat(15) }, 'weak_secret /auth/clientSecret', 'ok'],
  [
    'fifteen octets of ours',
    { scheme: 'basic', serverSecret: 'a'.repeat(15) },
    'weak_secret /auth/serverSecret',
    'ok',
  ],
  ['the device id', { scheme: 'md5', clientSecret: ID }, 'weak_secret /auth/clientSecret', 'ok'],
  [
    'the device id in it',
    { scheme: 'md5', clientSecret: `x-${ID}-x` },
    'weak_secret /auth/clientSecret',
    'ok',
  ],
  [
    'in other letters',
    { scheme: 'md5', clientSecret: `x-${ID.toLowerCase()}` },
    'weak_secret /auth/clientSecret',
    'ok',
  ],
  [
    'the bare number',
    { scheme: 'md5', clientSecret: 'carrier-353000000000017' },
    'weak_secret /auth/clientSecret',
    'ok',
  ],
  [
    'one secret both ways',
    { scheme: 'md5', clientSecret: LONG, serverSecret: LONG },
    'weak_secret /auth/serverSecret',
    'ok',
  ],
  ['none', { scheme: 'none' }, 'legacy_only /auth/scheme', 'ok'],
  ['hmac', { scheme: 'hmac' }, 'ok', 'ok'],
  ['hmac, fifteen octets', { scheme: 'hmac', clientSecret: 'a'.repeat(15) }, WEAK_CLIENT, 'ok'],
  ['hmac, a name no header can carry', { scheme: 'hmac', clientName: 'a\nb' }, NAME, NAME],
  ['mtls', { scheme: 'mtls', certificateFingerprint: PRINT }, 'ok', 'ok'],
  ['mtls as openssl prints it', { scheme: 'mtls', certificateFingerprint: OPENSSL }, 'ok', 'ok'],
  ['mtls without a certificate', { scheme: 'mtls' }, CERTIFICATE, CERTIFICATE],
  ['mtls, SHA-1', { scheme: 'mtls', certificateFingerprint: PRINT.slice(24) }, CERTIFICATE, CERTIFICATE],
  ['a certificate for md5', { scheme: 'md5', certificateFingerprint: PRINT }, CERTIFICATE, CERTIFICATE],
];
for (const [id, auth, normal, legacy] of rows) {
  test(`credentials: ${id}`, () => {
    assert.equal(codeOf(auth), normal);
    assert.equal(codeOf(auth, true), legacy);
  });
}

test('a short id may stand in a secret that we made', () => {
  assert.equal(codeOf({ scheme: 'md5' }, false, 'e'), 'ok');
  assert.equal(codeOf({ scheme: 'md5', clientSecret: LONG }, false, 'e'), 'weak_secret /auth/clientSecret');
});

test('an account holds A1 of the device and our own secret, each with its name', () => {
  const credentials = {
    scheme: 'md5',
    clientName: 'Bruce1',
    clientSecret: 'OhBehave',
    serverId: 'scomo',
    serverSecret: 'ours',
  } as const;
  assert.deepEqual(accountOf(ID, credentials, ports), {
    deviceId: ID,
    serverId: 'scomo',
    incoming: {
      scheme: 'md5',
      name: 'Bruce1',
      a1: createHash('md5').update('Bruce1:OhBehave').digest('base64'),
      nonces: [],
    },
    outgoing: { scheme: 'md5', name: 'scomo', secret: 'ours', nonce: '' },
  });
});

test('an account of a certificate holds its fingerprint, and a secret for wake-ups only', () => {
  const made = makeCredentials(
    ID,
    false,
    { scheme: 'mtls', certificateFingerprint: OPENSSL, serverSecret: LONG },
    env,
  );
  assert.ok(made.ok);
  const { incoming, outgoing } = accountOf(ID, made.value, ports);
  assert.deepEqual(incoming, { scheme: 'mtls', name: '', a1: '', nonces: [], certificate: PRINT });
  assert.deepEqual(outgoing, { scheme: 'none', name: 'scomo', secret: LONG, nonce: '' });
});

/** What carriers and vendors were seen to use. security.md A1 */
const BARE = ID.slice(5);
const weak: readonly string[] = [
  ...['', '0', '1234', 'password', 'secret', 'admin', 'syncml', 'default', 'mformation', 'test1234'],
  ...['OhBehave', 'Sup3r-S3cret', 'srv-pass-77', 'a'.repeat(15), '\u00e9'.repeat(7), '12345678', '0000'],
  ...[ID, BARE, `${ID}1`, `1${BARE}`, `${BARE}${BARE}`, `imei:${BARE}`, `Imei:${BARE}`, `iMEI:${BARE}`],
  ...[`carrier-${BARE}`, `${BARE}-carrier`, `${BARE}:secret-of-all`, `x${ID}x`, `${ID}${ID}`],
  ...[`AT&T${BARE}`, `key=${BARE};`, ` ${ID} `, `\t${BARE}\n`, `${BARE}0123456789abcdef`, `0x${BARE}`],
  ...['qwertyuiop', 'letmein', 'changeme', '              ', 'abcdefghijklmno', 'P@ssw0rd'],
];
test(`A1 ${weak.length} weak secrets: each refused for either side, and none of them printed`, () => {
  assert.ok(weak.length >= 40);
  assert.equal(new Set(weak).size, weak.length);
  for (const secret of weak) {
    for (const member of ['clientSecret', 'serverSecret'] as const) {
      const outcome = makeCredentials(ID, false, { scheme: 'md5', [member]: secret }, env);
      assert.equal(!outcome.ok && outcome.problem.code, 'weak_secret', secret);
      assert.ok(!outcome.ok && (secret.length < 9 || !outcome.problem.detail.includes(secret)));
    }
  }
});
