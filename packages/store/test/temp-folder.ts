import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Notes what must be ended before the folder goes, however the test ends; last noted, first ended. */
export type Later = (end: () => unknown) => void;

/** Runs `work` with a folder of its own, deleted afterwards. */
export async function withTempFolder(work: (dir: string, later: Later) => Promise<void>): Promise<void> {
  const dir = mkdtempSync(join(tmpdir(), 'scomo-store-'));
  const ends: (() => unknown)[] = [];
  try {
    await work(dir, (end) => ends.unshift(end));
  } finally {
    for (const end of ends) await end();
    rmSync(dir, { recursive: true, force: true });
  }
}
