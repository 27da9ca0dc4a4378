import assert from 'node:assert/strict';
import { test } from 'node:test';
import { updateAlert } from '../device/request-alert.ts';
import { REQUEST_LIMITS } from '../limits.ts';
import { alertStatus } from './alert-status.ts';
import { requestItems, requestOf } from './requests-in.ts';

const R = './SCOMO';

test('I01 requests have a type each, no Correlator, and Data', () => {
  const user = updateAlert({ by: 'user', source: R });
  const device = updateAlert({ by: 'device', source: `${R}/Inventory/Deployed/a` });
  assert.deepEqual(
    [user, device].map(({ code, correlator, items }) => [code, correlator, items[0]?.data]),
    [
      [1226, undefined, ''],
      [1226, undefined, ''],
    ],
  );
  assert.equal(user.items[0]?.meta?.type, 'urn:oma:at:scomo:1.1:UpdateUserRequest');
  assert.equal(device.items[0]?.meta?.type, 'urn:oma:at:scomo:1.1:UpdateDeviceRequest');
  assert.equal(device.items[0]?.source?.locUri, './SCOMO/Inventory/Deployed/a');
});

test('what was asked is read as it was meant', () => {
  const wish = { component: 'com.a', operation: 'Remove' } as const;
  for (const request of [
    { by: 'user', source: R },
    { by: 'device', source: R, wish },
  ] as const) {
    const [item] = updateAlert(request).items;
    assert.ok(item);
    assert.deepEqual(requestOf(item), request);
    assert.equal(alertStatus(1226, item), 200);
  }
});

test('a request without Source is for all components, one with other Data names nothing', () => {
  const meta = { type: 'urn:oma:at:scomo:1.1:updateUSERrequest', format: 'chr' };
  assert.deepEqual(requestOf({ meta, data: 'vendor data' }), { by: 'user' });
  assert.equal(requestOf({ meta: { type: 'x' }, data: '' }), undefined);
});

test('so many requests of a message are looked at, and no more', () => {
  const max = REQUEST_LIMITS.perMessageMax;
  const alert = { ...updateAlert({ by: 'user', source: R }), cmdId: '1' };
  const many = (count: number) => requestItems(Array.from({ length: count }, () => alert)).length;
  assert.deepEqual([many(max), many(max + 1)], [max, max]);
});
