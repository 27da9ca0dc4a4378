import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, type TestContext, test } from 'node:test';
import { isTaskOver, type WakeUpView } from '@scomo/api';
import { type DeviceBox, openBox } from '../src/device-box.ts';
import { openTwoNodes } from '../src/nodes/two-nodes.ts';
import { openWorld, type World } from '../src/world.ts';
import { pushRelay } from './push-relay.ts';

let world: World;
before(async () => {
  world = await openWorld();
});
after(() => world.close());

const hex = (sessionId: number) => sessionId.toString(16).toUpperCase();
const order = async ({ deviceId }: DeviceBox) =>
  (await world.client.createTask({ body: { deviceId, kind: 'inventory' } })).id;
const wakeUpsOf = async ({ deviceId }: DeviceBox) =>
  (await world.client.listWakeUps({ params: { deviceId } })).items;
const sessionsOf = async ({ deviceId }: DeviceBox) =>
  (await world.client.listSessions({ query: { deviceId } })).items;

/** A sleeping device whose triggers come through a relay. */
async function relayed(t: TestContext, deviceId: string) {
  const box = await openBox(world, deviceId, { wakeUp: 'udp' });
  const config: { wakeUp: { udp: { port: number } } } = JSON.parse(readFileSync(box.config, 'utf8'));
  const relay = await pushRelay(config.wakeUp.udp.port);
  t.after(() => relay.close());
  const wakeUp = [{ bearer: 'udp', address: relay.address }] as const;
  await world.client.updateDevice({ params: { deviceId }, body: { wakeUp } });
  return { box, relay, agent: await box.startAsleep() };
}

test('udp: a sleeping agent is woken by a new task, with the session id of the trigger and Alert 1200', async () => {
  const box = await openBox(world, 'IMEI:sleeper', { wakeUp: 'udp' });
  await box.startAsleep();
  const id = await order(box);
  const task = await world.until(id, isTaskOver, 20_000);
  assert.equal(task.state, 'verified', task.reason);
  const { items: events } = await world.client.listTaskEvents({ params: { id } });
  assert.deepEqual(events.map(({ state, reason }) => `${state}: ${reason}`).slice(0, 2), [
    'planned: waiting for the device to call in',
    'notified: woken, waiting for the device to call in',
  ]);
  const [wakeUp, ...others] = await wakeUpsOf(box);
  assert.ok(wakeUp !== undefined && others.length === 0);
  const { state, reason, tries, nextCheckAt, sessionId, sessionKey } = wakeUp;
  assert.deepEqual([state, reason, tries, nextCheckAt], ['answered', 'its session came', 1, null]);
  const sessions = await sessionsOf(box);
  assert.equal(sessions.length, 2, 'the first one of the agent, and the one that was asked for');
  assert.equal(sessions.find(({ key }) => key === sessionKey)?.sessionId, hex(sessionId));
  assert.match(await world.scomo('session', 'show', String(sessionKey)), /Alert 1200/);
});

test('a trigger that is lost is sent again, with the same session id', async (t) => {
  const { box, relay } = await relayed(t, 'IMEI:lossy');
  relay.pass = (pdu, n) => (n === 0 ? [] : [pdu]);
  const task = await world.until(await order(box), isTaskOver, 40_000);
  assert.equal(task.state, 'verified', task.reason);
  const [wakeUp] = await wakeUpsOf(box);
  assert.deepEqual([wakeUp?.state, wakeUp?.reason, wakeUp?.tries], ['answered', 'its session came', 2]);
  const [first, second] = relay.seen;
  assert.deepEqual(first?.subarray(1), second?.subarray(1), 'all but the transaction id of the push');
});

