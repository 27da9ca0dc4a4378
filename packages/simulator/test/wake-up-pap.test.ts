import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { isTaskOver } from '@scomo/api';
import { openBox } from '../src/device-box.ts';
import { openWorld } from '../src/world.ts';
import { kannel, noKannel } from './kannel.ts';
import { pushRelay } from './push-relay.ts';

const NUMBER = '+491700123456';
/** Media type as text (Kannel writes it so), then other headers and the application id by their codes. */
const PUSH =
  /^..06(..)6170706c69636174696f6e2f766e642e73796e636d6c2e6e6f74696669636174696f6e00([0-9a-f]*?)af87/;

test('pap: a real gateway makes a short message of it, which wakes the device', {
  skip: noKannel,
}, async (t) => {
  const dir = mkdtempSync(join(tmpdir(), 'scomo-gateway-'));
  const gateway = await kannel(dir);
  const world = await openWorld({ env: { SCOMO_PAP_URL: gateway.url } });
  t.after(async () => {
    await world.close();
    await gateway.stop();
    rmSync(dir, { recursive: true, force: true });
  });
  const box = await openBox(world, 'IMEI:by-sms', { wakeUp: 'udp' });
  const config: { wakeUp: { udp: { port: number } } } = JSON.parse(readFileSync(box.config, 'utf8'));
  const modem = await pushRelay(config.wakeUp.udp.port);
  t.after(() => modem.close());
  await world.scomo('device', 'set-wake-up', box.deviceId, '--wake-up', `pap:${NUMBER}`);
  await box.startAsleep();
  const { id } = await world.client.createTask({ body: { deviceId: box.deviceId, kind: 'inventory' } });

  const { to, header, data } = await gateway.message(1);
  assert.equal(to, NUMBER);
  assert.match(header, /^0605040b84....$/, 'to port 2948');
  const hex = Buffer.from(data).toString('hex');
  assert.match(hex, PUSH);
  for (const secret of ['authorization', 'secret-of-gateway', 'scomo:'])
    assert.ok(!Buffer.from(data).includes(secret), `${secret} reaches the device`);

  modem.inject(data);
  assert.equal((await world.until(id, isTaskOver, 20_000)).state, 'verified');
  const [wakeUp] = (await world.client.listWakeUps({ params: { deviceId: box.deviceId } })).items;
  assert.deepEqual([wakeUp?.state, wakeUp?.reason], ['answered', 'its session came']);
});
