/**
 * `npm run corpus`: every file of corpus/bad, all truncations of twelve good messages and all flipped bits of four, over
 * real HTTP against a real server, all of it twice: the server must live, never be busy for more than 50 ms at a stretch,
 * and hold at most a tenth more memory after the second time. `-- --write` writes the files anew from their cases.
 * Exit 1 when an answer is not as stated.
 */
import { parseArgs } from 'node:util';
import { readCorpus, writeCorpus } from './corpus/corpus-files.ts';
import { replay } from './corpus/replay.ts';
import { openWatchedWorld, residentBytes, settledBytes, watchServer } from './corpus/server-watch.ts';
import { replayVariants } from './corpus/variants.ts';
import type { World } from './world.ts';

const RSS_GROWTH_MAX = 1.1;
const SETTLE_MS = 60_000;
const STALL_MS_MAX = 50;
const MIB = 1024 * 1024;

const { values } = parseArgs({ options: { write: { type: 'boolean', default: false } } });
if (values.write) console.log(`${writeCorpus()} files written`);
else {
  const world = await openWatchedWorld();
  try {
    process.exitCode = (await replayAll(world)) ? 0 : 1;
  } finally {
    await world.close();
  }
}

async function replayAll(world: World): Promise<boolean> {
  const files = readCorpus();
  const wrong: string[] = [];
  const watch = await watchServer(world);
  for (const file of files) {
    const what = await replay(world, file, true);
    if (what !== undefined) wrong.push(what);
  }
  const variants = await replayVariants(world);
  const before = residentBytes(world);
  // Sessions and accounts are kept: only what leaves nothing behind is sent a second time.
  for (const file of files.filter(({ area }) => area !== 'session' && area !== 'auth'))
    await replay(world, file);
  await replayVariants(world);
  const { stallMs, failures } = await watch.stop();
  const after = await settledBytes(world, before * RSS_GROWTH_MAX, SETTLE_MS);
  for (const line of [...wrong, ...variants.wrong]) console.log(line);
  const held = after <= before * RSS_GROWTH_MAX && failures === 0 && stallMs <= STALL_MS_MAX;
  if (!held)
    console.log(`/healthz failed ${failures} times, or the server was busy or kept memory for too long`);
  console.log(`files ${files.length - wrong.length}/${files.length}`);
  console.log(`truncations and flipped bits ${variants.count - variants.wrong.length}/${variants.count}`);
  console.log(`longest stall ${stallMs.toFixed(0)} ms, memory ${mib(before)} -> ${mib(after)} MiB`);
  return held && wrong.length + variants.wrong.length === 0;
}

function mib(bytes: number): number {
  return Math.round(bytes / MIB);
}
