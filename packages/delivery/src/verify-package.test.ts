import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { crypto } from '../test/keys.ts';
import { jsonBytes, manifestJson } from '../test/manifest-json.ts';
import {
  destination,
  headOf,
  NOW,
  refusalOf,
  releaseKeys,
  rootKeys,
  sampleHead,
  samplePackage,
  sampleRoot,
  sampleTrust,
  signedHead,
  stranger,
  verified,
} from '../test/samples.ts';
import type { ManifestFields } from './build-package.ts';
import { buildRoot } from './build-root.ts';
import { claimedManifest, type Head, PREFIX_BYTES } from './container.ts';
import { PAYLOAD_TYPES, parseEnvelope } from './envelope.ts';
import type { Destination, TrustRoot, TrustState } from './trust.ts';
import { verifyPackage } from './verify-package.ts';

interface Case {
  readonly head?: Head;
  readonly trust?: TrustState;
  readonly to?: Destination;
  readonly now?: string;
}

const verify = ({ head = sampleHead(), trust = sampleTrust(), to = destination, now = NOW }: Case) =>
  verifyPackage(head, trust, to, now, crypto);
const reason = (changes: Case) => refusalOf(() => verify(changes));
const head = (patch: Partial<ManifestFields>, signers = releaseKeys.slice(0, 1)) =>
  sampleHead(patch, signers);
const trust = (patch: Partial<TrustRoot>) => sampleTrust(patch);
const release = (threshold: number, prefixes: readonly string[] = []) => ({
  release: { ...sampleRoot.release, threshold, prefixes },
});

test('a good head gives its manifest, the payload offset and its own digest', () => {
  const bytes = samplePackage();
  const good = verified(bytes);
  const length = PREFIX_BYTES + new DataView(bytes.buffer).getUint32(8);
  assert.equal(good.payloadOffset, length);
  assert.equal(good.headDigest, createHash('sha256').update(bytes.subarray(0, length)).digest('hex'));
  assert.deepEqual(good.manifest, claimedManifest(headOf(bytes)));
  assert.equal(good.manifest.component, 'hello');
});

test('a release threshold counts distinct keys of the role', () => {
  const [a, b, c] = [releaseKeys[0]!, releaseKeys[1]!, releaseKeys[2]!];
  assert.equal(reason({ head: head({}, []) }), 'signature');
  assert.equal(reason({ head: head({}, [stranger]) }), 'signature');
  assert.equal(reason({ head: head({}, rootKeys) }), 'signature');
  assert.equal(reason({ head: head({}, [a]), trust: trust(release(2)) }), 'signature');
  assert.equal(reason({ head: head({}, [a, stranger]), trust: trust(release(2)) }), 'signature');
  assert.doesNotThrow(() => verify({ head: head({}, [a, c]), trust: trust(release(2)) }));
  assert.equal(reason({ head: head({}, [b, c]), trust: trust(release(3)) }), 'signature');
  assert.doesNotThrow(() => verify({ head: head({}, [c, stranger, b, a]), trust: trust(release(3)) }));
});

test('release keys sign only what their prefixes name', () => {
  const prefixed = trust(release(1, ['hel', 'deb:']));
  assert.doesNotThrow(() => verify({ trust: prefixed }));
  assert.doesNotThrow(() => verify({ head: head({ component: 'deb:htop' }), trust: prefixed }));
  assert.equal(reason({ head: head({ component: 'Hello' }), trust: prefixed }), 'signature');
  assert.equal(reason({ head: head({ component: 'he' }), trust: prefixed }), 'signature');
  assert.equal(reason({ head: head({ component: 'xhello' }), trust: prefixed }), 'signature');
});

test('every other signed object is refused although release keys signed it', () => {
  const manifest = jsonBytes(manifestJson());
  for (const type of [
    PAYLOAD_TYPES.root,
    'application/vnd.scomo.release',
    'application/json',
    'x',
    `${PAYLOAD_TYPES.release} `,
  ]) {
    assert.equal(reason({ head: signedHead(manifest, type) }), 'malformed', type);
  }
  assert.equal(reason({ head: signedHead(jsonBytes(sampleRoot)) }), 'malformed', 'a root as a release');
  const root = parseEnvelope(buildRoot(sampleRoot, [...rootKeys, ...releaseKeys]));
  assert.equal(
    reason({ head: { envelope: root, bytes: new Uint8Array() } }),
    'malformed',
    'a root in a package',
  );
  const retyped = { ...root, payloadType: PAYLOAD_TYPES.release };
  assert.equal(reason({ head: { envelope: retyped, bytes: new Uint8Array() } }), 'signature');
});

