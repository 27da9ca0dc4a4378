import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { openWorld, type World } from '../world.ts';

/** A large heap is collected late; in a small one only what is really held stays. */
const SMALL_HEAP = '--max-old-space-size=96 --max-semi-space-size=4';
const LOOP_WATCH = resolve(import.meta.dirname, 'loop-watch.ts');
const LOOP_FILE = 'longest-stall';
const EVERY_MS = 5;

/** A world whose server can be watched: small heap, its event loop looked at from inside. */
export function openWatchedWorld(): Promise<World> {
  const env = { NODE_OPTIONS: `${SMALL_HEAP} --import=${LOOP_WATCH}`, SCOMO_LOOP_FILE: LOOP_FILE };
  return openWorld({ env });
}

/** What a watch saw. */
export interface Watched {
  /** Longest time between two looks of the server at its events, in milliseconds of its own processor time. */
  readonly stallMs: number;
  /** Times that another peer was not told of the server's health. */
  readonly failures: number;
}

/** Begins to watch: a second peer asks for the server's health all the time while something else goes on. */
export async function watchServer(world: World): Promise<{ stop(): Promise<Watched> }> {
  const file = join(world.dir, LOOP_FILE);
  process.kill(world.server().process.pid ?? 0, 'SIGUSR2');
  await wait(EVERY_MS * 20);
  let going = true;
  let failures = 0;
  const asking = (async () => {
    while (going) {
      const status = await fetch(`${world.url}/healthz`).then(
        (response) => response.text().then(() => response.status),
        () => 0,
      );
      if (status !== 200) failures += 1;
      await wait(EVERY_MS);
    }
  })();
  return {
    async stop() {
      going = false;
      await asking;
      return { stallMs: Number(readFileSync(file, 'utf8')), failures };
    },
  };
}

/** Resident bytes of the server's process. */
export function residentBytes(world: World): number {
  const status = readFileSync(`/proc/${world.server().process.pid}/status`, 'utf8');
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1] ?? 0) * 1024;
}

/** Waits until the server holds no more than `bytes`, at most for `withinMs`; gives what it holds then. */
export async function settledBytes(world: World, bytes: number, withinMs: number): Promise<number> {
  const deadline = performance.now() + withinMs;
  let now = residentBytes(world);
  while (now > bytes && performance.now() < deadline) {
    await wait(500);
    now = residentBytes(world);
  }
  return now;
}
