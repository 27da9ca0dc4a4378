import { randomUUID } from 'node:crypto';
import { cpSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type DeviceBox, openBox } from '../device-box.ts';
import { openWorld, type World } from '../world.ts';
import { insist } from './insist.ts';
import { type RequestWatch, watchRequests } from './request-watch.ts';
import { round, roundsUntilOver } from './rounds.ts';
import { PACKAGES, type PackageName, type Scenario, type Software, told } from './scenarios.ts';

/** A world that makes devices ready for a scenario, one after the other, each a new device to the server. */
export interface Stage {
  readonly world: World;
  readonly watch: RequestWatch;
  /** A new device that runs what the scenario begins with; `prepare` is called before its files are there. */
  newcomer(scenario: Scenario, prepare?: (state: string) => void): Promise<DeviceBox>;
  /** Orders what a scenario wants; gives the task. */
  order(box: DeviceBox, scenario: Scenario): Promise<string>;
  /** Forgets a device's files. */
  drop(box: DeviceBox): void;
  close(): Promise<void>;
}

/** @param env of the server, beside what a stage needs. */
export async function openStage(env: NodeJS.ProcessEnv = {}): Promise<Stage> {
  let origin = '';
  const watch = await watchRequests(() => origin);
  const world = await openWorld({
    env: {
      ...env,
      SCOMO_PUBLIC_URL: `http://127.0.0.1:${watch.port}`,
      // Most of a short run would be the reading of sources.
      NODE_COMPILE_CACHE: join(tmpdir(), 'node-compile-cache'),
    },
  });
  origin = world.url;
  const packageIds = new Map<string, string>();
  for (const [name, made] of Object.entries(PACKAGES)) packageIds.set(name, (await world.publish(made)).id);
  const order = async (box: DeviceBox, want: Scenario['want']) => {
    const body = await bodyOf(world, want, (name) => packageIds.get(name) ?? '');
    const idempotencyKey = randomUUID();
    const task = { body: { deviceId: box.deviceId, ...body }, idempotencyKey };
    return (await insist(() => world.client.createTask(task))).id;
  };
  const templates = new Map<string, Promise<string>>();
  /** The state folder of a device that runs some software, to be copied. */
  const templateOf = (software: Software): Promise<string> => {
    const key = told(Object.entries(software));
    const template =
      templates.get(key) ?? makeTemplate(world, `IMEI:template-${templates.size}`, software, order);
    templates.set(key, template);
    return template;
  };
  let count = 0;
  return {
    world,
    watch,
    order: (box, { want }) => order(box, want),
    async newcomer({ from, name }, prepare) {
      const template = await templateOf(from);
      count += 1;
      const box = await openBox(world, `IMEI:${name}-${count}`);
      prepare?.(box.state);
      cpSync(template, box.state, { recursive: true, verbatimSymlinks: true });
      return box;
    },
    drop: (box) => rmSync(dirname(box.config), { recursive: true, force: true }),
    async close() {
      await world.close();
      await watch.close();
    },
  };
}

async function makeTemplate(
  world: World,
  deviceId: string,
  software: Software,
  order: (box: DeviceBox, want: Scenario['want']) => Promise<string>,
): Promise<string> {
  const box = await openBox(world, deviceId);
  await round(world, box);
  const deploy = (Object.keys(PACKAGES) as PackageName[]).filter(
    (name) => software[PACKAGES[name].component] === PACKAGES[name].version,
  );
  if (deploy.length === 0) return box.state;
  const { task } = await roundsUntilOver(world, box, await order(box, { deploy }));
  if (task.state !== 'verified') throw new Error(`no start for scenarios: ${task.state} (${task.reason})`);
  await round(world, box);
  return box.state;
}

async function bodyOf(world: World, want: Scenario['want'], idOf: (name: PackageName) => string) {
  if ('remove' in want) return { kind: 'remove', components: want.remove } as const;
  if ('package' in want)
    return { kind: 'operation', operation: want.operation, packageId: idOf(want.package) } as const;
  if ('component' in want)
    return { kind: 'operation', operation: want.operation, component: want.component } as const;
  const packageIds = want.deploy.map(idOf);
  const body = { name: want.deploy.join(' '), packageIds, atomic: true };
  const idempotencyKey = randomUUID();
  const { id: releaseId } = await insist(() => world.client.createRelease({ body, idempotencyKey }));
  return { kind: 'deploy', releaseId, consent: { mode: 'silent', deferralsMax: 0 } } as const;
}
