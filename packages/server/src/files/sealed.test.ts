import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seal, unseal } from './sealed.ts';

const key = new Uint8Array(32).fill(1);

test('what is sealed opens with its key only, unchanged only, and looks different each time', () => {
  const sealed = seal('secret ✓', key);
  assert.equal(unseal(sealed, key), 'secret ✓');
  assert.notEqual(seal('secret ✓', key), sealed);
  assert.throws(() => unseal(sealed, new Uint8Array(32).fill(2)));
  const bytes = Buffer.from(sealed, 'base64');
  for (const at of [0, 12, bytes.length - 1]) {
    const changed = Buffer.from(bytes);
    changed[at] = (changed[at] ?? 0) ^ 1;
    assert.throws(() => unseal(changed.toString('base64'), key), String(at));
  }
  assert.throws(() => unseal('', key));
});
