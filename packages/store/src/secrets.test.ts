import assert from 'node:assert/strict';
import { test } from 'node:test';
import { secretBox } from './secrets.ts';

const KEY = new Uint8Array(32).fill(1);
const box = secretBox(KEY);

test('what is sealed opens, for its device only and with its key only', () => {
  const sealed = box.seal('D1', 'geheim ä');
  assert.equal(box.open('D1', sealed), 'geheim ä');
  assert.throws(() => box.open('D2', sealed));
  assert.throws(() => secretBox(KEY.map((byte) => byte ^ 1)).open('D1', sealed));
});

test('the same text never seals to the same bytes', () => {
  assert.notDeepEqual(box.seal('D1', 'x'), box.seal('D1', 'x'));
});

test('any flipped bit and any cut is noticed', () => {
  const sealed = box.seal('D1', 'abc');
  for (let bit = 0; bit < sealed.length * 8; bit++) {
    const bad = Buffer.from(sealed);
    bad[bit >> 3] = (bad[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    assert.throws(() => box.open('D1', bad), `bit ${bit}`);
  }
  for (let length = 0; length < sealed.length; length++) {
    assert.throws(() => box.open('D1', sealed.subarray(0, length)), `length ${length}`);
  }
});

test('what was sealed before this version opens', () => {
  const sealed = Buffer.from('AcLTLy0zs0i6A7mcbGHaTVue6wPEFtzMLx7OugsSKlR4Q/f6qnE=', 'base64');
  assert.equal(box.open('D1', sealed), 'geheim ä');
});
