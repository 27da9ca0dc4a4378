import assert from 'node:assert/strict';
import { test } from 'node:test';
import { check, checkTexts } from './check.ts';
import { API_LIMITS } from './limits.ts';
import { routes } from './routes.ts';

const page = routes.listTasks.query;
const device = { deviceId: 'IMEI:1', deviceType: 'gw' };

test('numbers and booleans of a query are read from text', () => {
  assert.deepEqual(checkTexts(page, { limit: '7' }), { ok: true, value: { limit: 7 } });
  assert.deepEqual(checkTexts(routes.createTask.query, { dryRun: 'true' }), {
    ok: true,
    value: { dryRun: true },
  });
});

test('a JSON body is not converted', () => {
  const checked = check(routes.createTask.body, {
    deviceId: 'a',
    kind: 'inventory',
    expiresInSeconds: '100',
  });
  assert.ok(!checked.ok);
  assert.deepEqual(
    checked.errors.map(({ pointer, code }) => ({ pointer, code })),
    [{ pointer: '/expiresInSeconds', code: 'type' }],
  );
});

const { pageItemsMax, deviceIdCharsMax, taskSecondsMin, taskSecondsMax, labelsMax } = API_LIMITS;
const task = (seconds: number) => ({ deviceId: 'a', kind: 'inventory', expiresInSeconds: seconds });
const labels = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, i) => [`l${i}`, 'v']));

const bodies: readonly [string, Parameters<typeof check>[0], unknown, boolean][] = [
  ['device', routes.createDevice.body, device, true],
  [
    'device id at its limit',
    routes.createDevice.body,
    { ...device, deviceId: 'x'.repeat(deviceIdCharsMax) },
    true,
  ],
  [
    'device id too long',
    routes.createDevice.body,
    { ...device, deviceId: 'x'.repeat(deviceIdCharsMax + 1) },
    false,
  ],
  ['device id empty', routes.createDevice.body, { ...device, deviceId: '' }, false],
  ['device id with a space', routes.createDevice.body, { ...device, deviceId: 'a b' }, false],
  ['device id with a line feed at its end', routes.createDevice.body, { ...device, deviceId: 'a\n' }, false],
  ['device id not ASCII', routes.createDevice.body, { ...device, deviceId: 'ä' }, false],
  ['device id a number', routes.createDevice.body, { ...device, deviceId: 5 }, false],
  ['no device type', routes.createDevice.body, { deviceId: 'a' }, false],
  ['member nobody knows', routes.createDevice.body, { ...device, devicetype: 'x' }, false],
  ['auth without scheme', routes.createDevice.body, { ...device, auth: {} }, false],
  ['auth scheme nobody knows', routes.createDevice.body, { ...device, auth: { scheme: 'MD5' } }, false],
  ['labels at their limit', routes.createDevice.body, { ...device, labels: labels(labelsMax) }, true],
  ['labels too many', routes.createDevice.body, { ...device, labels: labels(labelsMax + 1) }, false],
  ['body an array', routes.createDevice.body, [device], false],
  ['body null', routes.createDevice.body, null, false],
  ['task at its least', routes.createTask.body, task(taskSecondsMin), true],
  ['task below', routes.createTask.body, task(taskSecondsMin - 1), false],
  ['task at its most', routes.createTask.body, task(taskSecondsMax), true],
  ['task above', routes.createTask.body, task(taskSecondsMax + 1), false],
  ['task of half a second', routes.createTask.body, task(60.5), false],
  [
    'components twice',
    routes.createTask.body,
    { deviceId: 'a', kind: 'remove', components: ['x', 'x'] },
    false,
  ],
  ['release without package', routes.createRelease.body, { name: 'r', packageIds: [] }, false],
  [
    'enrolment too long',
    routes.createEnrolmentToken.body,
    { deviceType: 'gw', expiresInSeconds: 901 },
    false,
  ],
  [
    'enrolment at its limit',
    routes.createEnrolmentToken.body,
    { deviceType: 'gw', expiresInSeconds: 900 },
    true,
  ],
];
for (const [id, schema, value, ok] of bodies) {
  test(`body: ${id}`, () => assert.equal(check(schema, value).ok, ok));
}

const queries: readonly [string, unknown, boolean][] = [
  ['limit at its most', { limit: String(pageItemsMax) }, true],
  ['limit above', { limit: String(pageItemsMax + 1) }, false],
  ['limit 0', { limit: '0' }, false],
  ['limit a word', { limit: '5x' }, false],
  ['limit of a half', { limit: '1.5' }, false],
  ['limit in another writing', { limit: '1e2' }, false],
  ['limit with blanks', { limit: ' 5 ' }, false],
  ['limit twice', { limit: ['1', '2'] }, false],
  ['after empty', { after: '' }, false],
  ['state nobody knows', { state: 'done' }, false],
];
for (const [id, value, ok] of queries) {
  test(`query: ${id}`, () => assert.equal(checkTexts(page, value).ok, ok));
}
