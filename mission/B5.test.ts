import assert from 'node:assert/strict';
import { setTimeout as wait } from 'node:timers/promises';
import { isTaskOver } from '@scomo/api';
import { openBox } from '@scomo/simulator';
import { row } from './row.ts';
import { deploy, GATEWAY, gateway, install, release, SENSOR, sensor } from './steps.ts';

row('B5', async (world) => {
  const box = await openBox(world, 'IMEI:1');
  let agent = box.start();
  const programs = () => Promise.all([box.program(GATEWAY, 'bin/probe'), box.program(SENSOR, 'bin/tool')]);
  await install(world, box, [gateway('1.0.0', 1), sensor('1.0.0', 1)]);

  const failed = await deploy(
    world,
    box,
    await release(world, [gateway('2.0.0', 2), sensor('2.0.0', 2, 'sick')]),
  );
  assert.equal(failed.state, 'failed');
  assert.match(failed.reason, new RegExp(SENSOR), 'the task names the member that failed');
  const culprit = failed.members.find(({ component }) => component === SENSOR);
  assert.match(culprit?.detail ?? '', /calibration table/, 'and says why, in the words of its probe');
  assert.equal(failed.members.find(({ component }) => component === GATEWAY)?.code, 1497);
  assert.deepEqual(await programs(), ['gateway 1.0.0', 'sensor 1.0.0']);
  const { deployed } = await world.client.getInventory({ params: { deviceId: box.deviceId } });
  assert.deepEqual(
    deployed.filter(({ state }) => state === 20).map(({ version }) => version),
    ['1.0.0', '1.0.0'],
  );

  const good = await release(world, [gateway('3.0.0', 3), sensor('3.0.0', 3)]);
  const { id } = await world.client.createTask({
    body: {
      deviceId: box.deviceId,
      kind: 'deploy',
      releaseId: good,
      consent: { mode: 'silent', deferralsMax: 0 },
    },
  });
  let kills = 0;
  while (!isTaskOver(await world.client.getTask({ params: { id } })) && kills < 8) {
    await wait(250 + 170 * kills);
    await agent.kill();
    kills += 1;
    const [a, b] = await programs().then((lines) => lines.map((line) => line.split(' ').at(-1)));
    // A killed agent leaves its programs: they may be stopped in the middle of the switch, never mixed.
    if (a !== 'answer' && b !== undefined) assert.equal(a, b, `mixed after kill ${kills}`);
    agent = box.start();
  }
  const done = await world.until(id, isTaskOver, 60_000);
  const after = await programs();
  assert.equal(done.state, 'verified', done.reason);
  assert.deepEqual(after, ['gateway 3.0.0', 'sensor 3.0.0']);
  return `${failed.reason}; both stayed 1.0.0; then 3.0.0 through ${kills} kill -9 of the agent: ${after.join(', ')}`;
});