test('signatures are counted before a manifest is parsed', () => {
  const junk = signedHead(jsonBytes({ junk: true }));
  assert.equal(reason({ head: junk }), 'malformed');
  const unsigned = { ...junk, envelope: { ...junk.envelope, signatures: [] } };
  assert.equal(reason({ head: unsigned }), 'signature');
});

for (const [name, changes, expected] of [
  ['another authority in the package', { head: head({ authority: 'other' }) }, 'authority'],
  ['another authority of the device', { to: { ...destination, authority: 'other' } }, 'authority'],
  ['another authority of the root', { trust: trust({ authority: 'other' }) }, 'authority'],
  ['an authority of another case', { head: head({ authority: 'Acme' }) }, 'authority'],
  ['another device type', { head: head({ compat: ['gateway-1'] }) }, 'device-type'],
  ['a device type of another case', { head: head({ compat: ['Gateway-2'] }) }, 'device-type'],
  ['a device type it is a prefix of', { head: head({ compat: ['gateway-20', 'gateway'] }) }, 'device-type'],
  ['an older epoch', { head: head({ epoch: 0 }) }, 'rollback'],
  ['an older epoch with a high counter', { head: head({ epoch: 0, counter: 2 ** 53 - 1 }) }, 'rollback'],
  ['a newer epoch', { head: head({ epoch: 2 }) }, 'root'],
  ['its last second over', { head: head({ expires: NOW }) }, 'expired'],
  [
    'expiry long ago',
    { now: '2099-01-01T00:00:00Z', trust: trust({ expires: '2100-01-01T00:00:00Z' }) },
    'expired',
  ],
  ['a root whose last second is over', { trust: trust({ expires: NOW }) }, 'root'],
  ['a root expired long ago', { now: '2031-01-01T00:00:00Z' }, 'root'],
] as const) {
  test(`a package with ${name} is refused`, () => assert.equal(reason(changes), expected));
}

test('device types match exactly; an empty list is for all', () => {
  assert.doesNotThrow(() => verify({ head: head({ compat: ['gateway-1', 'gateway-2'] }) }));
  assert.doesNotThrow(() => verify({ to: { ...destination, deviceType: '' } }));
});

test('a counter is never below the one accepted, for its own component alone', () => {
  const after = (counters: Record<string, number>): TrustState => ({ ...sampleTrust(), counters });
  assert.equal(reason({ trust: after({ hello: 8 }) }), 'rollback');
  assert.equal(reason({ trust: after({ hello: Number.MAX_SAFE_INTEGER }) }), 'rollback');
  assert.doesNotThrow(() => verify({ trust: after({ hello: 7 }) }));
  assert.doesNotThrow(() => verify({ trust: after({ hello: 6 }) }));
  assert.doesNotThrow(() => verify({ trust: after({ other: 99, Hello: 99 }) }));
});

test('components named like object members have counters of their own', () => {
  for (const component of ['constructor', 'toString', '__proto__']) {
    assert.doesNotThrow(() => verify({ head: head({ component, counter: 0 }) }));
    const counters: Record<string, number> = JSON.parse(`{"${component}":8}`);
    assert.equal(reason({ head: head({ component }), trust: { ...sampleTrust(), counters } }), 'rollback');
  }
});

test('time is the later one of now and what was verified before', () => {
  const late: TrustState = { ...sampleTrust(), notBefore: '2027-05-01T00:00:00Z' };
  assert.equal(reason({ trust: late, now: '1970-01-01T00:00:00Z' }), 'expired');
  assert.equal(reason({ trust: { ...late, notBefore: '2030-01-01T00:00:00Z' } }), 'root');
  const second: TrustState = { ...sampleTrust(), notBefore: '2027-04-30T23:59:59Z' };
  assert.doesNotThrow(() => verify({ trust: second }));
  assert.doesNotThrow(() => verify({ now: '1970-01-01T00:00:00Z' }), 'a device without a clock');
});

test('the last moment before expiry counts, a fraction of a second does not', () => {
  assert.doesNotThrow(() => verify({ now: '2027-04-30T23:59:59.999Z' }));
  assert.equal(reason({ now: '2027-05-01T00:00:00.000Z' }), 'expired');
});

test('a clock that gives no moment is our own fault', () => {
  for (const now of ['', 'today', '2026-06-01', '2026-06-01T12:00:00+02:00']) {
    assert.throws(() => verify({ now }), { name: 'Error', message: /now is no ISO 8601 UTC moment/ });
  }
});
