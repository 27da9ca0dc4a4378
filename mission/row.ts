import { test } from 'node:test';
import { openWorld, type World } from '@scomo/simulator';

/** One row of the mission: a world of its own, and what was seen in it as the result's text. */
export function row(id: string, play: (world: World) => Promise<string>): void {
  test(id, { timeout: 170_000 }, async (t) => {
    const world = await openWorld();
    try {
      const seen = await play(world);
      t.diagnostic(`seen: ${seen}`);
    } finally {
      await world.close();
    }
  });
}
