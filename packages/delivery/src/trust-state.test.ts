import assert from 'node:assert/strict';
import { test } from 'node:test';
import { crypto, testSigner } from '../test/keys.ts';
import {
  destination,
  headOf,
  NOW,
  refusalOf,
  releaseKeys,
  rootKeys,
  samplePackage,
  sampleRoot,
  sampleTrust,
  stranger,
  verified,
} from '../test/samples.ts';
import { buildRoot } from './build-root.ts';
import { PAYLOAD_TYPES, parseEnvelope } from './envelope.ts';
import { Refusal } from './errors.ts';
import { encodeEnvelope, signStatement } from './sign-envelope.ts';
import { TIME_ZERO } from './timestamp.ts';
import type { TrustRoot, TrustState } from './trust.ts';
import { acceptPackage, initialTrust, rotateRoot, rotateRoots } from './trust-state.ts';
import { verifyPackage } from './verify-package.ts';

const root = (patch: Partial<TrustRoot>, signers = rootKeys): Uint8Array =>
  buildRoot({ ...sampleRoot, ...patch }, signers);
const next = (patch: Partial<TrustRoot> = {}, signers = rootKeys) => root({ version: 2, ...patch }, signers);
const rotate = (bytes: Uint8Array, trust = sampleTrust()): TrustState => rotateRoot(trust, bytes, crypto);
const reason = (bytes: Uint8Array, trust = sampleTrust()) => refusalOf(() => rotate(bytes, trust));

test('first trust: a root signed by its own threshold, no counters, no time', () => {
  assert.deepEqual(initialTrust(root({}), crypto), { root: sampleRoot, counters: {}, notBefore: TIME_ZERO });
  assert.deepEqual(initialTrust(root({ version: 9 }), crypto).root.version, 9);
});

for (const [name, bytes, expected] of [
  ['nobody signed', root({}, []), 'root'],
  ['one of two signed', root({}, rootKeys.slice(0, 1)), 'root'],
  ['strangers signed', root({}, [stranger, testSigner(98)]), 'root'],
  ['release keys signed', root({}, releaseKeys), 'root'],
  ['a package stands for', samplePackage(), 'malformed'],
  ['is empty', new Uint8Array(), 'malformed'],
] as const) {
  test(`a first root that ${name} is refused`, () => {
    assert.equal(
      refusalOf(() => initialTrust(bytes, crypto)),
      expected,
    );
  });
}

test('a release envelope is no root, even if root keys signed it', () => {
  const payload = parseEnvelope(next()).payload;
  const retyped = encodeEnvelope(signStatement(PAYLOAD_TYPES.release, payload, rootKeys));
  assert.equal(reason(retyped), 'malformed');
});

/** Root versions as keys, threshold and signers, digits being key numbers; `fails` says that the last one is refused. */
const ROTATIONS: readonly { name: string; steps: readonly string[]; fails?: true }[] = [
  { name: 'the only key is replaced', steps: ['1/1 by 1', '2/1 by 21', '2/1 by 2'] },
  { name: 'unused signatures do no harm', steps: ['1/1 by 314', '2/1 by 3214', '2/1 by 324'] },
  { name: 'any three of five sign', steps: ['01234/3 by 024', '01234/3 by 041', '01234/3 by 013'] },
  { name: 'one of five is replaced', steps: ['01234/3 by 024', '01345/3 by 041'] },
  {
    name: 'one of five is replaced in two steps',
    steps: ['01234/3 by 024', '01345/3 by 0245', '01345/3 by 045'],
  },
  { name: 'all of five are replaced', steps: ['01234/3 by 024', '56789/3 by 024567', '56789/3 by 567'] },
  { name: 'the threshold rises', steps: ['123/1 by 1', '123/2 by 12'] },
  { name: 'the threshold rises with a new key', steps: ['1/1 by 1', '12/2 by 12'] },
  { name: 'the threshold falls', steps: ['123/2 by 12', '123/1 by 12', '123/1 by 1'] },
  { name: 'the old key did not sign', steps: ['1/1 by 1', '2/1 by 234'], fails: true },
  { name: 'the new key did not sign', steps: ['1/1 by 1', '2/1 by 134'], fails: true },
  { name: 'only two of the new five signed', steps: ['01234/3 by 024', '01345/3 by 024'], fails: true },
  { name: 'only two of the old five signed', steps: ['01234/3 by 024', '01345/3 by 045'], fails: true },
  { name: 'the raised threshold is not reached', steps: ['123/1 by 1', '123/2 by 2'], fails: true },
  { name: 'the old, higher threshold is not reached', steps: ['123/2 by 12', '123/1 by 1'], fails: true },
  { name: 'the same key signed twice', steps: ['123/2 by 12', '123/2 by 11'], fails: true },
  { name: 'a key revoked two steps ago signs', steps: ['1/1 by 1', '2/1 by 12', '3/1 by 13'], fails: true },
];

