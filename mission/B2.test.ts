import assert from 'node:assert/strict';
import { openBox } from '@scomo/simulator';
import { row } from './row.ts';
import {
  alertTypes,
  GATEWAY,
  gateway,
  installAsleep,
  offer,
  outcomeOf,
  release,
  SENSOR,
  sensor,
} from './steps.ts';

/** Longer than any test: nothing but what the device wants opens a session. */
const NEVER = 30 * 86_400;

/** The device asks, once because its End User does and once by its timer, and each time gets exactly what is due. */
row('B2', async (world) => {
  const config = { moVersion: '1.1', checkUnitSeconds: 1 };
  const box = await openBox(world, 'IMEI:B2', { pollSeconds: NEVER, config });
  const { deviceId } = box;
  box.answer('yes');
  await installAsleep(world, box, [gateway('1.0.0', 1), sensor('1.0.0', 1)]);
  await box.startAsleep();

  const older = await offer(world, await release(world, [sensor('0.9.0', 2)]), { mode: 'update' });
  const newer = await offer(world, await release(world, [gateway('2.0.0', 2)]), { mode: 'update' });
  const asked = await box.agent('updates');
  assert.equal(asked.code, 0, asked.output);
  const byUser = await outcomeOf(world, deviceId, newer.id);
  assert.equal(byUser.state, 'verified', byUser.reason);
  assert.deepEqual([byUser.origin?.by, byUser.consent[0]?.answer], ['user', 'yes']);
  assert.equal(await box.program(GATEWAY, 'bin/probe'), 'gateway 2.0.0');

  const timer = ['./SCOMO/Config/CheckUpdateFreq', '2', '--format', 'int', '--no-wait'];
  await world.scomo('device', 'tree', 'set', deviceId, ...timer);
  const refused = await box.agent('request', '--component', 'org.example.nothing');
  assert.match(refused.output, /refused, org.example.nothing is not offered to this device/);
  assert.equal(refused.code, 1);
  const later = await offer(world, await release(world, [sensor('2.0.0', 3)]), { mode: 'update' });
  const byTimer = await outcomeOf(world, deviceId, later.id);
  assert.equal(byTimer.state, 'verified', byTimer.reason);
  assert.equal(byTimer.origin?.by, 'device');
  assert.deepEqual(
    byTimer.members.map(({ component, from }) => `${component} ${from}`),
    [`${SENSOR} 1.0.0`],
  );

  const { items } = await world.client.listTasks({ query: { deviceId } });
  assert.deepEqual(
    items.filter(({ origin }) => origin?.offerId === older.id),
    [],
    'what is not due is not given',
  );
  const types = await alertTypes(world, deviceId);
  for (const by of ['User', 'Device'])
    assert.ok(types.includes(`urn:oma:at:scomo:1.1:Update${by}Request`), types.join(' '));
  return 'End User: gateway 1.0.0 → 2.0.0; timer of 2 s: sensor 1.0.0 → 2.0.0; the older sensor never came';
});
