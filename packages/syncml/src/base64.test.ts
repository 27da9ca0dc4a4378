import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { base64Decode, base64Encode } from './base64.ts';

describe('base64', () => {
  it('agrees with the platform', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
        const text = Buffer.from(bytes).toString('base64');
        assert.equal(base64Encode(bytes), text);
        assert.deepEqual(base64Decode(text), bytes);
        assert.deepEqual(base64Decode(text.replace(/=+$/, '')), bytes);
      }),
    );
  });

  for (const text of ['A', 'AB==C', 'A===', 'AB=', '=', 'AAAA=', 'A-_A', 'AB', 'AAB', 'é', 'AAAA\u00a0']) {
    it(`refuses ${JSON.stringify(text)}`, () => assert.equal(base64Decode(text), undefined));
  }

  it('skips white space', () => assert.deepEqual(base64Decode(' A Q\r\nI=\t'), Uint8Array.of(1, 2)));
});
