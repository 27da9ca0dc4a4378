import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { World } from '../world.ts';
import { AREAS, slug } from './case.ts';
import { CASES, readCorpus } from './corpus-files.ts';
import { replay } from './replay.ts';
import { openWatchedWorld, watchServer } from './server-watch.ts';
import { replayVariants } from './variants.ts';

const files = readCorpus();
/** Every so many of the truncations and flipped bits; `npm run corpus` sends all. */
const STEP = 17;

let world: World;
before(async () => {
  world = await openWatchedWorld();
});
after(() => world.close());

test('the files are those of the cases, octet for octet', () => {
  const byName = new Map(files.map((file) => [file.name, file]));
  const cases = AREAS.flatMap((area) => CASES[area].map((row) => ({ area, ...row })));
  assert.equal(files.length, cases.length);
  assert.ok(files.length >= 800);
  for (const { area, bytes, sidecar } of cases) {
    const file = byName.get(`${area}/${slug(sidecar.why)}`);
    assert.deepEqual(file?.sidecar, sidecar);
    assert.equal(Buffer.compare(file?.bytes ?? new Uint8Array(), bytes), 0, sidecar.why);
  }
});

test('every file is answered as stated, and the server stays well', async (t) => {
  const watch = await watchServer(world);
  const wrong: string[] = [];
  for (const file of files) {
    const what = await replay(world, file);
    if (what !== undefined) wrong.push(what);
  }
  const { stallMs, failures } = await watch.stop();
  t.diagnostic(`${files.length} files, longest stall ${stallMs.toFixed(0)} ms`);
  assert.deepEqual(wrong, []);
  assert.equal(failures, 0);
});

test('truncated and flipped messages are refused plainly or answered by a message', async () => {
  const { count, wrong } = await replayVariants(world, STEP);
  assert.deepEqual(wrong, []);
  assert.ok(count > 100);
});

test('an answer that is not as stated is told', async () => {
  const [file] = files;
  assert.ok(file !== undefined);
  const told = { ...file, sidecar: { ...file.sidecar, http: 201 } };
  assert.equal(await replay(world, told), `${file.name}: http ${file.sidecar.http} instead of 201`);
});
