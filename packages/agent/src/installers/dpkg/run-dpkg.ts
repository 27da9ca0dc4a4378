import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { LIMITS } from '../../base/limits.ts';
import { forgetPid, noteProcess } from '../../supervisor/process-table.ts';
import type { RunResult } from '../../supervisor/run-program.ts';
import { runTool } from '../run-tool.ts';

/** No component can be called so. */
const DPKG_NOTE = 'dpkg@';
/** Another dpkg or apt is at work. */
const LOCKED = /lock was locked by another process/;

/** Runs dpkg on a root, once whoever else works on it has come to an end. */
export type RunDpkg = (
  words: readonly string[],
  env?: Readonly<Record<string, string>>,
) => Promise<RunResult>;

/** A root with a shell of its own runs maintainer scripts inside; an empty one lets them see DPKG_ROOT. */
export function dpkgRunner(state: string, root: string): RunDpkg {
  return async (words, env = {}) => {
    const force = existsSync(join(root, 'bin/sh')) ? [] : ['--force-script-chrootless'];
    if (process.getuid?.() !== 0) force.push('--force-not-root');
    const argv = ['dpkg', `--root=${root}`, ...force, '--force-confdef', '--force-confold', ...words];
    const deadline = performance.now() + LIMITS.dpkgLockMs;
    for (;;) {
      const result = await runTool(state, argv, {
        env,
        // One that outlives a killed agent would hold the lock of the package database.
        started: (pid) => noteProcess(state, DPKG_NOTE, pid),
      });
      forgetPid(state, DPKG_NOTE);
      if (result.ok || !LOCKED.test(result.output) || performance.now() > deadline) return result;
      await pause(LIMITS.dpkgLockPauseMs);
    }
  };
}

/** Has dpkg write down what one that was killed has left in its journal, so that the status file tells all. */
export async function settleStatus(root: string, dpkg: RunDpkg): Promise<void> {
  const updates = join(root, 'var/lib/dpkg/updates');
  if (readdirSync(updates).some((name) => /^\d+$/.test(name))) await dpkg(['--set-selections']);
}
