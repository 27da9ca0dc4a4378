import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { PLAIN, TEXT_CLASS } from './chars.ts';
import { behindPlainWords } from './text.ts';

const wordsOf = (octets: readonly number[]) => new DataView(Uint8Array.from(octets).buffer);
const A = 0x41;

describe('behindPlainWords', () => {
  it('stops at every octet that is not plain, and at white space but blanks, wherever it stands', () => {
    for (let octet = 0; octet < 256; octet++) {
      const plain = TEXT_CLASS[octet] === PLAIN && octet >= 0x20;
      for (let place = 0; place < 4; place++) {
        for (const other of [A, 0x20, 0x7f]) {
          const word = [other, other, other, other].with(place, octet);
          assert.equal(behindPlainWords(wordsOf(word), 0, 4), plain ? 4 : 0, `${octet} at ${place}`);
        }
      }
    }
  });

  it('takes whole words from any place up to the end', () => {
    const words = wordsOf([0x3c, A, A, A, A, A, A, A, A, A]);
    assert.equal(behindPlainWords(words, 1, 10), 9);
    assert.equal(behindPlainWords(words, 1, 9), 9);
    assert.equal(behindPlainWords(words, 1, 8), 5);
    assert.equal(behindPlainWords(words, 1, 4), 1);
    assert.equal(behindPlainWords(words, 7, 10), 7);
    assert.equal(behindPlainWords(words, 10, 10), 10);
  });
});
