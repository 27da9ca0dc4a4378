import { type TestContext, test } from 'node:test';
import { openWorld, type World } from '@scomo/simulator';

/** Starts what stands beside a world, to end with the test; gives what its server must know of it. */
export type Beside = (t: TestContext) => Promise<NodeJS.ProcessEnv>;

/** One row of the mission: a world of its own, and what was seen in it as the result's text. */
export function row(id: string, play: (world: World) => Promise<string>, beside?: Beside): void {
  test(id, { timeout: 170_000 }, async (t) => {
    const env = await beside?.(t);
    const world = await openWorld(env === undefined ? {} : { env });
    try {
      const seen = await play(world);
      t.diagnostic(`seen: ${seen}`);
    } finally {
      await world.close();
    }
  });
}
