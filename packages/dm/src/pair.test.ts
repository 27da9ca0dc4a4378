import assert from 'node:assert/strict';
import { test } from 'node:test';
import { accounts, get, run } from '../test/pair.ts';

for (const encoding of ['xml', 'wbxml'] as const) {
  test(`a plain session reads a leaf and ends (${encoding})`, () => {
    const result = run({ encoding, ...accounts('none', 'none'), batches: [[get('./A/x')]] });
    assert.deepEqual(
      result.events.map((event) => event.type),
      ['authenticated', 'opened', 'devInfo', 'status', 'results'],
    );
    assert.equal(result.rounds, 2);
    assert.equal(result.state, 'closed');
    assert.deepEqual(result.clientEvents, [{ type: 'ended', why: 'done', detail: '' }]);
  });
}
