/**
 * `npm run demo`: the main job by itself, on real processes. A server with its database, two agents with throw-away
 * state, signed packages with real programs, an all-or-none update of two components with the End User's consent.
 * `--once` exits 0 (verified) or 1 (failed) after the result, `--json` prints one JSON object last, `--fail second`
 * makes the second component sick, `--keep` leaves the folder behind.
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { isTaskOver, type TaskView } from '@scomo/api';
import { type DeviceBox, openBox } from './device-box.ts';
import { type MadePackage, openWorld, type World } from './world.ts';

const COMPONENTS = [
  { component: 'org.example.gateway', program: 'service', probe: 'bin/probe' },
  { component: 'org.example.sensor', program: 'tool', probe: 'bin/tool' },
] as const;
const PATIENCE_MS = 60_000;

const { values: options } = parseArgs({
  options: {
    once: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    keep: { type: 'boolean', default: false },
    fail: { type: 'string' },
  },
});
if (options.fail !== undefined && options.fail !== 'second') {
  console.error('demo: --fail takes one word: second');
  process.exit(2);
}
const started = performance.now();
const seconds = () => (performance.now() - started) / 1000;
const say = (text: string) => console.error(`${seconds().toFixed(1).padStart(5)} s  ${text}`);

say('Starting the server with its own PostgreSQL, making keys that it will never hold …');
const world = await openWorld({ keep: options.keep });
say(`Server is up: ${world.url}`);
let exitCode = 1;
try {
  exitCode = await play(world);
  if (!options.once) await untilInterrupted(world);
} finally {
  await world.close();
}
process.exit(exitCode);

async function play(world: World): Promise<number> {
  const box = await device(world, 'IMEI:004999010640001', 'yes');
  const other = await device(world, 'IMEI:004999010640002', 'no');
  const first = await release(world, '1.0.0', 1);
  for (const each of [box, other]) {
    const task = await deploy(world, each, first, 'silent');
    await follow(world, task, `${each.deviceId}: first install`);
  }
  const before = await outputs(box);
  for (const line of before) say(`${box.deviceId} runs: ${line}`);

  const second = await release(world, '2.0.0', 2, options.fail === 'second');
  const [task, declined] = await Promise.all([
    deploy(world, box, second, 'ask'),
    deploy(world, other, second, 'ask'),
  ]);
  const done = await follow(world, task, `${box.deviceId}: update`);
  const refused = await follow(world, declined, `${other.deviceId}: update`);
  say(
    `${other.deviceId}: its user said no, so it is ${refused.state} and still runs: ${(await outputs(other)).join(', ')}`,
  );
  const after = await outputs(box);
  const result = await summary(world, box, done, before, after);
  for (const line of after) say(`${box.deviceId} runs: ${line}`);
  tell(world, done);
  if (options.json) console.log(JSON.stringify(result));
  return result.result === 'verified' ? 0 : 1;
}

async function device(world: World, deviceId: string, answer: 'yes' | 'no'): Promise<DeviceBox> {
  const box = await openBox(world, deviceId);
  box.answer(answer);
  box.start();
  say(`Device ${deviceId}: agent is running, its user will say ${answer}`);
  return box;
}

async function release(world: World, version: string, counter: number, fail = false): Promise<string> {
  const packageIds: string[] = [];
  for (const { component, program } of COMPONENTS) {
    const sick = fail && component === COMPONENTS[1].component;
    const made: MadePackage = { component, version, counter, program, health: sick ? 'sick' : 'good' };
    const { id, bytes, digest } = await world.publish(made);
    say(
      `Package ${component} ${version}: signed, ${bytes} bytes, sha256 ${digest.slice(0, 16)}…${sick ? ', made sick on purpose' : ''}`,
    );
    packageIds.push(id);
  }
  const { id } = await world.client.createRelease({
    body: { name: `Site software ${version}`, packageIds, atomic: true },
  });
  return id;
}

async function deploy(
  world: World,
  box: DeviceBox,
  releaseId: string,
  mode: 'ask' | 'silent',
): Promise<string> {
  const { id } = await world.client.createTask({
    body: { deviceId: box.deviceId, kind: 'deploy', releaseId, consent: { mode, deferralsMax: 3 } },
  });
  return id;
}

/** Waits for the end of a task and tells each of its states. */
async function follow(world: World, id: string, what: string): Promise<TaskView> {
  let told = '';
  return world.until(
    id,
    (task) => {
      const line = `${what}: ${task.state} (${task.reason})`;
      if (line !== told) say(line);
      told = line;
      return isTaskOver(task);
    },
    PATIENCE_MS,
  );
}

function outputs(box: DeviceBox): Promise<string[]> {
  return Promise.all(COMPONENTS.map(({ component, probe }) => box.program(component, probe)));
}

async function summary(
  world: World,
  box: DeviceBox,
  task: TaskView,
  before: readonly string[],
  after: readonly string[],
) {
  const { deployed } = await world.client.getInventory({ params: { deviceId: box.deviceId } });
  const verified = task.state === 'verified';
  return {
    result: verified ? 'verified' : 'failed',
    seconds: Math.round(seconds() * 10) / 10,
    device: box.deviceId,
    task: task.id,
    consent: task.consent.at(-1) ?? null,
    components: COMPONENTS.map(({ component }, index) => {
      const member = task.members.find((progress) => progress.component === component);
      const row = deployed.find(({ id, state }) => id === component && state === 20);
      const error = verified ? undefined : (member?.detail ?? task.reason);
      return {
        id: component,
        from: member?.from ?? null,
        to: row?.version ?? null,
        digest: row?.pkgIdRef ?? null,
        state: row === undefined ? 'absent' : 'Active',
        verified: member?.verified ?? false,
        outputBefore: before[index],
        outputAfter: after[index],
        ...(error === undefined ? {} : { error }),
      };
    }),
    ...(verified ? {} : { error: task.reason }),
    consoleUrl: world.url,
  };
}

function tell(world: World, task: TaskView): void {
  const env = `SCOMO_URL=${world.url} SCOMO_DATA_DIR=${join(world.dir, 'data')}`;
  console.error(`
Result: ${task.state} (${task.reason})
  API reference   ${world.url}/api/docs
  This task       ${world.url}/api/v1/tasks/${task.id}
  Its story       ${env} npx scomo task show ${task.id}
  What was said   ${env} npx scomo session list --device ${task.deviceId}
`);
}

async function untilInterrupted(world: World): Promise<void> {
  say(`Staying up at ${world.url}; Ctrl-C ends it.`);
  await new Promise((resolve) => {
    process.once('SIGINT', resolve);
    process.once('SIGTERM', resolve);
  });
}
