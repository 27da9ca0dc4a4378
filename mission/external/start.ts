import assert from 'node:assert/strict';
import { once } from 'node:events';
import { join } from 'node:path';
import type { TaskView } from '@scomo/api';
import { startChild, type World } from '@scomo/simulator';

/** External infrastructure that has given its orders, and follows them. */
export interface Outside {
  readonly taskIds: readonly string[];
  /** The tasks as it has seen them end. */
  finished(): Promise<readonly TaskView[]>;
}

/** Starts `order.ts` as a process of its own, and waits until it has ordered. It ends with the world. */
export async function orderFromOutside(world: World, job: object, count = 1): Promise<Outside> {
  const outside = startChild(
    [process.execPath, join(import.meta.dirname, 'order.ts'), `${world.url}/api/v1/openapi.json`],
    {
      env: { PATH: process.env.PATH, API_TOKEN: world.token, JOB: JSON.stringify(job) },
      ...{ cwd: world.dir, log: join(world.dir, 'outside.log') },
    },
  );
  world.agents.push(outside);
  await outside.says(new RegExp(`(?:ordered tk_\\w+\\s+){${count}}`), 30_000);
  return {
    taskIds: [...outside.output().matchAll(/^ordered (\S+)$/gm)].map(([, id = '']) => id),
    async finished() {
      const [line = ''] = await outside.says(/^\[.*\]$/m, 120_000);
      if (outside.process.exitCode === null) await once(outside.process, 'exit');
      assert.equal(outside.process.exitCode, 0, outside.output());
      return JSON.parse(line);
    },
  };
}
