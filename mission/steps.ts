import assert from 'node:assert/strict';
import { isTaskOver, type TaskView } from '@scomo/api';
import type { DeviceBox, MadePackage, World } from '@scomo/simulator';

export const GATEWAY = 'org.example.gateway';
export const SENSOR = 'org.example.sensor';

export const gateway = (version: string, counter: number, health: 'good' | 'sick' = 'good'): MadePackage => ({
  component: GATEWAY,
  version,
  counter,
  program: 'service',
  health,
});

export const sensor = (version: string, counter: number, health: 'good' | 'sick' = 'good'): MadePackage => ({
  component: SENSOR,
  version,
  counter,
  program: 'tool',
  health,
});

/** Publishes packages and puts them into an all-or-none release. */
export async function release(world: World, made: readonly MadePackage[]): Promise<string> {
  const packageIds: string[] = [];
  for (const each of made) packageIds.push((await world.publish(each)).id);
  const { id } = await world.client.createRelease({ body: { name: 'mission', packageIds, atomic: true } });
  return id;
}

type Consent = { mode: 'ask' | 'tell' | 'silent'; deferralsMax: number; deadline?: string };

/** Orders a release and waits until the task is over. */
export async function deploy(
  world: World,
  box: DeviceBox,
  releaseId: string,
  consent: Consent = { mode: 'silent', deferralsMax: 0 },
): Promise<TaskView> {
  const { id } = await world.client.createTask({
    body: { deviceId: box.deviceId, kind: 'deploy', releaseId, consent },
  });
  return world.until(id, isTaskOver, 60_000);
}

/** Deploys and insists on success. */
export async function install(world: World, box: DeviceBox, made: readonly MadePackage[]): Promise<TaskView> {
  const task = await deploy(world, box, await release(world, made));
  assert.equal(task.state, 'verified', `${task.state}: ${task.reason}`);
  return task;
}
