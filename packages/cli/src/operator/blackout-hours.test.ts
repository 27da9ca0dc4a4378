import assert from 'node:assert/strict';
import { test } from 'node:test';
import { InvalidArgumentError } from 'commander';
import { blackoutHours } from './blackout-hours.ts';

test('hours, with and without days, one after the other', () => {
  const first = blackoutHours('22:00-06:00', undefined);
  assert.deepEqual(blackoutHours('sat,sun@00:00-24:00', first), [
    { from: '22:00', to: '06:00' },
    { days: ['sat', 'sun'], from: '00:00', to: '24:00' },
  ]);
});

for (const text of ['', '22-6', '22:00', '22:00-6:00', 'sat 22:00-06:00', '@22:00-06:00']) {
  test(`${JSON.stringify(text)} is none`, () =>
    assert.throws(() => blackoutHours(text, undefined), InvalidArgumentError));
}
