import assert from 'node:assert/strict';
import { test } from 'node:test';
import { blackoutEnd } from './local-time.ts';

const NIGHT = [{ from: '22:00', to: '06:00' }];
const BERLIN = 'Europe/Berlin';

for (const [title, blackouts, now, zone, end] of [
  ['before', NIGHT, '2026-06-01T19:59:59Z', BERLIN, undefined],
  ['it begins', NIGHT, '2026-06-01T20:00:00Z', BERLIN, '2026-06-02T04:00:00.000Z'],
  ['after midnight', NIGHT, '2026-06-02T03:59:59.999Z', BERLIN, '2026-06-02T04:00:00.000Z'],
  ['over', NIGHT, '2026-06-02T04:00:00Z', BERLIN, undefined],
  ['in winter an hour later', NIGHT, '2026-01-10T21:00:00Z', BERLIN, '2026-01-11T05:00:00.000Z'],
  ['half an hour off', NIGHT, '2026-06-01T16:30:00Z', 'Asia/Kolkata', '2026-06-02T00:30:00.000Z'],
  // 29 March 2026: 02:00 becomes 03:00. 25 October 2026: 03:00 becomes 02:00.
  ['a short night', NIGHT, '2026-03-28T21:00:00Z', BERLIN, '2026-03-29T04:00:00.000Z'],
  ['a long night', NIGHT, '2026-10-24T20:00:00Z', BERLIN, '2026-10-25T05:00:00.000Z'],
  [
    'ends in the hour that is left out',
    [{ from: '22:00', to: '02:30' }],
    '2026-03-28T23:00:00Z',
    BERLIN,
    '2026-03-29T01:00:00.000Z',
  ],
  [
    'ends in the hour that comes twice: the first time counts',
    [{ from: '22:00', to: '02:30' }],
    '2026-10-24T22:00:00Z',
    BERLIN,
    '2026-10-25T00:30:00.000Z',
  ],
  [
    'a weekend in which the clock is set',
    [{ days: ['sat', 'sun'], from: '00:00', to: '24:00' }],
    '2026-10-24T10:00:00Z',
    BERLIN,
    '2026-10-25T23:00:00.000Z',
  ],
] as const) {
  test(`blackout: ${title}`, () => assert.equal(blackoutEnd(blackouts, now, zone), end));
}

test('the device has a zone of its own', () => {
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const now = '2026-06-01T20:15:00Z';
  assert.equal(blackoutEnd(NIGHT, now), blackoutEnd(NIGHT, now, here));
});
