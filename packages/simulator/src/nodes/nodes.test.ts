import assert from 'node:assert/strict';
import { test } from 'node:test';
import { storm } from './storm.ts';
import { isSound, tellTally } from './tally.ts';

test('two nodes answer alternate messages of a session, and one that is killed loses none', async (t) => {
  const tally = await storm({
    seconds: 10,
    devices: 20,
    killEverySeconds: 4,
    seed: 1,
    tell: () => undefined,
  });
  t.diagnostic(tellTally(tally).replaceAll('\n', '; '));
  assert.ok(isSound(tally), `${tellTally(tally)}\n${tally.breaches.join('\n')}`);
  assert.ok(tally.kills > 0 && tally.resumed > 0 && tally.repeated > 0 && tally.confused > 0);
  assert.ok(tally.operations > 0 && tally.tasks > 0);
});
