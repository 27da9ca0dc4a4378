import assert from 'node:assert/strict';
import { isTaskOver, type NewTask, type TaskView } from '@scomo/api';
import { type DeviceBox, openBox, type World } from '@scomo/simulator';
import { row } from './row.ts';
import { GATEWAY, gateway } from './steps.ts';

type Asked = Pick<NewTask, 'operation' | 'packageId' | 'component'>;

/** What must be seen afterwards. */
interface End {
  readonly state: TaskView['state'];
  readonly code: number;
  readonly reason: RegExp;
  /** Codes of the reports of each Exec. */
  readonly reports: readonly number[][];
  /** `version state` of the gateway as the server has read it, sorted. */
  readonly deployed: readonly string[];
  /** What the gateway answers; none: it does not run. */
  readonly answers?: string;
}

const good = (deployed: readonly string[], answers?: string): End => ({
  state: 'verified',
  code: 1200,
  reason: /read in the inventory$/,
  reports: [[1200]],
  deployed,
  ...(answers !== undefined && { answers }),
});

row('F0', async (world) => {
  const box = await openBox(world, 'IMEI:1', { wakeUp: 'udp' });
  const one = (await world.publish(gateway('1.0.0', 1))).id;
  const two = (await world.publish(gateway('2.0.0', 2))).id;
  const sick = (await world.publish(gateway('3.0.0', 3, 'sick'))).id;
  const both = ['1.0.0 20', '2.0.0 10'];
  const absent = /gateway is not deployed on the device/;
  const steps: readonly (readonly [Asked, End])[] = [
    [
      { operation: 'Activate', component: GATEWAY },
      { state: 'failed', code: 404, reason: absent, reports: [], deployed: [] },
    ],
    [{ operation: 'Download', packageId: one }, good([])],
    [{ operation: 'Install', packageId: one }, good(['1.0.0 20'], '1.0.0')],
    [{ operation: 'Deactivate', component: GATEWAY }, good(['1.0.0 10'])],
    [{ operation: 'Activate', component: GATEWAY }, good(['1.0.0 20'], '1.0.0')],
    [{ operation: 'Download', packageId: two }, good(['1.0.0 20'], '1.0.0')],
    [{ operation: 'InstallInactive', packageId: two }, good(both, '1.0.0')],
    [
      { operation: 'DownloadInstall', packageId: sick },
      {
        ...good(both, '1.0.0'),
        state: 'failed',
        code: 1405,
        reason: /InstallFailed \(1405\): /,
        reports: [[1405]],
      },
    ],
    [
      { operation: 'Remove', component: GATEWAY },
      { ...good(['2.0.0 10']), state: 'removed' },
    ],
  ];
  const seen: string[] = [];
  for (const [asked, end] of steps) {
    const task = await wokenFor(world, box, asked, end);
    seen.push(`${asked.operation} ${task.code}: ${task.state === 'failed' ? 'failed' : task.reason}`);
  }
  return `each opened by a wake-up: ${seen.join('; ')}`;
});

/** The agent sleeps; the order wakes it, and what came of it is read. It is started anew each time: triggers wake it once a minute. */
async function wokenFor(world: World, box: DeviceBox, asked: Asked, end: End): Promise<TaskView> {
  const { deviceId } = box;
  const agent = await box.startAsleep();
  const about =
    asked.packageId === undefined ? ['--component', String(asked.component)] : ['--package', asked.packageId];
  const printed = await world.scomo(
    ...['task', 'operate', deviceId, String(asked.operation), ...about, '--json'],
  );
  const { id }: TaskView = JSON.parse(printed);
  const task = await world.until(id, isTaskOver, 60_000);
  assert.deepEqual([task.state, task.code], [end.state, end.code], `${asked.operation}: ${task.reason}`);
  assert.match(task.reason, end.reason);
  assert.deepEqual(
    task.operations.map(({ reports }) => reports.map(({ code }) => code)),
    end.reports,
    'one Exec, one report',
  );
  for (const { status, reports } of task.operations) {
    assert.equal(status, 202);
    assert.notEqual(reports[0]?.detail, 'read from the tree', 'told by the device itself');
  }
  await assertWoken(world, deviceId, task);
  const { deployed } = await world.client.getInventory({ params: { deviceId } });
  assert.deepEqual(deployed.map(({ version, state }) => `${version} ${state}`).sort(), end.deployed);
  const answer = await box.program(GATEWAY, 'bin/probe');
  if (end.answers === undefined) assert.doesNotMatch(answer, /^gateway/, 'nothing runs');
  else assert.equal(answer, `gateway ${end.answers}`);
  await agent.stop();
  return task;
}

/** The session in which the task first moved is the one that the server asked for. */
async function assertWoken(world: World, deviceId: string, { id }: TaskView): Promise<void> {
  const { items: wakeUps } = await world.client.listWakeUps({ params: { deviceId }, query: { limit: 1 } });
  const { items: events } = await world.client.listTaskEvents({ params: { id } });
  assert.equal(wakeUps[0]?.state, 'answered');
  assert.ok(wakeUps[0].sessionKey !== undefined);
  assert.equal(events.find(({ sessionKey }) => sessionKey !== undefined)?.sessionKey, wakeUps[0].sessionKey);
}