test('copies, replays and forgeries of a trigger begin no further session', async (t) => {
  const { box, relay, agent } = await relayed(t, 'IMEI:attacked');
  relay.pass = (pdu) => [pdu, pdu, pdu];
  const task = await world.until(await order(box), isTaskOver, 20_000);
  assert.equal(task.state, 'verified', task.reason);
  const [good = assert.fail('no trigger came')] = relay.seen;
  const forged = good.with(-8, (good.at(-8) ?? 0) ^ 1);
  const noise = Buffer.from('neither push nor trigger');
  for (const pdu of [good, forged, noise, forged, good, noise, good, good.subarray(0, 20)]) relay.inject(pdu);
  await agent.says(/10 pushes ignored/, 10_000);
  assert.equal((await sessionsOf(box)).length, 2);
  assert.equal((await wakeUpsOf(box)).length, 1);
});

test('killed in a flood of broken pushes, the agent comes up each time, and is woken after it', async (t) => {
  const { box, relay, agent } = await relayed(t, 'IMEI:flooded');
  await agent.kill();
  const good = Buffer.from('010603c4af87', 'hex');
  for (let round = 0; round < 5; round += 1) {
    const victim = await box.startAsleep();
    for (let n = 0; n < 200; n += 1) relay.inject(Buffer.concat([good, Buffer.alloc(n, n)]));
    await victim.says(/10 pushes ignored/, 10_000);
    await victim.kill();
  }
  await box.startAsleep();
  assert.equal((await world.until(await order(box), isTaskOver, 20_000)).state, 'verified');
});

test('a wake-up that nothing answers expires, and its task waits again', async () => {
  const relay = await pushRelay();
  const wakeUp = [{ bearer: 'udp', address: relay.address }] as const;
  const box = await openBox(world, 'IMEI:gone');
  const params = { deviceId: box.deviceId };
  await world.client.updateDevice({ params, body: { wakeUp } });
  await world.client.wakeDevice({ params, body: { expiresInSeconds: 1 } });
  await relay.count(1);
  await untilOver(world, box.deviceId);
  relay.close();
  const [expired] = await wakeUpsOf(box);
  assert.deepEqual([expired?.state, expired?.reason], ['expired', 'the device did not call in']);
});

test('the command line sets addresses, wakes, and tells what came of it', async (t) => {
  const { box, relay } = await relayed(t, 'IMEI:by-hand');
  const set = await world.scomo('device', 'set-wake-up', box.deviceId, '--wake-up', `udp:${relay.address}`);
  assert.match(set, new RegExp(`udp:${relay.address}`));
  const woken: WakeUpView = JSON.parse(await world.scomo('device', 'wake', box.deviceId, '--json'));
  await untilOver(world, box.deviceId);
  const list = await world.scomo('device', 'wake-ups', box.deviceId);
  assert.match(list, new RegExp(`${woken.id}.* ${hex(woken.sessionId)} .*answered.*its session came`));
  await assert.rejects(world.scomo('device', 'set-wake-up', box.deviceId, '--wake-up', 'pigeon'), /udp:HOST/);
});

test('two servers on one database keep to one plan', async (t) => {
  const nodes = await openTwoNodes();
  t.after(() => nodes.close());
  const { client } = nodes.world;
  const relay = await pushRelay();
  t.after(() => relay.close());
  const ids = Array.from({ length: 25 }, (_, n) => `IMEI:of-both-${n}`);
  const wakeUp = [{ bearer: 'udp', address: relay.address }] as const;
  for (const deviceId of ids)
    await client.createDevice({ body: { deviceId, deviceType: 'gateway', wakeUp: [...wakeUp] } });
  await Promise.all(ids.map((deviceId) => client.wakeDevice({ params: { deviceId }, body: {} })));
  await relay.count(ids.length);
  const tries = await Promise.all(
    ids.map(async (deviceId) => (await client.listWakeUps({ params: { deviceId } })).items[0]?.tries ?? 0),
  );
  assert.equal(
    tries.reduce((sum, each) => sum + each, 0),
    relay.seen.length,
  );
  assert.equal(relay.seen.length, ids.length);
});

async function untilOver({ client }: World, deviceId: string): Promise<void> {
  for (let n = 0; n < 100; n += 1) {
    const { items } = await client.listWakeUps({ params: { deviceId } });
    if (items[0]?.nextCheckAt === null) return;
    await new Promise((done) => setTimeout(done, 100));
  }
  assert.fail(`the wake-up of ${deviceId} is not over`);
}
