/**
 * `npm run crash -- [--kills 100] [--server-kills 30] [--seed 1]`: all-or-none updates of two components while agent and
 * server are killed (SIGKILL) at random moments. Checked after every kill: `current` holds one version, never a mix.
 * Checked after every update: it is verified, or failed with the old version running; each accepted operation has one
 * report per member. Exit 1 on any breach.
 */
import { readdirSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { isTaskOver, type TaskView } from '@scomo/api';
import type { Child } from './child.ts';
import { type DeviceBox, openBox } from './device-box.ts';
import { seeded } from './random.ts';
import { openWorld, type World } from './world.ts';

const COMPONENTS = ['org.example.gateway', 'org.example.sensor'];
const BALLAST_BYTES = 8_000_000;
/** The longest wait between two kills: an update without any takes about twice as long once it has begun. */
const STEP_MS = 500;

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '100' },
    'server-kills': { type: 'string' },
    seed: { type: 'string', default: '1' },
  },
});
const agentKills = count('--kills', values.kills);
const serverKills = count('--server-kills', values['server-kills'] ?? String(Math.round(agentKills * 0.3)));
const seed = count('--seed', values.seed);

interface Tally {
  agent: number;
  server: number;
  verified: number;
  keptOld: number;
  /** How often who was killed in which state of the task, as the server saw it. */
  readonly moments: Map<string, number>;
  readonly breaches: string[];
}

const tally: Tally = { agent: 0, server: 0, verified: 0, keptOld: 0, moments: new Map(), breaches: [] };
const digestVersion = new Map<string, string>();
const random = seeded(seed);
const world = await openWorld();
const box = await openBox(world, 'IMEI:crash');
let agent: Child = box.start();
try {
  let version = 1;
  await update(version);
  while (tally.agent < agentKills || tally.server < serverKills) {
    version += 1;
    await update(version);
    console.log(
      `update ${version}: ${tally.agent}/${agentKills} agent and ${tally.server}/${serverKills} server kills, ` +
        `${tally.verified} verified, ${tally.keptOld} kept the old version, ${tally.breaches.length} breaches`,
    );
  }
} finally {
  await world.close();
}
for (const breach of tally.breaches) console.error(breach);
console.log(`killed: ${[...tally.moments].map(([moment, times]) => `${moment} ${times}`).join(', ')}`);
const mixed = tally.breaches.filter((breach) => breach.includes('mixed')).length;
const reports = tally.breaches.filter((breach) => breach.includes('report')).length;
console.log(
  `seed ${seed}: ${tally.agent} agent kills, ${tally.server} server kills, ${tally.verified} updates verified, ` +
    `${tally.keptOld} kept the old version; ${mixed} mixed generations, ${reports} lost or double reports, ${tally.breaches.length} breaches in all`,
);
process.exit(tally.breaches.length === 0 ? 0 : 1);

async function update(version: number): Promise<void> {
  const releaseId = await makeRelease(world, version);
  const { id } = await world.client.createTask({
    body: { deviceId: box.deviceId, kind: 'deploy', releaseId, consent: { mode: 'silent', deferralsMax: 0 } },
  });
  if (version > 1) await storm(id);
  const task = await world.until(id, isTaskOver, 120_000);
  await judge(task, version);
}

/** A few kills while the update runs: each a random moment after the device has taken its orders, or after the last. */
async function storm(taskId: string): Promise<void> {
  const blows = 1 + Math.floor(random() * 5);
  for (let blow = 0; blow < blows; blow += 1) {
    while ((await stateOf(taskId)) === 'planned') await wait(10);
    await wait(random() * STEP_MS);
    const state = await stateOf(taskId);
    if (isTaskOver({ state })) return;
    const atServer = tally.server < serverKills && (tally.agent >= agentKills || random() < 0.25);
    if (!atServer && tally.agent >= agentKills) return;
    const who = atServer ? 'server' : 'agent';
    const moment = `${who} while ${state}`;
    tally.moments.set(moment, (tally.moments.get(moment) ?? 0) + 1);
    tally[who] += 1;
    if (atServer) {
      await world.server().kill();
      await wait(random() * 200);
      await world.startServer();
    } else {
      await agent.kill();
      lookForMix(box, `after agent kill ${tally.agent}`);
      await wait(random() * 200);
      agent = box.start();
    }
  }
}

async function stateOf(taskId: string): Promise<TaskView['state']> {
  return (await world.client.getTask({ params: { id: taskId } })).state;
}

/** Versions in the generation that `current` points to: links to unpacked packages, named in generation.json. */
function lookForMix(device: DeviceBox, when: string): void {
  const running = versionsIn(device);
  if (new Set(running).size > 1) tally.breaches.push(`${when}: mixed generation ${running.join(', ')}`);
}

function versionsIn(device: DeviceBox): readonly string[] {
  try {
    const generation = join(device.state, readlinkSync(join(device.state, 'current')));
    return readdirSync(generation)
      .filter((name) => COMPONENTS.includes(name))
      .map(
        (name) =>
          digestVersion.get(readlinkSync(join(generation, name)).split('/').at(-1) ?? '') ?? 'unknown',
      );
  } catch {
    return [];
  }
}

async function judge(task: TaskView, version: number): Promise<void> {
  lookForMix(box, `after update ${version}`);
  const running = versionsIn(box);
  const wanted = `${version}.0.0`;
  if (task.state === 'verified') {
    tally.verified += 1;
    if (running.some((each) => each !== wanted))
      tally.breaches.push(`update ${version} verified, but ${running.join(', ')} runs`);
  } else {
    tally.keptOld += 1;
    console.log(`update ${version}: ${task.state}: ${task.reason}`);
    if (running.includes(wanted))
      tally.breaches.push(`update ${version} ${task.state}, but the new version runs`);
  }
  for (const operation of task.operations) {
    const who = `update ${version}: ${operation.operation} ${operation.correlator}`;
    if (operation.status === 202 && operation.reports.length === 0)
      tally.breaches.push(`${who}: report lost`);
    const names = operation.reports.map(({ identifier }) => identifier);
    if (new Set(names).size < names.length) tally.breaches.push(`${who}: report counted twice`);
    if (operation.reports.some(({ detail }) => detail === 'read from the tree'))
      tally.breaches.push(`${who}: report lost, result read from the tree`);
  }
}

async function makeRelease(within: World, version: number): Promise<string> {
  const packageIds: string[] = [];
  for (const component of COMPONENTS) {
    const pkg = await within.publish({
      component,
      version: `${version}.0.0`,
      counter: version,
      program: component === COMPONENTS[0] ? 'service' : 'tool',
      ballastBytes: BALLAST_BYTES,
    });
    digestVersion.set(pkg.digest, pkg.version);
    packageIds.push(pkg.id);
  }
  const { id } = await within.client.createRelease({
    body: { name: `crash ${version}`, packageIds, atomic: true },
  });
  return id;
}

function count(name: string, text: string): number {
  if (/^\d{1,6}$/.test(text)) return Number(text);
  console.error(`crash: ${name} takes a whole number, not ${JSON.stringify(text)}`);
  process.exit(2);
}
