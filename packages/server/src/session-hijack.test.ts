import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { decode, encode, type Message } from '@scomo/syncml';
import { callIn, component, testDevice } from '../test/device.ts';
import { type Running, running } from '../test/running.ts';

let world: Running;
before(async () => {
  world = await running();
  await world.client.createDeviceType({ body: { name: 'gateway' } });
});
after(() => world.stop());

const COUNT = 200;
const idOf = (n: number) => `IMEI:${1000 + n}`;

test(`A12 ${COUNT} devices with the same SessionID at once: each is read as itself`, async () => {
  const { client } = world;
  const devices = await Promise.all(
    Array.from({ length: COUNT }, async (_, n) => {
      const deviceId = idOf(n);
      const scheme = (['basic', 'md5', 'hmac'] as const)[n % 3] ?? 'md5';
      const created = await client.createDevice({
        body: { deviceId, deviceType: 'gateway', auth: { scheme } },
      });
      await client.createTask({ body: { deviceId, kind: 'inventory' } });
      const device = testDevice(created, n % 2 === 0 ? 'wbxml' : 'xml');
      device.components.push(component(`only-of-${n}`, '1.0'));
      return device;
    }),
  );
  const ends = await Promise.all(devices.map((device) => callIn(device)));
  assert.deepEqual(new Set(devices.map((device) => device.sessions)), new Set([1]));
  assert.deepEqual(new Set(ends), new Set(['done']));
  for (let n = 0; n < COUNT; n += 1) {
    const { deployed } = await client.getInventory({ params: { deviceId: idOf(n) } });
    assert.deepEqual(
      deployed.map(({ id }) => id),
      [`only-of-${n}`],
    );
  }
});

/** Posts a message and reads the code for its header, and whether any command came with it. */
async function say(
  url: string,
  message: Message,
): Promise<readonly [code: number | undefined, commands: number]> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/vnd.syncml.dm+xml' },
    body: new Uint8Array(encode(message, 'xml')),
  });
  const { commands } = decode(new Uint8Array(await response.arrayBuffer()), 'xml');
  const status = commands.find((command) => command.kind === 'Status');
  return [
    status?.kind === 'Status' ? status.code : undefined,
    commands.filter(({ kind }) => kind === 'Get').length,
  ];
}

test('A12 B in the session of A: refused with its own name, with the name of A, and with a guessed token', async () => {
  const { client } = world;
  const make = async (deviceId: string) => {
    const created = await client.createDevice({
      body: { deviceId, deviceType: 'gateway', auth: { scheme: 'basic' } },
    });
    await client.createTask({ body: { deviceId, kind: 'inventory' } });
    return created;
  };
  const [a, b] = [await make('IMEI:A'), await make('IMEI:B')];
  const first = (created: typeof a): Message => ({
    header: {
      ...{ verDtd: '1.2', verProto: 'DM/1.2', sessionId: '1', msgId: '1' },
      target: { locUri: created.serverUrl },
      source: { locUri: created.deviceId, locName: created.auth.clientName },
      cred: {
        meta: { format: 'b64', type: 'syncml:auth-basic' },
        data: Buffer.from(`${created.auth.clientName}:${created.auth.clientSecret}`).toString('base64'),
      },
    },
    commands: [{ kind: 'Alert', cmdId: '1', code: 1201, items: [] }],
    final: true,
  });
  const opened = await fetch(a.serverUrl, {
    method: 'POST',
    headers: { 'content-type': 'application/vnd.syncml.dm+xml' },
    body: new Uint8Array(encode(first(a), 'xml')),
  });
  const { respUri = '' } = decode(new Uint8Array(await opened.arrayBuffer()), 'xml').header;
  assert.match(new URL(respUri).searchParams.get('s') ?? '', /^[A-Za-z0-9_-]{43}$/, '256 bits of token');
  const { cred: _, ...bare } = first(a).header;
  const second = (source: Message['header']['source']): Message => ({
    header: { ...bare, msgId: '2', source },
    commands: [{ kind: 'Alert', cmdId: '1', code: 1222, items: [] }],
    final: true,
  });
  const [asB, asA] = [second({ locUri: b.deviceId }), second({ locUri: a.deviceId })];
  assert.deepEqual(await say(a.serverUrl, asA), [407, 0]);
  assert.deepEqual(await say(respUri, asB), [407, 0]);
  assert.deepEqual(await say(`${a.serverUrl}?s=${'A'.repeat(43)}`, asA), [407, 0]);
});