for (const { name, steps, fails } of ROTATIONS) {
  test(`root rotation ${fails ? 'fails' : 'works'}: ${name}`, () => {
    const chain = steps.map((step, i) => {
      const [keys = '', threshold = '', signers = ''] = step.split(/\/| by /);
      const of = (digits: string) => [...digits].map((digit) => testSigner(200 + Number(digit)));
      const role = { keys: of(keys).map((key) => key.keyId), threshold: Number(threshold) };
      return buildRoot({ ...sampleRoot, version: i + 1, root: role }, of(signers));
    });
    const first = initialTrust(chain[0]!, crypto);
    if (!fails) {
      assert.equal(rotateRoots(first, chain.slice(1), crypto).root.version, steps.length);
    } else {
      const before = rotateRoots(first, chain.slice(1, -1), crypto);
      assert.equal(
        refusalOf(() => rotateRoot(before, chain.at(-1)!, crypto)),
        'root',
      );
    }
  });
}

for (const [name, bytes] of [
  ['the same version', root({})],
  ['an older version', root({ version: 1 })],
  ['a skipped version', next({ version: 3 })],
  ['the highest version', next({ version: Number.MAX_SAFE_INTEGER })],
  ['another authority', next({ authority: 'other' })],
  ['an older epoch', next({ epoch: 0 })],
  ['no signature', next({}, [])],
  ['one signature of two', next({}, rootKeys.slice(0, 1))],
  ['signatures of release keys', next({}, releaseKeys)],
] as const) {
  test(`a new root with ${name} is refused`, () => assert.equal(reason(bytes), 'root'));
}

test('an old root cannot come back, nor can a chain be walked twice', () => {
  const second = rotate(next());
  assert.equal(reason(root({}), second), 'root');
  assert.equal(reason(next(), second), 'root');
});

test('one bit of each byte of a root file changed: refused, or the root is the same', () => {
  const trust = sampleTrust();
  const bytes = next();
  const rotated = rotate(bytes, trust);
  let same = 0;
  for (let at = 0; at < bytes.length; at += 1) {
    const bent = bytes.slice();
    bent[at] = bent[at]! ^ 1;
    try {
      assert.deepEqual(rotate(bent, trust), rotated, `byte ${at}`);
      same += 1;
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
    }
  }
  // Three key ids are hints (64 digits each); one of three signatures (86 characters each) may break.
  assert.ok(same > 0 && same <= 3 * (64 + 86), `${same} changes did nothing`);
});

test('an expired new root is taken, and stops packages until the next one', () => {
  const expired = rotate(next({ expires: '2026-05-31T00:00:00Z' }));
  const check = (trust: TrustState) =>
    verifyPackage(headOf(samplePackage()), trust, destination, NOW, crypto);
  assert.equal(
    refusalOf(() => check(expired)),
    'root',
  );
  assert.doesNotThrow(() => check(rotate(root({ version: 3 }), expired)));
});

