import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chooseDelivery, type DeliveryCase, sizeInWords } from './choose-delivery.ts';

/** A device like ours with a package of 12 kB. */
const USUAL: DeliveryCase = {
  asked: 'auto',
  bytes: 12_000,
  fetches: 'package',
  directBytesMax: 16 * 1024,
  link: 'unmetered',
  asksFirst: false,
  mustFetch: false,
  takesLarge: true,
  objectBytesMax: 1_000_000,
  bucket: false,
  bucketBytesMin: 1_000_000,
};

const BIG = { bytes: 3_400_000 };

/** What differs from the usual case, and `way: reason`, or what must be read first. Mission row E0 */
const rows: readonly [id: string, about: Partial<DeliveryCase>, expected: string][] = [
  ['small', {}, 'direct: 12 kB fits in the session'],
  [
    'small, metered link',
    { link: 'metered' },
    'direct: 12 kB fits in the session, and saves a connection on a metered link',
  ],
  ['at the limit', { bytes: 16_384 }, 'direct: 16 kB fits in the session'],
  ['one byte above', { bytes: 16_385 }, 'download: 16 kB are more than the 16 kB that go inside a session'],
  ['big', BIG, 'download: 3.4 MB are more than the 16 kB that go inside a session'],
  [
    'policy: nothing inside',
    { directBytesMax: 0 },
    'download: 12 kB are more than the 0 bytes that go inside a session',
  ],
  [
    'policy: all inside',
    { ...BIG, directBytesMax: 1e9, objectBytesMax: 0 },
    'direct: 3.4 MB fits in the session',
  ],
  [
    'larger than the device takes',
    { ...BIG, directBytesMax: 1e9 },
    'download: the device takes objects of 1.0 MB',
  ],
  ['consent first', { asksFirst: true }, 'download: the End User is asked before anything comes'],
  ['no large objects', { takesLarge: false }, 'download: the device takes no large objects'],
  ['not known yet', { takesLarge: undefined }, 'large-objects'],
  [
    'not known, not needed',
    { ...BIG, takesLarge: undefined },
    'download: 3.4 MB are more than the 16 kB that go inside a session',
  ],
  ['an operation that fetches', { mustFetch: true }, 'download: the operation is a download'],
  ['cannot fetch', { fetches: 'nothing', ...BIG }, 'direct: the client fetches nothing by itself'],
  [
    'wants a descriptor',
    { fetches: 'descriptor', ...BIG, bucket: true },
    'descriptor: the client wants a descriptor; 3.4 MB are more than the 16 kB that go inside a session',
  ],
  ['wants a descriptor, small', { fetches: 'descriptor' }, 'direct: 12 kB fits in the session'],
  [
    'big, in the bucket',
    { ...BIG, bucket: true },
    's3: it lies in the bucket; 3.4 MB are more than the 16 kB that go inside a session',
  ],
  ['big, may it use the bucket?', { ...BIG, bucket: undefined }, 'bucket'],
  [
    'too small for the bucket',
    { bytes: 999_999, bucket: true },
    'download: 1000 kB are more than the 16 kB that go inside a session',
  ],
  ['ordered: direct', { ...BIG, asked: 'direct' }, 'direct: as ordered'],
  ['ordered: download', { asked: 'download' }, 'download: as ordered'],
  ['ordered: descriptor', { asked: 'descriptor' }, 'descriptor: as ordered'],
  ['ordered: s3', { asked: 's3' }, 's3: as ordered'],
];

for (const [id, about, expected] of rows) {
  test(`choice of delivery: ${id}`, () => {
    const chosen = chooseDelivery({ ...USUAL, ...about });
    assert.equal(typeof chosen === 'string' ? chosen : `${chosen.way}: ${chosen.reason}`, expected);
  });
}

test('sizes in words', () => {
  assert.deepEqual([0, 999, 1000, 999_999, 1_000_000].map(sizeInWords), [
    '0 bytes',
    '999 bytes',
    '1 kB',
    '1000 kB',
    '1.0 MB',
  ]);
});
