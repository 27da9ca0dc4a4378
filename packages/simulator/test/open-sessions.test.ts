import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openSessions } from '../src/bench/open-sessions.ts';
import { seeded } from '../src/random.ts';
import { openWorld } from '../src/world.ts';

const COUNT = 300;

test('300 sessions are open at once, and none is lost', async () => {
  const world = await openWorld();
  try {
    const result = await openSessions(world, { count: COUNT, thinkMs: 100, random: seeded(1) });
    assert.deepEqual([result.succeeded, result.lost], [COUNT, 0]);
    assert.ok(result.rssOpenMb > 0 && result.rssPeakMb <= 400, `${result.rssPeakMb} MB`);
    for (const { deviceId } of (await world.client.listDevices({ query: { limit: 500 } })).items) {
      const { items } = await world.client.listTasks({ query: { deviceId } });
      assert.deepEqual([...new Set(items.map(({ state }) => state))], ['verified'], deviceId);
    }
  } finally {
    await world.close();
  }
});
