import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { keepOctets } from './octet-pool.ts';

describe('kept octets', () => {
  it('stay as they are while later ones are kept and their source is used again', () => {
    const source = new Uint8Array(3000);
    const kept = Array.from({ length: 400 }, (_, n) => {
      const length = [0, 1, 100, 2047, 2048, 2049, 3000][n % 7] ?? 0;
      source.fill(n & 0xff, 0, length);
      return keepOctets(source, length);
    });
    source.fill(0xee);
    for (const [n, octets] of kept.entries()) {
      assert.ok(
        octets.every((octet) => octet === (n & 0xff)),
        `kept ${n}`,
      );
    }
    assert.deepEqual([...new Set(kept.map((octets) => octets.length))], [0, 1, 100, 2047, 2048, 2049, 3000]);
  });
});
