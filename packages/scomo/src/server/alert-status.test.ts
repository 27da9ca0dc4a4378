import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Item } from '@scomo/syncml';
import { alertStatus } from './alert-status.ts';

const COMPLETE = 'urn:oma:at:scomo:1.0:OperationComplete';
const whole: Item = { meta: { type: COMPLETE, format: 'text/plain' }, data: '1200' };

const ROWS: readonly (readonly [name: string, item: Item, code: number])[] = [
  ['completion', whole, 200],
  [
    'older name',
    {
      ...whole,
      meta: { type: 'org.openmobilealliance.dm.softwarecomponent.OperationComplete', format: 'xml' },
    },
    200,
  ],
  ['with a prefix', { ...whole, meta: { type: `Content-Type:${COMPLETE}`, format: 'chr' } }, 200],
  [
    'request of the user',
    { meta: { type: 'urn:oma:at:scomo:1.1:UpdateUserRequest', format: 'chr' }, data: '' },
    200,
  ],
  [
    'request of the device',
    { meta: { type: 'urn:oma:at:scomo:1.1:UpdateDeviceRequest', format: 'chr' }, data: '' },
    200,
  ],
  ['consent', { meta: { type: 'urn:scomo:at:1.0:ConsentAnswer', format: 'chr' }, data: '{}' }, 200],
  ['unknown type', { meta: { type: 'urn:x', format: 'chr' }, data: 'x' }, 415],
  ['unknown type, data below the results', { meta: { type: 'urn:x', format: 'chr' }, data: '1199' }, 415],
  ['a result under a type of the vendor (Q21)', { ...whole, meta: { type: 'urn:x', format: 'chr' } }, 200],
  ['no type', { ...whole, meta: { format: 'chr' } }, 412],
  ['no format', { ...whole, meta: { type: COMPLETE } }, 412],
  ['no meta', { data: '1200' }, 412],
  ['no data', { meta: { type: COMPLETE, format: 'chr' } }, 412],
];

for (const [name, item, code] of ROWS) {
  test(`alert 1226, ${name}: ${code}`, () => assert.equal(alertStatus(1226, item), code));
}

test('any client event 1224 is taken', () => assert.equal(alertStatus(1224, {}), 200));
