/**
 * `npm run corpus`: every file of corpus/bad, all truncations of three good messages and all flipped bits of one, against
 * a real server over real HTTP, all of it twice: the server must live and hold at most a tenth more memory after the
 * second time. `-- --write` writes the files anew from their cases. Exit 1 when an answer is not as stated.
 */
import { parseArgs } from 'node:util';
import { readCorpus, writeCorpus } from './corpus/corpus-files.ts';
import { replay } from './corpus/replay.ts';
import { residentBytes, settledBytes, watchServer } from './corpus/server-watch.ts';
import { replayVariants } from './corpus/variants.ts';
import { openWorld, type World } from './world.ts';

const RSS_GROWTH_MAX = 1.1;
const SETTLE_MS = 60_000;
/** A large heap is collected late; in a small one only what is really held stays. */
const SMALL_HEAP = '--max-old-space-size=96 --max-semi-space-size=4';
const MIB = 1024 * 1024;

const { values } = parseArgs({ options: { write: { type: 'boolean', default: false } } });
if (values.write) console.log(`${writeCorpus()} files written`);
else {
  const world = await openWorld({ env: { NODE_OPTIONS: SMALL_HEAP } });
  try {
    process.exitCode = (await replayAll(world)) ? 0 : 1;
  } finally {
    await world.close();
  }
}

async function replayAll(world: World): Promise<boolean> {
  const files = readCorpus();
  const wrong: string[] = [];
  const watch = watchServer(world);
  for (const file of files) {
    const what = await replay(world, file);
    if (what !== undefined) wrong.push(what);
  }
  const { longestMs, failures } = await watch.stop();
  const variants = await replayVariants(world);
  const before = residentBytes(world);
  for (const file of files.filter(({ area }) => area !== 'session')) await replay(world, file);
  await replayVariants(world);
  const after = await settledBytes(world, before * RSS_GROWTH_MAX, SETTLE_MS);
  for (const line of [...wrong, ...variants.wrong]) console.log(line);
  const held = after <= before * RSS_GROWTH_MAX && failures === 0;
  if (!held) console.log(`/healthz failed ${failures} times, or the server kept too much memory`);
  console.log(`files ${files.length - wrong.length}/${files.length}`);
  console.log(`truncations and flipped bits ${variants.count - variants.wrong.length}/${variants.count}`);
  console.log(
    `longest /healthz meanwhile ${longestMs.toFixed(0)} ms, memory ${mib(before)} -> ${mib(after)} MiB`,
  );
  return held && wrong.length + variants.wrong.length === 0;
}

function mib(bytes: number): number {
  return Math.round(bytes / MIB);
}
