import assert from 'node:assert/strict';
import { isTaskOver } from '@scomo/api';
import { openBox } from '@scomo/simulator';
import { row } from './row.ts';
import { deploy, GATEWAY, gateway, release } from './steps.ts';

const SILENT = { mode: 'silent', deferralsMax: 0 } as const;

row('B1', async (world) => {
  const boxes = await Promise.all(['IMEI:yes', 'IMEI:no', 'IMEI:later'].map((id) => openBox(world, id)));
  const [yes, no, later] = boxes;
  assert.ok(yes && no && later);
  yes.answer('yes');
  no.answer('no');
  later.answer('later', 1);
  for (const box of boxes) box.start();
  const first = await release(world, [gateway('1.0.0', 1)]);
  for (const box of boxes) assert.equal((await deploy(world, box, first)).state, 'verified');
  const update = await release(world, [gateway('2.0.0', 2)]);
  const deadline = new Date(Date.now() + 9_000).toISOString();
  const [accepted, declined, deferred] = await Promise.all([
    deploy(world, yes, update, { mode: 'ask', deferralsMax: 3 }),
    deploy(world, no, update, { mode: 'ask', deferralsMax: 3 }),
    deploy(world, later, update, { mode: 'ask', deferralsMax: 2, deadline }),
  ]);
  const outputs = await Promise.all(boxes.map((box) => box.program(GATEWAY, 'bin/probe')));

  assert.equal(accepted.state, 'verified', accepted.reason);
  assert.deepEqual(
    accepted.consent.map(({ answer }) => answer),
    ['yes'],
  );
  assert.match(accepted.consent[0]?.shown ?? '', /gateway 2\.0\.0/, 'the evidence keeps what was shown');
  assert.equal(declined.state, 'declined', declined.reason);
  assert.deepEqual(
    declined.consent.map(({ answer }) => answer),
    ['no'],
  );
  assert.equal(deferred.state, 'verified', deferred.reason);
  const answers = deferred.consent.map(({ answer }) => answer);
  assert.deepEqual(answers, ['later', 'later', 'deadline'], 'two deferrals, then the deadline decides');
  assert.ok(deferred.consent[0]?.until !== undefined);
  assert.deepEqual(outputs, ['gateway 2.0.0', 'gateway 1.0.0', 'gateway 2.0.0']);

  const third = await release(world, [gateway('3.0.0', 3)]);
  const lock = ['--owner', 'navigation', '--ttl', '10m', '--reason', 'driving'];
  assert.equal((await yes.agent('lock', ...lock)).code, 0);
  const { id } = await world.client.createTask({
    body: { deviceId: yes.deviceId, kind: 'deploy', releaseId: third, consent: SILENT },
  });
  const held = await world.until(
    id,
    ({ state, held: why }) => state === 'waiting' && why !== undefined,
    20_000,
  );
  assert.match(held.reason, /^lock: navigation \(driving\), until /);
  assert.equal(held.nextCheckAt, held.held?.until);
  assert.equal(await yes.program(GATEWAY, 'bin/probe'), 'gateway 2.0.0');
  assert.equal((await yes.agent('unlock', '--owner', 'navigation')).code, 0);
  assert.equal((await world.until(id, isTaskOver, 30_000)).state, 'verified');
  assert.equal(await yes.program(GATEWAY, 'bin/probe'), 'gateway 3.0.0');
  return `yes → ${accepted.state}; no → ${declined.state}, still ${outputs[1]}; ${answers.join(', ')} → ${deferred.state}; in use → ${held.reason.split(',')[0]}, then verified`;
});
