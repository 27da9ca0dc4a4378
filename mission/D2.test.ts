import assert from 'node:assert/strict';
import { isTaskOver } from '@scomo/api';
import { openBox } from '@scomo/simulator';
import { row } from './row.ts';
import {
  deploy,
  downloads,
  GATEWAY,
  gateway,
  packagesIn,
  release,
  SENSOR,
  sensor,
  talk,
  targetOf,
} from './steps.ts';

/** The server reads the inventory first and sends exactly what is outdated in it. */
row('D2', async (world) => {
  const box = await openBox(world, 'IMEI:D2', {
    pollSeconds: 3600,
    wakeUp: 'udp',
    config: { maxMsgSize: 16_384 },
  });
  const first = await release(world, [gateway('1.0.0', 1), sensor('1.0.0', 1)]);
  const consent = { mode: 'silent', deferralsMax: 0 } as const;
  const { id: firstId } = await world.client.createTask({
    body: { deviceId: box.deviceId, kind: 'deploy', releaseId: first, consent },
  });
  await box.agent('once');
  const old = await world.until(firstId, isTaskOver, 1_000);
  await box.startAsleep();
  const before = await downloads(world);
  const earlier = await talk(world, box.deviceId);

  const sensorId = old.order.kind === 'deploy' ? old.order.members[1]?.packageId : undefined;
  const newer = (await world.publish({ ...gateway('2.0.0', 2), ballastBytes: 100_000 })).id;
  const { id } = await world.client.createRelease({
    body: { name: 'D2', packageIds: [newer, sensorId ?? ''], atomic: true },
  });
  const task = await deploy(world, box, id, consent, 'direct');
  assert.equal(task.state, 'verified', task.reason);
  assert.deepEqual(
    task.members.map(({ component, from }) => `${component} ${from}`),
    [`${GATEWAY} 1.0.0`, `${SENSOR} 1.0.0`],
  );
  assert.equal(await box.program(GATEWAY, 'bin/probe'), 'gateway 2.0.0');
  assert.equal(await box.program(SENSOR, 'bin/tool'), 'sensor 1.0.0');

  const said = (await talk(world, box.deviceId)).slice(earlier.length);
  const chunks = [...packagesIn(said).values()];
  assert.equal(chunks.length, 1, 'only the outdated component goes over');
  assert.equal(await downloads(world), before, 'and not by HTTP');
  const reads = said.findIndex(({ command }) => command.kind === 'Get' && /Deployed/.test(targetOf(command)));
  const data = said.findIndex(({ command }) => command.kind === 'Add' && /Data$/.test(targetOf(command)));
  assert.ok(reads >= 0 && reads < data, 'the inventory is read before anything is sent');
  return `gateway 1.0.0 → 2.0.0 in ${chunks[0]} chunks after the inventory; sensor 1.0.0 left alone`;
});
