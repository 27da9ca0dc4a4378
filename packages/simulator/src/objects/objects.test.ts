import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openWorld } from '../world.ts';
import { carry, carryWithCuts, openCarrier } from './carry-object.ts';

const BYTES = 4_000_000;

test('a package of 4 MB in messages of 16 KB, then one that is cut twice', { timeout: 170_000 }, async () => {
  const world = await openWorld();
  try {
    const carrier = await openCarrier(world, 16_384);
    const whole = await carry(carrier, BYTES);
    assert.equal(whole.task.state, 'verified', whole.task.reason);
    assert.ok(whole.messages > BYTES / 16_384, `${whole.messages} messages`);
    const cut = await carryWithCuts(carrier, BYTES);
    assert.equal(cut.task.state, 'verified', cut.task.reason);
    assert.ok(cut.afterRestart < cut.beforeKill, 'a new session begins afresh');
    assert.ok(!cut.leftAfterLoss.includes('object.part'), cut.leftAfterLoss.join());
    assert.equal(await carrier.box.program('org.example.cargo', 'bin/tool'), 'cargo 2.0.0');
  } finally {
    await world.close();
  }
});
