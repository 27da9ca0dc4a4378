import assert from 'node:assert/strict';
import { openBox } from '@scomo/simulator';
import { row } from './row.ts';
import { GATEWAY, gateway, offer, release } from './steps.ts';

type Operation = 'Download' | 'Install' | 'InstallInactive' | 'Activate' | 'Deactivate' | 'Remove';

/** What is asked for, and `version state` as the server reads it afterwards. */
const STEPS: readonly (readonly [Operation, string, readonly string[]])[] = [
  ['Download', 'verified', []],
  ['InstallInactive', 'verified', ['1.0.0 10']],
  ['Activate', 'verified', ['1.0.0 20']],
  ['Deactivate', 'verified', ['1.0.0 10']],
  ['Remove', 'removed', []],
  ['Install', 'verified', ['1.0.0 20']],
  ['Remove', 'removed', []],
];

/** Every operation at the device's own request, as far as the offer allows it. */
row('F1', async (world) => {
  const box = await openBox(world, 'IMEI:F1', { pollSeconds: 30 * 86_400 });
  const { deviceId } = box;
  box.answer('yes');
  await box.startAsleep();
  const operations = ['Download', 'Install', 'InstallInactive', 'Activate', 'Deactivate'] as const;
  const releaseId = await release(world, [gateway('1.0.0', 1)]);
  const strict = await offer(world, releaseId, { operations: [...operations] });
  const refused = await box.agent('request', '--component', GATEWAY, '--operation', 'Remove');
  assert.match(refused.output, /refused, Remove of org\.example\.gateway is not offered/);
  assert.equal(refused.code, 1);
  await world.client.endOffer({ params: { id: strict.id } });
  await offer(world, releaseId, { operations: [...operations, 'Remove'] });

  const seen: string[] = [];
  for (const [operation, state, deployed] of STEPS) {
    const asked = await box.agent('request', '--component', GATEWAY, '--operation', operation);
    assert.equal(asked.code, 0, asked.output);
    const { items } = await world.client.listTasks({ query: { deviceId, limit: 1 } });
    const task = await world.until(items[0]?.id ?? '', ({ state: now }) => now === state, 30_000);
    assert.deepEqual([task.origin?.operation, task.origin?.by], [operation, 'user']);
    const inventory = await world.client.getInventory({ params: { deviceId } });
    assert.deepEqual(
      inventory.deployed.map((row) => `${row.version} ${row.state}`),
      deployed,
      operation,
    );
    seen.push(`${operation} ${task.code ?? ''}`.trim());
  }
  const { items } = await world.client.listTasks({ query: { deviceId } });
  assert.equal(items.length, STEPS.length, 'one task each');
  return `Remove refused while not offered; then ${seen.join(', ')}`;
});
