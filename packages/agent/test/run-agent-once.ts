import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openAgent } from '../src/agent.ts';
import { parseConfig } from '../src/config.ts';
import type { DmServer } from './dm-server.ts';
import { rootFile } from './packages.ts';
import { CONFIG } from './rig.ts';

/** One run of an agent on that folder, as after a restart; how it ended. Nothing secret stands in the tree it leaves. */
export async function runAgentOnce(server: DmServer, folder: string): Promise<string> {
  const trustRoot = join(folder, 'root.json');
  writeFileSync(trustRoot, rootFile);
  const stop = new AbortController();
  const agent = await openAgent({
    config: parseConfig({ ...CONFIG, serverUrl: server.url, trustRoot, pollSeconds: 1 }),
    state: join(folder, 'state'),
    questions: () => ({ ask: async () => undefined, close: () => undefined }) as never,
    say: () => undefined,
    progress: () => undefined,
    signal: stop.signal,
  });
  const result = await agent.once();
  const kept = JSON.stringify(agent.context.journal.rows("SELECT value FROM facts WHERE key = 'tree'"));
  assert.ok(!kept.includes('a-brand-new'), 'a secret stands in the stored tree');
  await agent.close();
  return result;
}
