import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { isTaskOver } from '@scomo/api';
import { openBox } from '../src/device-box.ts';
import { openWorld } from '../src/world.ts';
import { mosquitto, noMosquitto } from './mosquitto.ts';

test('mqtt: through a real broker, also after it was away', { skip: noMosquitto }, async (t) => {
  const dir = mkdtempSync(join(tmpdir(), 'scomo-broker-'));
  const broker = await mosquitto(dir);
  const world = await openWorld({ env: { SCOMO_MQTT_URL: broker.url } });
  t.after(async () => {
    await world.close();
    await broker.stop();
    rmSync(dir, { recursive: true, force: true });
  });
  const { client } = world;
  const order = async (deviceId: string) => {
    const { id } = await client.createTask({ body: { deviceId, kind: 'inventory' } });
    return world.until(id, isTaskOver, 40_000);
  };

  const box = await openBox(world, 'IMEI:over/mqtt+#', {
    pollSeconds: 2_592_000,
    config: { wakeUp: { mqtt: { url: broker.url } } },
  });
  const params = { deviceId: box.deviceId };
  await client.updateDevice({ params, body: { wakeUp: [{ bearer: 'mqtt' }] } });
  const agent = await box.startAsleep();
  await agent.says(/listens at the MQTT broker/, 10_000);
  assert.equal((await order(box.deviceId)).state, 'verified');
  const [first] = (await client.listWakeUps({ params })).items;
  assert.deepEqual([first?.reason, first?.tries], ['its session came', 1]);

  const deaf = await openBox(world, 'IMEI:deaf');
  await client.updateDevice({ params: { deviceId: deaf.deviceId }, body: { wakeUp: [{ bearer: 'mqtt' }] } });
  const task = await client.createTask({ body: { deviceId: deaf.deviceId, kind: 'inventory' } });
  const noted = await world.until(task.id, ({ reason }) => reason.includes('not sent'), 10_000);
  assert.match(noted.reason, /mqtt: the device does not listen at the MQTT broker/);

  await broker.stop();
  await agent.says(/the MQTT broker is lost/, 10_000);
  await broker.start();
  await agent.says(/broker is lost[\s\S]*listens at the MQTT broker/, 30_000);
  const again = await client.createTask({ body: { deviceId: box.deviceId, kind: 'inventory' } });
  await agent.says(/session \w+ wanted[\s\S]*session \w+ wanted/, 40_000);
  assert.equal((await client.getTask({ params: { id: again.id } })).state, 'notified');
});
