import assert from 'node:assert/strict';
import { test } from 'node:test';
import { base64Encode } from '@scomo/syncml';
import type { AppAuth } from '@scomo/tree';
import fc from 'fast-check';
import { VECTOR_CP_PROFILE, VECTOR_PROFILE } from '../../test/bootstrap.ts';
import { toHex, vectorBytes } from '../../test/octets.ts';
import { LIMITS } from '../limits.ts';
import { BootstrapError } from './bootstrap-error.ts';
import { buildCpProfile } from './build-cp-profile.ts';
import { buildDmProfile } from './build-dm-profile.ts';
import type { BootstrapProfile } from './profile.ts';
import { readCpProfile } from './read-cp-profile.ts';
import { readDmProfile } from './read-dm-profile.ts';

const DEVICE = 'IMEI:004999010640000';
const dmVector = new Uint8Array(vectorBytes('09-bootstrap-dm.wbxml'));
const cpVector = new Uint8Array(vectorBytes('11-bootstrap-cp.wbxml'));
/** Octets before the document element: the vector writes the public id as text, we as a number. spec/omadm.md §8.2 */
const HEADER = { ours: 5, vector: 5 + 29 };

test('vector: DM profile, built and read', () => {
  const built = buildDmProfile(VECTOR_PROFILE, DEVICE);
  assert.equal(toHex(built.subarray(HEADER.ours)), toHex(dmVector.subarray(HEADER.vector)));
  assert.deepEqual(readDmProfile(dmVector), VECTOR_PROFILE);
  assert.deepEqual(readDmProfile(built), VECTOR_PROFILE);
});

test('vector: client provisioning profile, built and read', () => {
  assert.equal(toHex(buildCpProfile(VECTOR_PROFILE)), toHex(cpVector));
  assert.deepEqual(readCpProfile(cpVector), VECTOR_CP_PROFILE);
});

const auth = (level: AppAuth['level'], over: Partial<AppAuth> = {}): AppAuth => ({
  level,
  type: 'DIGEST',
  name: 'n',
  secret: 's',
  data: new Uint8Array(),
  ...over,
});
const long = 'x'.repeat(LIMITS.accountTextBytesMax + 1);
const impossible: readonly [why: string, over: Partial<BootstrapProfile>, message: RegExp][] = [
  ['no node name', { node: '' }, /node name/],
  ['node name ..', { node: '..' }, /node name/],
  ['no server id', { serverId: '' }, /no server id/],
  ['server id with a control character', { serverId: 'a\u0000b' }, /server id is no plain text/],
  ['name with half a character', { name: '\ud800' }, /name is no plain text/],
  ['name with blanks around', { name: ' x' }, /name is no plain text/],
  ['no address', { addr: '' }, /no web address/],
  ['address of a file', { addr: 'file:///etc/passwd' }, /no web address/],
  ['address without a host', { addr: 'https:///x' }, /no web address/],
  ['port 0', { port: 0 }, /port/],
  ['port 65536', { port: 65_536 }, /port/],
  ['name too long', { name: long }, /name is too long/],
  ['nonce too long', { auth: [auth('CLCRED', { data: new Uint8Array(1_025) })] }, /nonce too long/],
  [
    'a level twice',
    { auth: [auth('CLCRED'), auth('CLCRED', { type: 'BASIC' })] },
    /a credential level twice/,
  ],
  ['too many credentials', { auth: Array.from({ length: 5 }, () => auth('CLCRED')) }, /too many credentials/],
  ['secret of two lines', { auth: [auth('CLCRED', { secret: 'a\nb' })] }, /secret is no plain text/],
];
for (const [why, over, message] of impossible) {
  test(`not built: ${why}`, () => {
    assert.throws(() => buildDmProfile({ ...VECTOR_PROFILE, ...over }, DEVICE), message);
    assert.throws(() => buildCpProfile({ ...VECTOR_PROFILE, ...over }), message);
  });
}

