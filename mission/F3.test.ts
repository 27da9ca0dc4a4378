import assert from 'node:assert/strict';
import { isTaskOver, type NewTask, type TaskView } from '@scomo/api';
import { type DeviceBox, openBox, type World } from '@scomo/simulator';
import { row } from './row.ts';
import { SENSOR, sensor } from './steps.ts';

type Name = NonNullable<NewTask['operation']>;

/** What must be seen afterwards. */
interface End {
  readonly state: TaskView['state'];
  readonly code: number;
  readonly reason: RegExp;
  /** `operation code` of each Exec, in their order. */
  readonly execs: readonly string[];
  /** `version state` of the sensor as the server has read it, sorted. */
  readonly deployed: readonly string[];
  /** What the sensor answers; none: it is not there. */
  readonly answers?: string;
}

const good = (execs: readonly string[], deployed: readonly string[], answers?: string): End => ({
  state: 'verified',
  code: 1200,
  reason: /read in the inventory$/,
  execs: execs.map((name) => `${name} 1200`),
  deployed,
  ...(answers !== undefined && { answers }),
});

const UPDATE = 'Update+Activate';
const WHOLE = 'Download+Install+Activate';

row('F3', async (world) => {
  const box = await openBox(world, 'IMEI:1');
  const agent = box.start();
  const publish = async (version: number, health: 'good' | 'sick' = 'good') =>
    (await world.publish(sensor(`${version}.0.0`, version, health))).id;
  const steps: readonly (readonly [Name, string | undefined, End])[] = [
    ['DownloadInstall', await publish(1), good(['DownloadInstall'], ['1.0.0 20'], '1.0.0')],
    [
      'DownloadInstallInactive',
      await publish(2),
      good(['DownloadInstallInactive'], ['1.0.0 20', '2.0.0 10'], '1.0.0'),
    ],
    [UPDATE, await publish(3), good(['DownloadInstallInactive', 'Activate'], ['3.0.0 20'], '3.0.0')],
    [
      UPDATE,
      await publish(4, 'sick'),
      {
        ...good([], ['3.0.0 20'], '3.0.0'),
        state: 'failed',
        code: 1409,
        reason: /ActivateFailed \(1409\): .*; all is again as it was$/s,
        execs: ['DownloadInstallInactive 1200', 'Activate 1409', 'Remove 1200'],
      },
    ],
    [WHOLE, await publish(5), good(['Download', 'InstallInactive', 'Activate'], ['5.0.0 20'], '5.0.0')],
    [
      WHOLE,
      await publish(6, 'sick'),
      {
        ...good([], ['5.0.0 20', '6.0.0 10'], '5.0.0'),
        state: 'failed',
        code: 1409,
        reason: /ActivateFailed \(1409\): .*; done before: Download, InstallInactive$/s,
        execs: ['Download 1200', 'InstallInactive 1200', 'Activate 1409'],
      },
    ],
    ['Deactivate+Remove', undefined, { ...good(['Deactivate', 'Remove'], ['6.0.0 10']), state: 'removed' }],
  ];
  const seen: string[] = [];
  for (const [operation, packageId, end] of steps) {
    const task = await ordered(world, box, operation, packageId, end);
    seen.push(`${operation} ${task.code} in ${task.operations.length}: ${task.reason.split('\n')[0]}`);
  }
  await agent.stop();
  return `one order each: ${seen.join('; ')}`;
});

/** One order by the command line, one outcome; the inventory and the running program bear it out. */
async function ordered(
  world: World,
  box: DeviceBox,
  operation: Name,
  packageId: string | undefined,
  end: End,
): Promise<TaskView> {
  const { deviceId } = box;
  const about = packageId === undefined ? ['--component', SENSOR] : ['--package', packageId];
  const { id }: TaskView = JSON.parse(
    await world.scomo('task', 'operate', deviceId, operation, ...about, '--json'),
  );
  const task = await world.until(id, isTaskOver, 60_000);
  assert.deepEqual([task.state, task.code], [end.state, end.code], `${operation}: ${task.reason}`);
  assert.match(task.reason, end.reason);
  const execs = task.operations.map(
    (each) => `${each.operation} ${each.reports.map(({ code }) => code).join()}`,
  );
  assert.deepEqual(execs, end.execs, 'one Exec and one report a step');
  for (const [index, { sentAt }] of task.operations.entries()) {
    const endedAt = task.operations[index - 1]?.endedAt;
    if (endedAt !== undefined)
      assert.ok(sentAt >= endedAt, 'each step waits for the report of the one before');
  }
  const { deployed } = await world.client.getInventory({ params: { deviceId } });
  assert.deepEqual(deployed.map(({ version, state }) => `${version} ${state}`).sort(), end.deployed);
  const answer = await box.program(SENSOR, 'bin/tool');
  if (end.answers === undefined) assert.doesNotMatch(answer, /^sensor/, 'nothing runs');
  else assert.equal(answer, `sensor ${end.answers}`);
  return task;
}
