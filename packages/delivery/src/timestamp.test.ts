import assert from 'node:assert/strict';
import { test } from 'node:test';
import { refusalOf } from '../test/samples.ts';
import { later, timestamp, wholeSeconds } from './timestamp.ts';

test('a fraction is cut off, the rest stays', () => {
  assert.equal(wholeSeconds('2026-02-28T23:59:59.999Z'), '2026-02-28T23:59:59Z');
  assert.equal(wholeSeconds('2028-02-29T00:00:00Z'), '2028-02-29T00:00:00Z');
  assert.equal(wholeSeconds('2000-02-29T00:00:00Z'), '2000-02-29T00:00:00Z');
  assert.equal(later('2026-01-01T00:00:00Z', '2025-12-31T23:59:59Z'), '2026-01-01T00:00:00Z');
});

for (const value of [
  '2026-01-01',
  '2026-01-01T00:00:00',
  '2026-01-01T00:00:00z',
  '2026-01-01 00:00:00Z',
  '2026-01-01T00:00:00+00:00',
  '2026-01-01T00:00:00.000Z',
  '2026-1-1T0:0:0Z',
  '+002026-01-01T00:00:00Z',
  '2026-00-01T00:00:00Z',
  '2026-13-01T00:00:00Z',
  '2026-01-00T00:00:00Z',
  '2026-01-32T00:00:00Z',
  '2026-02-29T00:00:00Z',
  '2100-02-29T00:00:00Z',
  '2026-04-31T00:00:00Z',
  '2026-01-01T24:00:00Z',
  '2026-01-01T00:60:00Z',
  '2026-01-01T00:00:60Z',
  ' 2026-01-01T00:00:00Z',
  '2026-01-01T00:00:00Z\n',
  '２026-01-01T00:00:00Z',
  '',
  1767225600,
  null,
  undefined,
]) {
  test(`${JSON.stringify(value)} is no signed moment`, () => {
    assert.equal(
      refusalOf(() => timestamp(value, 'field')),
      'malformed',
    );
  });
}
