import assert from 'node:assert/strict';
import { openBox } from '@scomo/simulator';
import { row } from './row.ts';
import { deploy, GATEWAY, gateway, release } from './steps.ts';

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
  return `yes → ${accepted.state}; no → ${declined.state}, still ${outputs[1]}; ${answers.join(', ')} → ${deferred.state}`;
});
