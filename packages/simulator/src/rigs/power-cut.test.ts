import assert from 'node:assert/strict';
import { test } from 'node:test';
import { noLoopDisk } from './loop-disk.ts';
import { powerCuts } from './power-cut.ts';
import { openStage } from './stage.ts';
import { noStrace } from './strace.ts';

test('a power cut at any step, and one in the recovery, do no harm', {
  skip: noStrace() ?? noLoopDisk(),
}, async (t) => {
  const stage = await openStage();
  t.after(stage.close);
  const heard: string[] = [];
  const tell = (line: string) => void heard.push(line);
  const cut = await powerCuts(stage, { points: 14, doubleEach: 4, seed: 1, tell });
  t.diagnostic(`${cut.met} of ${cut.places} places, ${cut.doubles} double`);
  assert.deepEqual(cut.breaches, []);
  assert.ok(cut.met >= 12 && cut.doubles > 0, heard.join('\n'));
});
