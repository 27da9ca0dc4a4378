import assert from 'node:assert/strict';
import { openBox } from '@scomo/simulator';
import { orderFromOutside } from './external/start.ts';
import { row } from './row.ts';
import { GATEWAY, gateway } from './steps.ts';

const OPERATIONS = [
  { operation: 'Download', on: 'package' },
  { operation: 'InstallInactive', on: 'package' },
  { operation: 'Activate', on: 'component' },
  { operation: 'Deactivate', on: 'component' },
  { operation: 'Remove', on: 'component' },
  { operation: 'DownloadInstall', on: 'package' },
] as const;

/** A row of operations, all ordered beforehand by a system that knows only our OpenAPI document. */
row('F2', async (world) => {
  const box = await openBox(world, 'IMEI:F2', { pollSeconds: 30 * 86_400 });
  const { deviceId } = box;
  const files = [await world.build(gateway('1.0.0', 1))];
  const outside = await orderFromOutside(
    world,
    { deviceId, files, operations: OPERATIONS },
    OPERATIONS.length,
  );
  const before = await world.client.listTasks({ query: { deviceId } });
  assert.ok(
    before.items.every(({ state }) => state === 'planned'),
    'ordered before the device ever called in',
  );
  box.start();
  const tasks = await outside.finished();
  assert.deepEqual(
    tasks.map(({ order, state, code }) => [order.kind === 'operation' && order.operation, state, code]),
    OPERATIONS.map(({ operation }) => [operation, operation === 'Remove' ? 'removed' : 'verified', 1200]),
  );
  for (const { operations } of tasks)
    assert.deepEqual(
      operations.map(({ reports }) => reports.map(({ code }) => code)),
      [[1200]],
      'one Exec, one report',
    );
  assert.equal(await box.program(GATEWAY, 'bin/probe'), 'gateway 1.0.0');
  return `ordered by operationId from outside; ${tasks.map(({ order, code }) => `${order.kind === 'operation' ? order.operation : ''} ${code}`).join(', ')}`;
});
