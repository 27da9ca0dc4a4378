import assert from 'node:assert/strict';
import { openBox } from '@scomo/simulator';
import { orderFromOutside } from './external/start.ts';
import { row } from './row.ts';
import { downloads, GATEWAY, gateway, packagesIn, talk } from './steps.ts';

/** Ordered beforehand by a system that knows only our OpenAPI document; the package comes inside the session. */
row('D3', async (world) => {
  const box = await openBox(world, 'IMEI:D3', {
    ...{ pollSeconds: 30 * 86_400, config: { maxMsgSize: 16_384 } },
  });
  const outside = await orderFromOutside(world, {
    ...{ deviceId: box.deviceId, deploy: { delivery: 'direct', consent: 'silent' } },
    files: [await world.build({ ...gateway('1.0.0', 1), ballastBytes: 100_000 })],
  });
  const before = await world.client.getTask({ params: { id: outside.taskIds[0] ?? '' } });
  assert.equal(before.state, 'planned', 'ordered before the device ever called in');
  box.start();
  const [task] = await outside.finished();
  assert.ok(task);
  assert.equal(task.state, 'verified', task.reason);
  assert.equal(await box.program(GATEWAY, 'bin/probe'), 'gateway 1.0.0');
  const chunks = [...packagesIn(await talk(world, box.deviceId)).values()];
  assert.equal(chunks.length, 1, 'one package went over');
  assert.ok((chunks[0] ?? 0) > 6, `${chunks[0]} chunks of at most 16 KB for 100 KB`);
  assert.equal(await downloads(world), 0, 'and none by HTTP');
  return `ordered by operationId from outside; ${chunks[0]} chunks; followed there to: ${task.reason}`;
});
