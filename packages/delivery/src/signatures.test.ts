import assert from 'node:assert/strict';
import { test } from 'node:test';
import { crypto, testSigner } from '../test/keys.ts';
import { releaseKeys, stranger } from '../test/samples.ts';
import type { Envelope, EnvelopeSignature } from './envelope.ts';
import { signStatement } from './sign-envelope.ts';
import { signersOf } from './signatures.ts';
import { encodeUtf8 } from './utf8.ts';

const [one, two, three] = [releaseKeys[0]!, releaseKeys[1]!, releaseKeys[2]!];
const KEYS = [one.keyId, two.keyId, three.keyId];
const BODY = encodeUtf8('{"a":1}');
const ORDER = 2n ** 252n + 27742317777372353535851937790883648493n;

const signed = (...signers: (typeof one)[]) => signStatement('type/a', BODY, signers);
const signers = (envelope: Envelope, keys: readonly string[] = KEYS) => signersOf(envelope, keys, crypto);
const withSignatures = (signatures: readonly EnvelopeSignature[]): Envelope => ({ ...signed(), signatures });
const only = (envelope: Envelope): EnvelopeSignature => envelope.signatures[0]!;

test('each key that signed counts, in the order of the role', () => {
  assert.deepEqual(signers(signed(two, one)), [one.keyId, two.keyId]);
  assert.deepEqual(signers(signed(one, two, three)), KEYS);
});

test('the key id is a hint, never a filter', () => {
  const { sig } = only(signed(one));
  for (const keyid of ['', 'unknown', two.keyId, one.keyId.toUpperCase()]) {
    assert.deepEqual(signers(withSignatures([{ keyid, sig }])), [one.keyId]);
  }
  const swapped = [
    { keyid: two.keyId, sig: only(signed(one)).sig },
    { keyid: one.keyId, sig: only(signed(two)).sig },
  ];
  assert.deepEqual(signers(withSignatures(swapped)), [one.keyId, two.keyId]);
});

test('one key counts once: repeated signatures, repeated key ids, a repeated key in the role', () => {
  const entry = only(signed(one));
  assert.deepEqual(signers(withSignatures([entry, entry, entry])), [one.keyId]);
  assert.deepEqual(signers(withSignatures([entry, { ...entry, keyid: two.keyId }])), [one.keyId]);
  assert.deepEqual(signers(signed(one), [one.keyId, one.keyId]), [one.keyId]);
});

test('an invalid signature beside a valid one of the same key does no harm', () => {
  const wrong = { keyid: one.keyId, sig: new Uint8Array(64).fill(1) };
  assert.deepEqual(signers(withSignatures([wrong, only(signed(one))])), [one.keyId]);
});

test('signatures by strangers, over other types or other bodies count for nothing', () => {
  assert.deepEqual(signers(signed(stranger)), []);
  assert.deepEqual(signers({ ...signed(one), payloadType: 'type/b' }), []);
  assert.deepEqual(signers({ ...signed(one), payload: encodeUtf8('{"a":2}') }), []);
  const bare = [{ keyid: one.keyId, sig: one.sign(BODY) }];
  assert.deepEqual(signers(withSignatures(bare)), [], 'a signature over the payload alone');
});

test('shifting bytes between type and payload breaks the signature', () => {
  const envelope = signStatement('type/a 7', BODY, [one]);
  assert.deepEqual(signers({ ...envelope, payloadType: 'type/a', payload: encodeUtf8('7 {"a":1}') }), []);
});

test('no signature, an all-zero one and an all-one one count for nothing', () => {
  assert.deepEqual(signers(signed()), []);
  for (const byte of [0, 255]) {
    assert.deepEqual(signers(withSignatures([{ keyid: one.keyId, sig: new Uint8Array(64).fill(byte) }])), []);
  }
});

test('a restated signature, S + L, counts for nothing even if the library would take it', () => {
  const { sig } = only(signed(one));
  const scalar = BigInt(`0x${Buffer.from(sig.slice(32).reverse()).toString('hex')}`) + ORDER;
  const restated = Uint8Array.from([
    ...sig.slice(0, 32),
    ...Buffer.from(scalar.toString(16).padStart(64, '0'), 'hex').reverse(),
  ]);
  assert.equal(restated.length, 64);
  const gullible = { ...crypto, verifyEd25519: () => true };
  assert.deepEqual(signersOf(withSignatures([{ keyid: one.keyId, sig: restated }]), KEYS, gullible), []);
  assert.deepEqual(signers(withSignatures([{ keyid: one.keyId, sig: restated }])), []);
});

test('every flipped bit of a signature breaks it', () => {
  const { sig } = only(signed(one));
  for (let bit = 0; bit < 512; bit += 1) {
    const bent = sig.slice();
    bent[bit >> 3] = bent[bit >> 3]! ^ (1 << (bit & 7));
    assert.deepEqual(signers(withSignatures([{ keyid: one.keyId, sig: bent }])), [], `bit ${bit}`);
  }
});

test('signing again with a key replaces its signature', () => {
  const envelope = signStatement('type/a', BODY, [one, two, one]);
  assert.deepEqual(
    envelope.signatures.map((entry) => entry.keyid),
    [two.keyId, one.keyId],
  );
  assert.equal(testSigner(11).keyId, one.keyId);
});