test('a device that slept through twenty roots catches up in one chain', () => {
  const chain = Array.from({ length: 20 }, (_, i) => root({ version: i + 2 }));
  assert.equal(rotateRoots(sampleTrust(), chain, crypto).root.version, 21);
  assert.equal(
    refusalOf(() => rotateRoots(sampleTrust(), chain.toReversed(), crypto)),
    'root',
  );
  assert.equal(
    refusalOf(() => rotateRoots(sampleTrust(), chain.toSpliced(7, 1), crypto)),
    'root',
  );
  assert.deepEqual(rotateRoots(sampleTrust(), [], crypto), sampleTrust());
});

test('a release key that the new root leaves out is dead at once', () => {
  const role = { ...sampleRoot.release, keys: [releaseKeys[1]!.keyId] };
  const trust = rotate(next({ release: role }));
  const check = (signer: (typeof releaseKeys)[number]) =>
    verifyPackage(headOf(samplePackage({}, [signer])), trust, destination, NOW, crypto);
  assert.equal(
    refusalOf(() => check(releaseKeys[0]!)),
    'signature',
  );
  assert.doesNotThrow(() => check(releaseKeys[1]!));
});

test('accepting raises the counter and the least time, never lowers them', () => {
  const first = acceptPackage(sampleTrust(), verified());
  assert.deepEqual(first.counters, { hello: 7 });
  assert.equal(first.notBefore, '2026-05-01T00:00:00Z');
  const higher: TrustState = {
    ...first,
    counters: { hello: 9, other: 3 },
    notBefore: '2026-05-20T00:00:00Z',
  };
  assert.deepEqual(acceptPackage(higher, verified()), higher);
  assert.equal(
    refusalOf(() => verified(samplePackage(), higher)),
    'rollback',
  );
});

test('a component called __proto__ is only another name', () => {
  const trust = acceptPackage(sampleTrust(), verified(samplePackage({ component: '__proto__' })));
  assert.equal(JSON.stringify(trust.counters), '{"__proto__":7}');
  assert.deepEqual(JSON.parse(JSON.stringify(trust)), trust);
  const again = acceptPackage(trust, verified(samplePackage({ component: '__proto__', counter: 8 }), trust));
  assert.equal(JSON.stringify(again.counters), '{"__proto__":8}');
});

test('counters survive a root of the same epoch', () => {
  const trust = rotate(next(), acceptPackage(sampleTrust(), verified()));
  assert.deepEqual(trust.counters, { hello: 7 });
  assert.equal(trust.notBefore, '2026-05-01T00:00:00Z');
});

test('fast-forward recovery: a new epoch forgets counter and time, and nothing old returns', () => {
  const stuck = samplePackage({
    counter: Number.MAX_SAFE_INTEGER,
    issued: '2029-01-01T00:00:00Z',
    expires: '2029-06-01T00:00:00Z',
  });
  const attacked = acceptPackage(sampleTrust(), verified(stuck));
  assert.equal(
    refusalOf(() => verified(samplePackage(), attacked)),
    'rollback',
  );
  const recovered = rotate(next({ epoch: 2 }), attacked);
  assert.deepEqual([recovered.counters, recovered.notBefore], [{}, TIME_ZERO]);
  assert.equal(
    refusalOf(() => verified(stuck, recovered)),
    'rollback',
  );
  assert.equal(
    refusalOf(() => verified(samplePackage(), recovered)),
    'rollback',
  );
  assert.equal(verified(samplePackage({ epoch: 2, counter: 0 }), recovered).manifest.counter, 0);
});

test('accepting a package of another epoch is our own fault', () => {
  const trust = rotate(next({ epoch: 2 }));
  assert.throws(() => acceptPackage(trust, verified()), {
    name: 'Error',
    message: /epoch 1 accepted in epoch 2/,
  });
});
