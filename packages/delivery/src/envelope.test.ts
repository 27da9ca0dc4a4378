import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { jsonBytes } from '../test/manifest-json.ts';
import { refusalOf } from '../test/samples.ts';
import { parseEnvelope, preAuthEncoding } from './envelope.ts';
import { encodeEnvelope } from './sign-envelope.ts';
import { encodeUtf8 } from './utf8.ts';

const SIG = Buffer.alloc(64, 7).toString('base64');
const good = { payloadType: 'a/b', payload: 'aGVsbG8=', signatures: [{ keyid: 'k', sig: SIG }] };
const signed = (sig: unknown, keyid: unknown = 'k') => ({ ...good, signatures: [{ keyid, sig }] });

test('an envelope is decoded once, and encoded back to the same bytes', () => {
  const bytes = jsonBytes(good);
  const envelope = parseEnvelope(bytes);
  assert.deepEqual(envelope.payload, encodeUtf8('hello'));
  assert.deepEqual([...envelope.signatures[0]!.sig], Array(64).fill(7));
  assert.deepEqual(encodeEnvelope(envelope), bytes);
});

test('the signed bytes are those of the DSSE test vector', () => {
  const pae = preAuthEncoding('http://example.com/HelloWorld', encodeUtf8('hello world'));
  assert.equal(Buffer.from(pae).toString(), 'DSSEv1 29 http://example.com/HelloWorld 11 hello world');
  assert.equal(Buffer.from(preAuthEncoding('é', new Uint8Array())).toString(), 'DSSEv1 2 é 0 ');
});

test('no two pairs of type and payload share their signed bytes', () => {
  const pair = fc.tuple(fc.stringMatching(/^[ -~]{0,6}$/), fc.stringMatching(/^[ 0-9a]{0,6}$/));
  fc.assert(
    fc.property(pair, pair, ([typeA, bodyA], [typeB, bodyB]) => {
      const same = Buffer.from(preAuthEncoding(typeA, encodeUtf8(bodyA))).equals(
        preAuthEncoding(typeB, encodeUtf8(bodyB)),
      );
      assert.equal(same, typeA === typeB && bodyA === bodyB);
    }),
    { numRuns: 2000 },
  );
  const moved = preAuthEncoding('a 3 b', encodeUtf8('c'));
  assert.notDeepEqual(moved, preAuthEncoding('a', encodeUtf8('b 1 c')));
});

for (const [name, value] of [
  ['a list', [good]],
  ['no type', { ...good, payloadType: undefined }],
  ['an empty type', { ...good, payloadType: '' }],
  ['a type with a line feed', { ...good, payloadType: 'a/b\n' }],
  ['a type beyond ASCII', { ...good, payloadType: 'a/é' }],
  ['no payload', { ...good, payload: undefined }],
  ['a payload as an object', { ...good, payload: {} }],
  ['a payload without padding', { ...good, payload: 'aGVsbG8' }],
  ['a payload in the URL alphabet', { ...good, payload: '-_8=' }],
  ['a payload with unused bits', { ...good, payload: 'aGVsbG9=' }],
  ['a payload with a line feed', { ...good, payload: 'aGVs\nbG8=' }],
  ['no signatures', { ...good, signatures: undefined }],
  ['signatures as an object', { ...good, signatures: { k: SIG } }],
  ['an unknown field', { ...good, cert: 'x' }],
  ['an unknown field in a signature', { ...good, signatures: [{ keyid: 'k', sig: SIG, alg: 'none' }] }],
  ['no key id', signed(SIG, null)],
  ['a key id with a control character', signed(SIG, 'a\u001b[31m')],
  ['no signature bytes', signed('')],
  ['a signature as null', signed(null)],
  ['a signature of 63 bytes', signed(Buffer.alloc(63).toString('base64'))],
  ['a signature of 65 bytes', signed(Buffer.alloc(65).toString('base64'))],
  ['a signature in hexadecimal', signed('07'.repeat(64))],
  ['a signature without padding', signed(SIG.replace(/=+$/, ''))],
] as const) {
  test(`an envelope with ${name} is refused`, () => {
    assert.equal(
      refusalOf(() => parseEnvelope(jsonBytes(value))),
      'malformed',
    );
  });
}

for (const [name, text] of [
  ['payload twice', '{"payloadType":"a","payload":"aA==","payload":"aQ==","signatures":[]}'],
  ['type twice', '{"payloadType":"a","payloadType":"b","payload":"aA==","signatures":[]}'],
  ['signatures twice', '{"payloadType":"a","payload":"aA==","signatures":[],"signatures":[]}'],
  ['nothing', ''],
  ['a byte order mark', '\ufeff{"payloadType":"a","payload":"aA==","signatures":[]}'],
  ['text behind it', '{"payloadType":"a","payload":"aA==","signatures":[]}x'],
] as const) {
  test(`an envelope with ${name} is refused as text`, () => {
    assert.equal(
      refusalOf(() => parseEnvelope(encodeUtf8(text))),
      'malformed',
    );
  });
}
