import { join } from 'node:path';
import { throwAwayPostgres } from '@scomo/store';
import type { Child } from '../child.ts';
import { freePort, openWorld, startProgram, type World } from '../world.ts';

/** Two servers on one database and one data folder, under one public URL. */
export interface TwoNodes {
  readonly world: World;
  /** Origins of the two. */
  readonly urls: readonly [string, string];
  /** SIGKILL; resolves when the node is ready again. */
  killAndRestart(node: 0 | 1): Promise<void>;
  close(): Promise<void>;
}

/** The database is a server of its own: it lives on when a node is killed. */
export async function openTwoNodes(): Promise<TwoNodes> {
  const postgres = await throwAwayPostgres();
  const publicUrl = `http://127.0.0.1:${await freePort()}`;
  const env = { SCOMO_DATABASE_URL: await postgres.freshDatabase(), SCOMO_PUBLIC_URL: publicUrl };
  const world = await openWorld({ env });
  const secondUrl = `http://127.0.0.1:${await freePort()}`;
  const log = join(world.dir, 'second.log');
  let second: Child = await startProgram(secondUrl, world.env, log);
  return {
    world,
    urls: [world.url, secondUrl],
    async killAndRestart(node) {
      if (node === 0) {
        await world.server().kill();
        await world.startServer();
      } else {
        await second.kill();
        second = await startProgram(secondUrl, world.env, log);
      }
    },
    async close() {
      await second.stop();
      await world.close();
      await postgres.stop();
    },
  };
}
