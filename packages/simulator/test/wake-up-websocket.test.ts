import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { type TestContext, test } from 'node:test';
import { isTaskOver } from '@scomo/api';
import { a1Of, notification } from '@scomo/dm';
import { type DeviceBox, openBox } from '../src/device-box.ts';
import { openTwoNodes, type TwoNodes } from '../src/nodes/two-nodes.ts';
import { openWorld, type World } from '../src/world.ts';

/** A device that calls in once in a month, and listens at this server for the rest. */
async function sleeper(world: World, deviceId: string, scheme: 'md5' | 'hmac') {
  const box = await openBox(world, deviceId, {
    scheme,
    pollSeconds: 2_592_000,
    config: { wakeUp: { websocket: true } },
  });
  await world.scomo('device', 'set-wake-up', deviceId, '--wake-up', 'websocket');
  const agent = await box.startAsleep();
  await agent.says(/listens at the server/, 10_000);
  return { box, agent };
}

async function wokenBy(world: World, deviceId: string) {
  const { id } = await world.client.createTask({ body: { deviceId, kind: 'inventory' } });
  const task = await world.until(id, isTaskOver, 40_000);
  assert.equal(task.state, 'verified', task.reason);
  const [wakeUp = assert.fail('no wake-up')] = (await world.client.listWakeUps({ params: { deviceId } }))
    .items;
  return wakeUp;
}

async function openFor(t: TestContext): Promise<World> {
  const world = await openWorld();
  t.after(() => world.close());
  return world;
}

test('websocket: a sleeping agent is woken, with the session id of the trigger and Alert 1200', async (t) => {
  const world = await openFor(t);
  const { box } = await sleeper(world, 'IMEI:by/websocket', 'hmac');
  const { state, reason, tries, sessionId, sessionKey = '' } = await wokenBy(world, box.deviceId);
  assert.deepEqual([state, reason, tries], ['answered', 'its session came', 1]);
  const shown = await world.scomo('session', 'show', sessionKey);
  assert.match(shown, /Alert 1200/);
  const { items } = await world.client.listSessions({ query: { deviceId: box.deviceId } });
  assert.equal(items.find(({ key }) => key === sessionKey)?.sessionId, sessionId.toString(16).toUpperCase());
});

test('websocket: after the server was away the agent listens again, and is woken', async (t) => {
  const world = await openFor(t);
  const { box, agent } = await sleeper(world, 'IMEI:left-alone', 'md5');
  await world.server().kill();
  await agent.says(/wake-up: the server is lost/, 10_000);
  await world.startServer();
  await agent.says(/the server is lost[\s\S]*listens at the server/, 40_000);
  assert.equal((await wokenBy(world, box.deviceId)).reason, 'its session came');
});

/** Gives what comes to the public address of two servers to one of them. */
async function forward(t: TestContext, { world, urls }: TwoNodes, node: 0 | 1): Promise<void> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    const inner = connect(Number(new URL(urls[node]).port), '127.0.0.1');
    for (const each of [socket, inner]) sockets.add(each.on('error', () => undefined));
    socket.pipe(inner).pipe(socket);
  });
  server.listen(Number(new URL(world.env.SCOMO_PUBLIC_URL ?? '').port), '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
}

/** A second socket of the device, at this server; gives the first push that comes. */
async function secondSocket(t: TestContext, { config, deviceId }: DeviceBox, url: string) {
  const { clientName, clientSecret } = JSON.parse(readFileSync(config, 'utf8'));
  const ports = { md5: (bytes: Uint8Array) => createHash('md5').update(bytes).digest() };
  const socket = new WebSocket(`${url.replace('http', 'ws')}/dm/wake`);
  socket.binaryType = 'arraybuffer';
  t.after(() => socket.close());
  const [nonce] = await once(socket, 'message');
  const proof = notification.wakeProof(a1Of(clientName, clientSecret, ports), nonce.data, ports);
  socket.send(JSON.stringify({ deviceId, proof }));
  const [believed] = await once(socket, 'message');
  assert.equal(believed.data, '');
  const push = once(socket, 'message').then(([{ data }]) => Buffer.from(data));
  return { push };
}

test('websocket: two servers, the device at both: whichever sends, the socket at the other gets it too', async (t) => {
  const nodes = await openTwoNodes();
  t.after(() => nodes.close());
  await forward(t, nodes, 1);
  const { box } = await sleeper(nodes.world, 'IMEI:of-both', 'md5');
  const other = await secondSocket(t, box, nodes.urls[0]);
  const { reason, tries } = await wokenBy(nodes.world, box.deviceId);
  assert.deepEqual([reason, tries], ['its session came', 1]);
  assert.equal((await other.push).subarray(1, 6).toString('hex'), '0603c4af87');
});
