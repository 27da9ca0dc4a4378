import assert from 'node:assert/strict';
import { isTaskOver, type NewTask, type TaskView } from '@scomo/api';
import { type DeviceBox, openBox, type World } from '@scomo/simulator';
import { row } from './row.ts';
import { GATEWAY, gateway } from './steps.ts';

type Asked = Pick<NewTask, 'operation' | 'packageId' | 'component'>;

row('F0', async (world) => {
  const box = await openBox(world, 'IMEI:1');
  box.start();
  const one = (await world.publish(gateway('1.0.0', 1))).id;
  const two = (await world.publish(gateway('2.0.0', 2))).id;
  const sick = (await world.publish(gateway('3.0.0', 3, 'sick'))).id;
  const seen: string[] = [];
  const good = async (asked: Asked, deployed: readonly string[], ends: TaskView['state'] = 'verified') => {
    const task = await operate(world, box, asked);
    assert.deepEqual([task.state, task.code], [ends, 1200], task.reason);
    assert.equal(task.operations.length, 1, 'one Exec');
    const [record] = task.operations;
    assert.equal(record?.status, 202, 'accepted, then reported');
    assert.deepEqual(
      record?.reports.map(({ code }) => code),
      [1200],
      'one report',
    );
    assert.notEqual(record?.reports[0]?.detail, 'read from the tree', 'by the device itself');
    assert.deepEqual(await versions(world, box), deployed);
    seen.push(`${asked.operation} ${task.code} → ${task.reason.split(',')[0]}`);
  };
  const bad = async (asked: Asked, code: number, reason: RegExp, execs: number) => {
    const task = await operate(world, box, asked);
    assert.deepEqual([task.state, task.code], ['failed', code], task.reason);
    assert.match(task.reason, reason);
    assert.equal(task.operations.length, execs);
    seen.push(`${asked.operation} fails: ${task.reason}`);
  };

  await bad({ operation: 'Activate', component: GATEWAY }, 404, /gateway is not deployed on the device/, 0);
  await good({ operation: 'Download', packageId: one }, []);
  await good({ operation: 'Install', packageId: one }, ['1.0.0 20']);
  assert.equal(await box.program(GATEWAY, 'bin/probe'), 'gateway 1.0.0');
  await good({ operation: 'Deactivate', component: GATEWAY }, ['1.0.0 10']);
  assert.match(await box.program(GATEWAY, 'bin/probe'), /^(?!gateway)/, 'nothing runs');
  await good({ operation: 'Activate', component: GATEWAY }, ['1.0.0 20']);
  assert.equal(await box.program(GATEWAY, 'bin/probe'), 'gateway 1.0.0');
  await good({ operation: 'Download', packageId: two }, ['1.0.0 20']);
  await good({ operation: 'InstallInactive', packageId: two }, ['1.0.0 20', '2.0.0 10']);
  await good({ operation: 'Download', packageId: sick }, ['1.0.0 20', '2.0.0 10']);
  await bad({ operation: 'Install', packageId: sick }, 1405, /InstallFailed \(1405\): /, 1);
  assert.deepEqual(await versions(world, box), ['1.0.0 20', '2.0.0 10'], 'as before');
  assert.equal(await box.program(GATEWAY, 'bin/probe'), 'gateway 1.0.0');
  await good({ operation: 'Remove', packageId: sick }, ['1.0.0 20', '2.0.0 10'], 'removed');
  await good({ operation: 'Remove', component: GATEWAY }, ['2.0.0 10'], 'removed');
  await bad({ operation: 'Install', packageId: two }, 404, /no delivered package/, 0);
  return seen.join('; ');
});

async function operate(world: World, { deviceId }: DeviceBox, asked: Asked): Promise<TaskView> {
  const { id } = await world.client.createTask({ body: { deviceId, kind: 'operation', ...asked } });
  return world.until(id, isTaskOver, 60_000);
}

/** `version state` of the gateway as the server has read it, sorted. */
async function versions(world: World, { deviceId }: DeviceBox): Promise<string[]> {
  const { deployed } = await world.client.getInventory({ params: { deviceId } });
  return deployed.map(({ version, state }) => `${version} ${state}`).sort();
}
