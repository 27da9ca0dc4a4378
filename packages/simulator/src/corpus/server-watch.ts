import { readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import type { World } from '../world.ts';

/** A second peer that asks for the server's health all the time while something else goes on. */
export interface ServerWatch {
  /** Ends it; gives the longest answer in milliseconds and what was not answered 200. */
  stop(): Promise<{ readonly longestMs: number; readonly failures: number }>;
}

const EVERY_MS = 5;

export function watchServer({ url }: World): ServerWatch {
  let going = true;
  let longestMs = 0;
  let failures = 0;
  const asking = (async () => {
    while (going) {
      const started = performance.now();
      const status = await fetch(`${url}/healthz`).then(
        (response) => response.text().then(() => response.status),
        () => 0,
      );
      longestMs = Math.max(longestMs, performance.now() - started);
      if (status !== 200) failures += 1;
      await wait(EVERY_MS);
    }
  })();
  return {
    async stop() {
      going = false;
      await asking;
      return { longestMs, failures };
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
