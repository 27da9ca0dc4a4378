import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { arbitraryMessage, arbitraryOctetMessage, arbitraryTree } from '@scomo/testkit';
import fc from 'fast-check';
import { decode, decodeMarkup, encode, encodeMarkup, type Message, SyncmlError } from './index.ts';

describe('round trips of any message of ours', () => {
  it('XML gives the same message', () => {
    fc.assert(
      fc.property(arbitraryMessage, (message) =>
        assert.deepEqual(decode(encode(message, 'xml'), 'xml'), message),
      ),
      { numRuns: 1000 },
    );
  });

  it('WBXML gives the same message, octets included', () => {
    fc.assert(
      fc.property(arbitraryOctetMessage, (message) =>
        assert.deepEqual(plain(decode(encode(message, 'wbxml'), 'wbxml')), plain(message)),
      ),
      { numRuns: 1000 },
    );
  });

  it('XML to WBXML and back gives the same octets', () => {
    fc.assert(
      fc.property(arbitraryMessage, (message) => {
        const xml = encode(message, 'xml');
        const wbxml = encode(decode(xml, 'xml'), 'wbxml');
        assert.deepEqual(encode(decode(wbxml, 'wbxml'), 'xml'), xml);
        assert.deepEqual(encode(decode(xml, 'xml'), 'wbxml'), wbxml);
      }),
      { numRuns: 500 },
    );
  });

  it('trees alone survive both encodings', () => {
    fc.assert(
      fc.property(arbitraryTree, fc.constantFrom('xml' as const, 'wbxml' as const), (tree, encoding) =>
        assert.deepEqual(decodeMarkup(encodeMarkup(tree, encoding), encoding), tree),
      ),
    );
  });
});

describe('any octets are a message or a SyncmlError', () => {
  const encoding = fc.constantFrom('xml' as const, 'wbxml' as const);

  it('noise', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), encoding, (bytes, kind) => settles(bytes, kind)),
      { numRuns: 5000 },
    );
  });

  it('noise behind a good header', () => {
    const noise = fc.array(
      fc.constantFrom(0, 1, 2, 3, 4, 0x43, 0x83, 0xc3, 0x6d, 0x6b, 0x45, 0x54, 0x4f, 0x77, 0xed),
      {
        maxLength: 80,
      },
    );
    fc.assert(
      fc.property(noise, (tokens) =>
        settles(Uint8Array.from([0x02, 0xa4, 0x01, 0x6a, 0x02, 0x61, 0, 0x6d, ...tokens]), 'wbxml'),
      ),
      { numRuns: 5000 },
    );
  });

  it('messages with a few octets changed, dropped or doubled', () => {
    const edits = fc.array(
      fc.record({ at: fc.nat(), octet: fc.nat({ max: 255 }), how: fc.nat({ max: 2 }) }),
      {
        minLength: 1,
        maxLength: 4,
      },
    );
    fc.assert(
      fc.property(arbitraryMessage, encoding, edits, (message, kind, changes) => {
        const bytes = [...encode(message, kind)];
        for (const { at, octet, how } of changes) {
          const place = at % bytes.length;
          if (how === 0) bytes[place] = octet;
          else if (how === 1) bytes.splice(place, 1);
          else bytes.splice(place, 0, octet);
        }
        settles(Uint8Array.from(bytes), kind);
      }),
      { numRuns: 2000 },
    );
  });

  it('every prefix of a message is refused', () => {
    const [message] = fc.sample(arbitraryMessage, { numRuns: 1, seed: 7 }) as [Message];
    for (const kind of ['xml', 'wbxml'] as const) {
      const bytes = encode(message, kind);
      for (let length = 0; length < bytes.length; length++) {
        assert.throws(() => decode(bytes.slice(0, length), kind), SyncmlError);
      }
    }
  });
});

/** Decodes or is refused; what decodes can be encoded again. */
function settles(bytes: Uint8Array, encoding: 'xml' | 'wbxml'): void {
  try {
    const message = decode(bytes, encoding);
    encode(message, 'xml');
    encode(message, 'wbxml');
  } catch (error) {
    assert.ok(error instanceof SyncmlError, `${error}`);
    assert.ok(error.offset >= 0 && error.offset <= bytes.length, `offset ${error.offset} of ${bytes.length}`);
  }
}

/** Octets as plain arrays, which compare without regard to the class of the view. */
function plain(message: Message): unknown {
  return JSON.parse(
    JSON.stringify(message, (_, value) => (value instanceof Uint8Array ? { octets: [...value] } : value)),
  );
}
