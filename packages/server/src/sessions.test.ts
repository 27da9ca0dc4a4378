import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import type { CreatedDevice } from '@scomo/api';
import { callIn, component, type TestDevice, testDevice } from '../test/device.ts';
import { problemOf, type Running, running } from '../test/running.ts';
import { makePackage } from '../test/vendor.ts';

let world: Running;
before(async () => {
  world = await running();
  await world.client.createDeviceType({ body: { name: 'gateway', legacy: true } });
});
after(() => world.stop());

let made = 0;
async function provision(scheme: 'basic' | 'md5' | 'hmac' | 'none' = 'md5'): Promise<CreatedDevice> {
  made += 1;
  return world.client.createDevice({
    body: { deviceId: `IMEI:${made}`, deviceType: 'gateway', auth: { scheme } },
  });
}

for (const encoding of ['xml', 'wbxml'] as const) {
  for (const scheme of ['basic', 'md5', 'hmac', 'none'] as const) {
    test(`an inventory is read over HTTP: ${encoding}, ${scheme}`, async () => {
      const created = await provision(scheme);
      const device = testDevice(created, encoding);
      device.components.push(component('com.acme.ui', '1.4'));
      const { deviceId } = created;
      const { id } = await world.client.createTask({ body: { deviceId, kind: 'inventory' } });
      assert.equal(await callIn(device), 'done');
      const task = await world.client.getTask({ params: { id } });
      assert.equal(task.state, 'verified', task.reason);
      const { deployed } = await world.client.getInventory({ params: { deviceId } });
      assert.deepEqual(
        deployed.map(({ id, version, state }) => ({ id, version, state })),
        [{ id: 'com.acme.ui', version: '1.4', state: 20 }],
      );
      const seen = await world.client.getDevice({ params: { deviceId } });
      assert.equal(seen.info.Man, 'Acme');
      assert.ok(seen.lastSeenAt !== undefined && seen.inventoryAt !== undefined);
    });
  }
}

test('what a device tells by itself is shown with its session', async () => {
  const created = await provision();
  const device = testDevice(created);
  const item = (uri: string, data: string) => ({
    source: { locUri: uri },
    meta: { type: 'Reversed-Domain-Name: com.acme.heat', format: 'int', mark: 'warning' },
    data,
  });
  device.alerts = [
    {
      tag: '1',
      alert: { kind: 'Alert', code: 1224, items: [item('./Heat/a', '71'), item('./Heat/b', '72')] },
    },
    { tag: '2', alert: { kind: 'Alert', code: 1226, correlator: 'c', items: [item('./Heat', '73')] } },
  ];
  await callIn(device);
  const { items } = await world.client.listSessions({ query: { deviceId: created.deviceId } });
  const { alerts } = await world.client.getSession({ params: { key: items[0]?.key ?? '' } });
  const told = (source: string, data: string) => ({
    ...{ source, data, format: 'int', mark: 'warning' },
    type: 'Reversed-Domain-Name: com.acme.heat',
  });
  assert.deepEqual(
    alerts.map(({ code, correlator, items: all }) => [code, correlator, all]),
    [
      [1224, undefined, [told('./Heat/a', '71'), told('./Heat/b', '72')]],
      [1226, 'c', [told('./Heat', '73')]],
    ],
  );
});

describe('a session for engineers', () => {
  let created: CreatedDevice;
  let device: TestDevice;
  before(async () => {
    created = await provision();
    device = testDevice(created);
    await world.client.createTask({ body: { deviceId: created.deviceId, kind: 'inventory' } });
    assert.equal(await callIn(device), 'done');
  });

  test('is shown with bytes, model and XML, credentials blanked', async () => {
    const { items } = await world.client.listSessions({ query: { deviceId: created.deviceId } });
    assert.equal(items.length, 1);
    const shown = await world.client.getSession({ params: { key: items[0]?.key ?? '' } });
    assert.equal(shown.deviceId, created.deviceId);
    assert.ok(shown.log.length >= 6, String(shown.log.length));
    for (const { encoding, xml, raw, error } of shown.log) {
      assert.equal(encoding, 'wbxml');
      assert.equal(error, undefined);
      assert.match(xml ?? '', /<SyncML/);
      assert.ok(raw.length > 0);
    }
    const text = JSON.stringify(shown);
    const { name, a1, nonces } = { ...device.account.incoming, name: created.auth.clientSecret };
    for (const secret of [name, created.auth.serverSecret, a1]) assert.ok(!text.includes(secret));
    assert.ok(nonces.length <= 2);
  });

  test('keys nobody has are 404', async () => {
    const response = await world.request('/api/v1/sessions/se_0');
    assert.equal(response.status, 404);
  });
});

