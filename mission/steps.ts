import assert from 'node:assert/strict';
import { setTimeout as wait } from 'node:timers/promises';
import { isTaskOver, type NewOffer, type NewTask, type OfferView, type TaskView } from '@scomo/api';
import { DEVICE_TYPE, type DeviceBox, type MadePackage, type World } from '@scomo/simulator';
import { type Command, decode } from '@scomo/syncml';

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

/** What a device and the server have said to each other, command by command. */
export async function talk(world: World, deviceId: string): Promise<readonly Said[]> {
  const { items } = await world.client.listSessions({ query: { limit: 100, deviceId } });
  const said: Said[] = [];
  for (const { key: session } of items.toReversed()) {
    const { log } = await world.client.getSession({ params: { key: session } });
    for (const { direction, raw, encoding } of log) {
      const { commands } = decode(Buffer.from(raw, 'base64'), encoding);
      said.push(...commands.map((command) => ({ session, direction, command })));
    }
  }
  return said;
}

export interface Said {
  readonly session: string;
  /** `in` = by the device. */
  readonly direction: 'in' | 'out';
  readonly command: Command;
}

/** Target of the first Item of a command. */
export function targetOf(command: Command): string {
  return 'items' in command ? (command.items[0]?.target?.locUri ?? '') : '';
}

/** Chunks of packages by the `Delivered/<x>` they went to. */
export function packagesIn(said: readonly Said[]): ReadonlyMap<string, number> {
  const chunks = new Map<string, number>();
  for (const { command } of said) {
    const uri = targetOf(command);
    if (command.kind === 'Add' && uri.endsWith('/Data')) chunks.set(uri, (chunks.get(uri) ?? 0) + 1);
  }
  return chunks;
}

/** Packages that the server has given out by HTTP. */
export function downloads(world: World): Promise<number> {
  return metric(world, 'scomo_downloads_total');
}

/** A counter of the server, over all labels that it has behind these. */
export async function metric(world: World, name: string): Promise<number> {
  const headers = { authorization: `Bearer ${world.token}` };
  const lines = (await (await fetch(`${world.url}/metrics`, { headers })).text()).split('\n');
  return lines
    .filter((line) => line.startsWith(name))
    .reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' ') + 1)), 0);
}

/** `way: reason` of every package of a task. */
export function waysOf(task: TaskView): readonly string[] {
  return task.members.map(({ delivery }) => `${delivery?.way}: ${delivery?.reason}`);
}

type Consent = NonNullable<NewTask['consent']>;

/** Orders a release and waits until the task is over. */
export async function deploy(
  world: World,
  box: DeviceBox,
  releaseId: string,
  consent: Consent = { mode: 'silent', deferralsMax: 0 },
  delivery: NonNullable<NewTask['delivery']> = 'download',
): Promise<TaskView> {
  const { id } = await world.client.createTask({
    body: { deviceId: box.deviceId, kind: 'deploy', releaseId, consent, delivery },
  });
  return world.until(id, isTaskOver, 60_000);
}

/** Deploys and insists on success. */
export async function install(world: World, box: DeviceBox, made: readonly MadePackage[]): Promise<TaskView> {
  const task = await deploy(world, box, await release(world, made));
  assert.equal(task.state, 'verified', `${task.state}: ${task.reason}`);
  return task;
}

/** Installs with an agent that runs only for this. */
export async function installAsleep(
  world: World,
  box: DeviceBox,
  made: readonly MadePackage[],
): Promise<TaskView> {
  const { id } = await world.client.createTask({
    body: {
      ...{ deviceId: box.deviceId, kind: 'deploy', releaseId: await release(world, made) },
      consent: { mode: 'silent', deferralsMax: 0 },
    },
  });
  await box.agent('once', '--until-idle');
  const task = await world.until(id, isTaskOver, 10_000);
  assert.equal(task.state, 'verified', `${task.state}: ${task.reason}`);
  return task;
}

/** Lets the devices of the world ask for a release. */
export async function offer(
  world: World,
  releaseId: string,
  terms: Partial<NewOffer> = {},
): Promise<OfferView> {
  const consent = { mode: 'ask', deferralsMax: 0 } as const;
  return world.client.createOffer({
    body: { title: 'mission', releaseId, deviceTypes: [DEVICE_TYPE], consent, ...terms },
  });
}

/** Waits until what this offer brought the device is over: the newest task of it. */
export async function outcomeOf(world: World, deviceId: string, offerId: string): Promise<TaskView> {
  const deadline = performance.now() + 60_000;
  for (;;) {
    const { items } = await world.client.listTasks({ query: { deviceId, limit: 100 } });
    const task = items.find(({ origin }) => origin?.offerId === offerId);
    if (task !== undefined && isTaskOver(task)) return task;
    if (performance.now() > deadline)
      throw new Error(`the offer ${offerId} came to ${task?.state ?? 'nothing'}: ${task?.reason ?? ''}`);
    await wait(100);
  }
}

/** Types of the alerts 1226 that a device has sent, each once. */
export async function alertTypes(world: World, deviceId: string): Promise<readonly string[]> {
  const said = await talk(world, deviceId);
  const types = said.flatMap(({ command }) =>
    command.kind === 'Alert' && command.code === 1226
      ? command.items.flatMap(({ meta }) => meta?.type ?? [])
      : [],
  );
  return [...new Set(types)];
}
