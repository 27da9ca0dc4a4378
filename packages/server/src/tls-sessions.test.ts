import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type Client, type CreatedDevice, createClient } from '@scomo/api';
import { type Certificate, makeCertificate } from '@scomo/testkit';
import { callIn, component, testDevice } from '../test/device.ts';
import { type Running, running } from '../test/running.ts';
import { temporaryFolder } from '../test/temporary.ts';
import { serverCertificate, tlsFetch, writeTls } from '../test/tls.ts';

const folder = temporaryFolder();
const own = makeCertificate({ name: 'device' });
const stranger = makeCertificate({ name: 'device' });
let world: Running;
let client: Client;
before(async () => {
  const { cert, key } = writeTls(folder.path, serverCertificate());
  world = await running({ SCOMO_TLS_CERT: cert, SCOMO_TLS_KEY: key });
  const { url, adminToken: token } = world.server;
  client = createClient({ url, token, fetch: tlsFetch() });
  await client.createDeviceType({ body: { name: 'gateway' } });
});
after(async () => {
  await world.stop();
  folder.remove();
});

let made = 0;
async function provision(
  auth: Parameters<Client['createDevice']>[0]['body']['auth'],
): Promise<CreatedDevice> {
  made += 1;
  return client.createDevice({
    body: { deviceId: `IMEI:${made}`, deviceType: 'gateway', ...(auth && { auth }) },
  });
}
const withCertificate = () => provision({ scheme: 'mtls', certificateFingerprint: own.fingerprint });

/** Lets a device call in with a certificate and says whether its inventory was read. */
async function read(created: CreatedDevice, shown: Certificate | undefined): Promise<string> {
  const { deviceId } = created;
  const { id } = await client.createTask({ body: { deviceId, kind: 'inventory' } });
  const device = testDevice(created);
  device.components.push(component('com.acme.ui', '1.4'));
  const ended = await callIn(device, tlsFetch(shown));
  return `${ended}, ${(await client.getTask({ params: { id } })).state}`;
}

test('A2 a device proves itself by its certificate, in every message on a connection of its own', async () => {
  const created = await withCertificate();
  assert.deepEqual(
    [created.auth.certificateFingerprint, created.auth.clientName, created.auth.clientSecret],
    [own.fingerprint, '', ''],
  );
  assert.match(created.serverUrl, /^https:/);
  assert.equal(await read(created, own), 'done, verified');
});

const refused: readonly [id: string, Certificate | undefined][] = [
  ['no certificate', undefined],
  ['another certificate of the same name', stranger],
];
for (const [id, shown] of refused) {
  test(`A2 ${id}: nothing is read, and nothing in the messages helps`, async () => {
    const created = await withCertificate();
    assert.equal(await read(created, shown), 'refused, planned');
    const asMd5 = { ...created.auth, scheme: 'md5' as const, clientName: 'x', clientSecret: 'y' };
    assert.equal(await read({ ...created, auth: asMd5 }, shown), 'refused, planned');
  });
}

for (const scheme of ['basic', 'md5', 'hmac'] as const) {
  test(`an account of ${scheme} is proven by its messages, whatever certificate is shown`, async () => {
    const created = await provision({ scheme });
    assert.equal(await read(created, undefined), 'done, verified');
    assert.equal(await read(created, stranger), 'done, verified');
    const wrong = { ...created, auth: { ...created.auth, clientSecret: 'x'.repeat(43) } };
    assert.equal(await read(wrong, own), 'refused, planned');
  });
}
