import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { LIMITS } from '../limits.ts';
import { Input } from './input.ts';
import { Output } from './output.ts';

const VECTORS = new URL('../../../../vectors/06-mb-uint32.json', import.meta.url);

describe('mb_u_int32', () => {
  for (const { value, hex } of JSON.parse(readFileSync(VECTORS, 'utf8')) as {
    value: number;
    hex: string;
  }[]) {
    it(`${value} is ${hex}`, () => {
      const input = new Input(new Uint8Array(Buffer.from(hex, 'hex')), LIMITS);
      assert.equal(input.multiByte(), value);
      assert.equal(input.pos, hex.length / 2);
      const output = new Output();
      output.multiByte(value);
      assert.equal(Buffer.from(output.finish()).toString('hex'), hex);
    });
  }

  it('has room for an overlong zero of five octets', () => {
    assert.equal(new Input(Uint8Array.of(0x80, 0x80, 0x80, 0x80, 0x00), LIMITS).multiByte(), 0);
  });
});
