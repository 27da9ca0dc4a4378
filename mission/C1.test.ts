import assert from 'node:assert/strict';
import { openBox } from '@scomo/simulator';
import { row } from './row.ts';
import { deploy, GATEWAY, gateway, release } from './steps.ts';

row('C1', async (world) => {
  const box = await openBox(world, 'IMEI:1');
  box.answer('yes');
  box.start();
  assert.match(await box.program(GATEWAY, 'bin/probe'), /^(?!gateway)/, 'nothing runs before');
  const task = await deploy(world, box, await release(world, [gateway('1.0.0', 1)]), {
    mode: 'ask',
    deferralsMax: 0,
  });
  const output = await box.program(GATEWAY, 'bin/probe');
  const { items: events } = await world.client.listTaskEvents({ params: { id: task.id } });
  assert.equal(task.state, 'verified', task.reason);
  assert.equal(output, 'gateway 1.0.0', 'the program runs and answers');
  assert.equal(task.members[0]?.from, null);
  assert.equal(task.consent[0]?.answer, 'yes');
  const states = events.map(({ state }) => state);
  const order = ['planned', 'waiting', 'downloading', 'inactive', 'activating', 'verified'];
  const places = order.map((state) => states.indexOf(state));
  assert.ok(
    places.every((place) => place >= 0),
    `states were ${states.join(' → ')}`,
  );
  assert.deepEqual(
    [...places].sort((a, b) => a - b),
    places,
    `states were ${states.join(' → ')}`,
  );
  return `${states.join(' → ')}; the program answers "${output}"`;
});
