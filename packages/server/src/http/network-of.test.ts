import assert from 'node:assert/strict';
import { test } from 'node:test';
import { networkOf } from './network-of.ts';

const rows: readonly [remote: string, forwarded: string | undefined, expected: string][] = [
  ['203.0.113.9', undefined, '203.0.113.9'],
  ['203.0.113.9', '198.51.100.1', '203.0.113.9'],
  ['127.0.0.1', undefined, '127.0.0.1'],
  ['127.0.0.1', '198.51.100.1', '198.51.100.1'],
  ['127.0.0.1', '10.0.0.1, 198.51.100.1', '198.51.100.1'],
  ['::1', '2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['127.0.0.1', 'nonsense', '127.0.0.1'],
  ['127.0.0.1', '198.51.100.1, ', '127.0.0.1'],
  ['2001:db8:1:2::9', undefined, '2001:db8:1:2::/64'],
  ['::ffff:203.0.113.9', undefined, '::ffff:203.0.113.9'],
];
for (const [remoteAddress, forwarded, expected] of rows) {
  test(`${remoteAddress} for ${forwarded ?? 'itself'}: ${expected}`, () => {
    const headers = forwarded === undefined ? {} : { 'x-forwarded-for': forwarded };
    assert.equal(networkOf({ socket: { remoteAddress } as never, headers }), expected);
  });
}