test('texts and nonces at their limits, ports 1 and 65535', () => {
  const text = 'x'.repeat(LIMITS.accountTextBytesMax);
  for (const port of [1, 65_535]) {
    const profile: BootstrapProfile = {
      ...VECTOR_CP_PROFILE,
      name: text,
      port,
      auth: [auth('CLCRED', { name: text, data: new Uint8Array(LIMITS.accountTextBytesMax) })],
    };
    assert.deepEqual(readDmProfile(buildDmProfile(profile, DEVICE)), profile);
    assert.deepEqual(readCpProfile(buildCpProfile(profile)), profile);
  }
});

const plain = fc
  .string({ unit: 'grapheme', maxLength: 12 })
  .map((text) => text.replace(/\p{Cc}/gu, '').trim())
  .filter((text) => text.isWellFormed());
const named = plain.filter((text) => text !== '' && text !== '.' && text !== '..');
const authOf = (level: AppAuth['level']): fc.Arbitrary<AppAuth> =>
  fc.record(
    {
      level: fc.constant(level),
      type: fc.constantFrom<AppAuth['type']>('BASIC', 'DIGEST', 'HMAC', 'TRANSPORT'),
      name: plain,
      secret: fc.oneof(plain, fc.constantFrom('ALPHA', 'OBEX', ',', 'HTTP-')),
      data: fc.uint8Array({ maxLength: 24 }),
    },
    { noNullPrototype: true },
  );
const profiles: fc.Arbitrary<BootstrapProfile> = fc.record(
  {
    node: named,
    serverId: named,
    name: plain,
    addr: named.filter((text) => !/^[\s/?#]/u.test(text)).map((text) => `https://${text}`),
    authPref: plain,
    auth: fc.oneof(
      fc.constant([]),
      authOf('CLCRED').map((one) => [one]),
      fc.tuple(authOf('SRVCRED'), authOf('CLCRED')),
    ),
    port: fc.integer({ min: 1, max: 65_535 }),
  },
  { requiredKeys: ['node', 'serverId', 'name', 'addr', 'authPref', 'auth'], noNullPrototype: true },
);

test('what is built is read again', () => {
  fc.assert(
    fc.property(profiles, (profile) => {
      assert.deepEqual(readDmProfile(buildDmProfile(profile, DEVICE)), profile);
      const { node: _n, authPref: _a, ...rest } = profile;
      assert.deepEqual(readCpProfile(buildCpProfile(profile)), { node: '1', authPref: '', ...rest });
    }),
    { numRuns: 500 },
  );
});

/** The vectors with some octets changed, cut out or put in. */
const damaged = fc
  .tuple(
    fc.constantFrom(dmVector, cpVector),
    fc.array(fc.tuple(fc.nat(), fc.nat(3), fc.uint8Array({ maxLength: 3 })), { minLength: 1, maxLength: 4 }),
  )
  .map(([bytes, changes]) =>
    Uint8Array.from(
      changes.reduce(
        (octets, [place, cut, put]) => octets.toSpliced(place % (octets.length + 1), cut, ...put),
        Array.from(bytes),
      ),
    ),
  );
/** Octets that begin like a document of either kind. */
const begun = fc
  .tuple(
    fc.constantFrom(5, 17, 60, 200),
    fc.constantFrom(dmVector, cpVector),
    fc.uint8Array({ maxLength: 60 }),
  )
  .map(([keep, bytes, rest]) => Uint8Array.from([...bytes.subarray(0, keep), ...rest]));

test('no octets make a reader throw anything but its typed error', () => {
  let accounts = 0;
  let refused = 0;
  fc.assert(
    fc.property(fc.oneof(fc.uint8Array({ maxLength: 60 }), damaged, begun), (bytes) => {
      for (const read of [readDmProfile, readCpProfile]) {
        try {
          const profile = read(bytes);
          accounts += 1;
          assert.notEqual(profile.serverId, '');
        } catch (error) {
          if (!(error instanceof BootstrapError)) throw error;
          refused += 1;
        }
      }
    }),
    { numRuns: 4_000, seed: 5 },
  );
  assert.ok(accounts > 100 && refused > 1_000, `${accounts} taken, ${refused} refused`);
});

test('nonces are carried as base64', () => {
  const bytes = Buffer.from(buildCpProfile(VECTOR_PROFILE)).toString('latin1');
  for (const one of VECTOR_PROFILE.auth) assert.ok(bytes.includes(base64Encode(one.data)));
});
