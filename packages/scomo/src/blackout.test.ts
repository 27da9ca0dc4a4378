import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type Blackout, blackoutLeft, minutesOf, WEEKDAYS } from './blackout.ts';

const NIGHT: Blackout = { from: '22:00', to: '06:00' };
const at = (day: (typeof WEEKDAYS)[number], clock: string) =>
  WEEKDAYS.indexOf(day) * 24 * 60 + (minutesOf(clock) ?? 0);

for (const [day, clock, blackouts, left] of [
  ['mon', '21:59', [NIGHT], 0],
  ['mon', '22:00', [NIGHT], 480],
  ['tue', '05:59', [NIGHT], 1],
  ['tue', '06:00', [NIGHT], 0],
  ['mon', '00:00', [NIGHT], 360],
  ['sun', '23:00', [NIGHT], 420],
  ['mon', '05:00', [{ ...NIGHT, days: ['sun'] }], 60],
  ['tue', '05:00', [{ ...NIGHT, days: ['sun'] }], 0],
  ['sat', '00:00', [{ days: ['sat', 'sun'], from: '00:00', to: '24:00' }], 2880],
  ['mon', '08:00', [{ from: '08:00', to: '08:00', days: ['mon'] }], 1440],
  ['mon', '05:30', [NIGHT, { from: '05:50', to: '07:00' }], 90],
  ['mon', '12:00', [], 0],
  ['mon', '12:00', [{ from: '00:00', to: '24:00' }], undefined],
  ['mon', '12:00', [NIGHT, { from: '05:00', to: '23:00' }], undefined],
] as const) {
  test(`${day} ${clock}, ${JSON.stringify(blackouts)}: ${left} minutes`, () =>
    assert.equal(blackoutLeft(blackouts, at(day, clock)), left));
}

const clock = fc
  .tuple(fc.nat(23), fc.nat(59))
  .map((parts) => parts.map((n) => String(n).padStart(2, '0')).join(':'));
const blackout = fc.record({ from: clock, to: clock, days: fc.subarray([...WEEKDAYS], { minLength: 1 }) });

test('the minute when it ends is free, and every minute before is not', () => {
  fc.assert(
    fc.property(fc.array(blackout, { maxLength: 4 }), fc.nat(7 * 24 * 60 - 1), (blackouts, minute) => {
      const left = blackoutLeft(blackouts, minute);
      if (left === undefined) return;
      assert.equal(blackoutLeft(blackouts, (minute + left) % (7 * 24 * 60)), 0);
      if (left > 0) assert.equal(blackoutLeft(blackouts, (minute + left - 1) % (7 * 24 * 60)), 1);
    }),
  );
});
