import assert from 'node:assert/strict';
import { openBox } from '@scomo/simulator';
import { orderFromOutside } from './external/start.ts';
import { row } from './row.ts';
import { downloads, GATEWAY, gateway, packagesIn, SENSOR, sensor, talk } from './steps.ts';

/** Ordered beforehand by a system that knows only our OpenAPI document; the packages are downloaded. */
row('E3', async (world) => {
  const box = await openBox(world, 'IMEI:E3', { pollSeconds: 30 * 86_400 });
  box.answer('yes');
  const outside = await orderFromOutside(world, {
    ...{ deviceId: box.deviceId, deploy: { delivery: 'download', consent: 'ask' } },
    files: [await world.build(gateway('1.0.0', 1)), await world.build(sensor('1.0.0', 1))],
  });
  const before = await world.client.getTask({ params: { id: outside.taskIds[0] ?? '' } });
  assert.equal(before.state, 'planned', 'ordered before the device ever called in');
  box.start();
  const [task] = await outside.finished();
  assert.ok(task);
  assert.equal(task.state, 'verified', task.reason);
  assert.equal(task.consent[0]?.answer, 'yes');
  assert.equal(await box.program(GATEWAY, 'bin/probe'), 'gateway 1.0.0');
  assert.equal(await box.program(SENSOR, 'bin/tool'), 'sensor 1.0.0');
  assert.ok((await downloads(world)) >= 2, 'fetched by HTTP');
  assert.equal(packagesIn(await talk(world, box.deviceId)).size, 0, 'and not inside a session');
  return `ordered by operationId from outside; two packages fetched by HTTP; followed there to: ${task.reason}`;
});
