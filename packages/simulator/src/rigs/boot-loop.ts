import { chmodSync, cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isTaskOver, type TaskView } from '@scomo/api';
import { type DeviceBox, openBox } from '../device-box.ts';
import { openWorld, type World } from '../world.ts';
import { inLanes, LANES } from './lanes.ts';
import { round, roundsUntilOver } from './rounds.ts';

const COMPONENT = 'org.example.killer';
/** Starts of a new version before the old one comes back. security.md E4 */
const STARTS_MAX = 3;

/** What boot loops came to. */
export interface BootLoops {
  /** Times that an agent was killed by what it had started. */
  readonly crashes: number;
  readonly devices: number;
  /** Most starts of the new version on one device. */
  readonly startsMax: number;
  readonly breaches: readonly string[];
}

/**
 * Devices that run version 1 get a version 2 whose program kills the agent as soon as it starts. The agent is started again
 * and again until it lives: then version 1 has to run, one result has to be told, and the same package ordered once more
 * must not be started. security.md §6 G12
 */
export async function bootLoops(crashes: number, tell: (line: string) => void): Promise<BootLoops> {
  const world = await openWorld();
  try {
    const old = await publish(world, 1, 'exec sleep 1000000');
    const killer = await publish(
      world,
      2,
      `echo >> "$SCOMO_AGENT_STATE/starts"; kill -9 $PPID; exec sleep 9`,
    );
    const template = await openBox(world, 'IMEI:template');
    const { task } = await roundsUntilOver(world, template, await order(world, template, old));
    if (task.state !== 'verified') throw new Error(`no start: ${task.state} (${task.reason})`);
    const sum = { crashes: 0, devices: 0, startsMax: 0, breaches: [] as string[] };
    await inLanes(
      Array.from({ length: Math.ceil(crashes / STARTS_MAX) }, (_, i) => i),
      LANES,
      async (i) => {
        const box = await openBox(world, `IMEI:loop-${i}`);
        cpSync(template.state, box.state, { recursive: true, verbatimSymlinks: true });
        const one = await loop(world, box, killer);
        sum.crashes += one.starts;
        sum.devices += 1;
        sum.startsMax = Math.max(sum.startsMax, one.starts);
        sum.breaches.push(...one.breaches.map((breach) => `${box.deviceId}: ${breach}`));
        rmSync(dirname(box.config), { recursive: true, force: true });
        if (sum.devices % 10 === 0)
          tell(`${sum.crashes} of ${crashes} crashes, ${sum.breaches.length} breaches`);
      },
    );
    return sum;
  } finally {
    await world.close();
  }
}

async function publish(world: World, version: number, script: string): Promise<string> {
  const folder = join(world.dir, `killer-${version}`);
  mkdirSync(join(folder, 'bin'), { recursive: true });
  writeFileSync(join(folder, 'bin/serve'), `#!/bin/sh\n${script}\n`);
  chmodSync(join(folder, 'bin/serve'), 0o755);
  const program = { file: folder, start: 'bin/serve' };
  const made = { component: COMPONENT, version: `${version}.0.0`, counter: version, program };
  return (await world.publish(made)).id;
}

async function order({ client }: World, { deviceId }: DeviceBox, packageId: string): Promise<string> {
  const body = { deviceId, kind: 'operation', operation: 'DownloadInstall', packageId } as const;
  return (await client.createTask({ body })).id;
}

/** One device, until its agent lives. */
async function loop(world: World, box: DeviceBox, killer: string) {
  const { task } = await roundsUntilOver(world, box, await order(world, box, killer));
  const starts = startsOf(box);
  const breaches = [...faults(task), ...(await oldRuns(world, box))];
  if (starts !== STARTS_MAX) breaches.push(`${starts} starts of the new version`);
  const again = await roundsUntilOver(world, box, await order(world, box, killer));
  if (again.task.state !== 'failed' || !/quarantine/.test(again.task.reason))
    breaches.push(`ordered once more: ${again.task.state} (${again.task.reason})`);
  if (startsOf(box) !== starts) breaches.push('started once more');
  return { starts, breaches };
}

/** Each start of the killer has left a line. */
function startsOf({ state }: DeviceBox): number {
  return readFileSync(join(state, 'starts'), 'utf8').length;
}

function faults(task: TaskView): readonly string[] {
  const reports = task.operations.flatMap((operation) => operation.reports);
  const wrong = isTaskOver(task) && task.state === 'failed' ? [] : [`the task is ${task.state}`];
  return reports.length === 1 ? wrong : [...wrong, `${reports.length} results`];
}

async function oldRuns(world: World, box: DeviceBox): Promise<string[]> {
  await round(world, box);
  const { deployed } = await world.client.getInventory({ params: { deviceId: box.deviceId } });
  const shown = deployed.map(({ version, state }) => `${version} ${state}`).join();
  return shown === '1.0.0 20' ? [] : [`the inventory shows ${shown}`];
}