describe('turned away', () => {
  const strangers: readonly [string, (created: CreatedDevice) => TestDevice][] = [
    ['a wrong secret', (c) => testDevice({ ...c, auth: { ...c.auth, clientSecret: 'x'.repeat(43) } })],
    ['a wrong name', (c) => testDevice({ ...c, auth: { ...c.auth, clientName: 'other' } })],
  ];
  for (const [id, make] of strangers) {
    test(`${id}: nothing is read, and the right device is not locked out`, async () => {
      const created = await provision();
      const { deviceId } = created;
      const { id: taskId } = await world.client.createTask({ body: { deviceId, kind: 'inventory' } });
      assert.equal(await callIn(make(created)), 'refused');
      assert.equal((await world.client.getTask({ params: { id: taskId } })).state, 'planned');
      const seen = await world.client.getDevice({ params: { deviceId } });
      assert.equal(seen.inventoryAt, undefined);
      assert.deepEqual(seen.info, {});
      assert.equal(await callIn(testDevice(created)), 'done');
    });
  }

  test('a device nobody knows gets nowhere and is not made', async () => {
    const created = await provision();
    assert.notEqual(await callIn(testDevice({ ...created, deviceId: 'IMEI:unheard-of' })), 'done');
    const unheard = { params: { deviceId: 'IMEI:unheard-of' } };
    assert.equal((await problemOf(world.client.getDevice(unheard)))?.code, 'not_found');
    assert.deepEqual((await world.client.listSessions({ query: unheard.params })).items, []);
  });

  test('a server that cannot prove itself learns nothing', async () => {
    const created = await provision();
    await world.client.createTask({ body: { deviceId: created.deviceId, kind: 'inventory' } });
    const wary = testDevice({ ...created, auth: { ...created.auth, serverSecret: 'y'.repeat(43) } });
    assert.equal(await callIn(wary), 'unproven');
    assert.deepEqual(
      (await world.client.getInventory({ params: { deviceId: created.deviceId } })).deployed,
      [],
    );
  });

  for (const [type, body, status] of [
    ['application/vnd.syncml.dm+xml', '<SyncML', 400],
    [
      'application/vnd.syncml.dm+xml',
      '<!DOCTYPE x [<!ENTITY a "b">]><SyncML xmlns="SYNCML:SYNCML1.2"/>',
      400,
    ],
    ['application/vnd.syncml.dm+wbxml', '\u0002', 400],
    ['application/json', '{}', 415],
  ] as const) {
    test(`${status}: ${type} ${body}`, async () => {
      const response = await fetch(`${world.server.url}/dm`, {
        method: 'POST',
        headers: { 'content-type': type },
        body,
      });
      assert.equal(response.status, status);
      assert.equal(await response.text(), '');
    });
  }
});

test('a device is sent to its package, and gets exactly the signed bytes', async () => {
  const created = await provision();
  const device = testDevice(created);
  device.components.push(component('com.acme.hello', '0.9'));
  const file = makePackage();
  const pkg = await world.client.uploadPackage({ upload: file });
  await world.client.publishPackage({ params: { id: pkg.id } });
  const release = await world.client.createRelease({ body: { name: 'one', packageIds: [pkg.id] } });
  const { deviceId } = created;
  const ordered = await world.client.createTask({
    body: { deviceId, kind: 'deploy', releaseId: release.id },
  });
  assert.equal(await callIn(device), 'done');
  const task = await world.client.getTask({ params: { id: ordered.id } });
  assert.equal(task.state, 'waiting', task.reason);
  const [order] = device.orders;
  assert.equal(order?.operation, 'DownloadInstallInactive');
  assert.equal(order?.download?.pkgId, `sha256:${pkg.digest}`);
  const url = new URL(order?.download?.pkgUrl ?? '');
  assert.equal(url.origin, world.server.url);
  const download = await fetch(url);
  assert.equal(download.status, 200);
  const bytes = Buffer.from(await download.arrayBuffer());
  assert.equal(createHash('sha256').update(bytes).digest('hex'), pkg.digest);
  url.searchParams.set('d', 'IMEI:another');
  assert.equal((await fetch(url)).status, 403);
});

test('a requirement is looked for in the release and on the device', async () => {
  const created = await provision();
  const { deviceId } = created;
  const needy = makePackage({ component: 'com.acme.needy', requires: ['com.acme.base'] });
  const pkg = await world.client.uploadPackage({ upload: needy });
  await world.client.publishPackage({ params: { id: pkg.id } });
  const { id: releaseId } = await world.client.createRelease({ body: { name: 'n', packageIds: [pkg.id] } });
  const plan = () =>
    world.client.createTask({ body: { deviceId, kind: 'deploy', releaseId }, query: { dryRun: true } });
  assert.equal((await plan()).state, 'planned', 'the device was never read: it decides itself');
  await world.client.createTask({ body: { deviceId, kind: 'inventory' } });
  const device = testDevice(created);
  assert.equal(await callIn(device), 'done');
  await assert.rejects(plan(), /com\.acme\.needy 1\.0\.0 needs com\.acme\.base, which is neither/);
  device.components.push(component('com.acme.base', '1'));
  await world.client.createTask({ body: { deviceId, kind: 'inventory' } });
  assert.equal(await callIn(device), 'done');
  assert.equal((await plan()).state, 'planned');
});
