import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { isTaskOver } from '@scomo/api';
import { openBox } from '../src/device-box.ts';
import { openWorld, type World } from '../src/world.ts';

let world: World;
before(async () => {
  world = await openWorld();
});
after(() => world.close());

test('udp: a sleeping agent is woken by a new task, with the session id of the trigger and Alert 1200', async () => {
  const box = await openBox(world, 'IMEI:sleeper', { wakeUp: 'udp' });
  await box.startAsleep();
  const params = { deviceId: box.deviceId };
  const { id } = await world.client.createTask({ body: { ...params, kind: 'inventory' } });
  const task = await world.until(id, isTaskOver, 20_000);
  assert.equal(task.state, 'verified', task.reason);
  const { items: events } = await world.client.listTaskEvents({ params: { id } });
  assert.deepEqual(events.map(({ state, reason }) => `${state}: ${reason}`).slice(0, 2), [
    'planned: waiting for the device to call in',
    'notified: woken, waiting for the device to call in',
  ]);
  const { items: wakeUps } = await world.client.listWakeUps({ params });
  assert.equal(wakeUps.length, 1);
  const [{ state, reason, tries, nextCheckAt, sessionId, sessionKey } = assert.fail('none')] = wakeUps;
  assert.deepEqual([state, reason, tries, nextCheckAt], ['answered', 'its session came', 1, null]);
  const { items: sessions } = await world.client.listSessions({ query: params });
  assert.equal(sessions.length, 2, 'the first one of the agent, and the one that was asked for');
  const answer = sessions.find(({ key }) => key === sessionKey);
  assert.equal(answer?.sessionId, sessionId.toString(16).toUpperCase());
  const shown = await world.scomo('session', 'show', String(sessionKey));
  assert.match(shown, /Alert 1200/);
});
