import assert from 'node:assert/strict';
import { openBox } from '@scomo/simulator';
import { row } from './row.ts';
import { GATEWAY, gateway, offer, outcomeOf, release, SENSOR, sensor } from './steps.ts';

/** The End User looks at what the device may have, and asks for some of it. */
row('C2', async (world) => {
  const box = await openBox(world, 'IMEI:C2', { pollSeconds: 30 * 86_400 });
  const { deviceId } = box;
  box.answer('yes');
  await box.startAsleep();
  const wanted = await offer(world, await release(world, [gateway('1.0.0', 1)]), { title: 'Gateway' });
  await offer(world, await release(world, [sensor('1.0.0', 1)]), {
    ...{ title: 'Sensor', deviceTypes: [], deviceIds: ['IMEI:other'] },
  });

  assert.match((await box.agent('offers')).output, /Nothing is offered/);
  await box.agent('updates');
  const seen = (await box.agent('offers')).output;
  assert.match(seen, /^Gateway \(on request; Install, Remove\)\n {2}org\.example\.gateway 1\.0\.0, .*free$/m);
  assert.doesNotMatch(seen, /Sensor/, 'what is for others is not seen');
  const { items: none } = await world.client.listTasks({ query: { deviceId } });
  assert.deepEqual(none, [], 'to look is to order nothing');

  const refused = await box.agent('request', '--component', SENSOR);
  const asked = await box.agent('request', '--component', GATEWAY);
  assert.match(refused.output, /refused, org\.example\.sensor is not offered to this device/);
  assert.deepEqual([refused.code, asked.code], [1, 0]);
  const task = await outcomeOf(world, deviceId, wanted.id);
  assert.equal(task.state, 'verified', task.reason);
  assert.deepEqual(task.origin && { ...task.origin, at: '' }, {
    ...{ offerId: wanted.id, by: 'user', operation: 'Install', component: GATEWAY, at: '' },
  });
  const [answer] = task.consent;
  assert.equal(answer?.answer, 'yes', 'to ask is not to consent: the whole text was shown and answered');
  assert.match(answer.shown, /Acme Ltd[\s\S]*free/);
  assert.equal(await box.program(GATEWAY, 'bin/probe'), 'gateway 1.0.0');
  return `offers shown: "${seen.split('\n')[0]}"; asked for by the End User, consent ${answer.answer}, ${task.reason}; the sensor of others refused`;
});
