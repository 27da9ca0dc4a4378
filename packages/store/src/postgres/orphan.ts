import { execFileSync } from 'node:child_process';
import { readFileSync, readlinkSync, realpathSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Log } from '../log.ts';
import { DataFolderError } from './data-folder-error.ts';

const STEP_MS = 20;
/** Signals in turn, each with the time it is given: fast shutdown, then immediate (the log is replayed at start). */
const STEPS = [
  { signal: 'SIGINT', waitMs: 1_200 },
  { signal: 'SIGQUIT', waitMs: 10_000 },
] as const;

/** Stops a server that outlived the program that had started it on this folder. Call it with the folder's lock held. */
export async function stopOrphan(dataDir: string, log: Log): Promise<void> {
  const pid = postmasterPid(dataDir);
  if (pid === undefined) return;
  if (!serves(pid, dataDir)) return disown(dataDir);
  log.warn(`stopping the database server ${pid} that an earlier run left behind`);
  for (const { signal, waitMs } of STEPS) {
    process.kill(pid, signal);
    for (let waited = 0; waited < waitMs; waited += STEP_MS) {
      await pause(STEP_MS);
      if (!serves(pid, dataDir)) return;
    }
  }
  throw new DataFolderError('in-use', `The database server ${pid} on ${dataDir} does not stop.`);
}

/**
 * The pid that a crashed server left may be some other program's by now, and the server would take that for a rival.
 * Our own pid it passes over, as its parent's; what else the file says (shared memory) it still heeds.
 */
function disown(dataDir: string): void {
  const path = join(dataDir, 'postmaster.pid');
  const [, ...rest] = readFileSync(path, 'utf8').split('\n');
  writeFileSync(path, [process.pid, ...rest].join('\n'));
}

function postmasterPid(dataDir: string): number | undefined {
  try {
    const pid = Number(readFileSync(join(dataDir, 'postmaster.pid'), 'utf8').split('\n')[0]);
    return Number.isInteger(pid) && pid > 1 ? pid : undefined;
  } catch {
    return undefined;
  }
}

/** True when the process is alive and works in this folder: a recycled pid of some other program is none of ours. */
function serves(pid: number, dataDir: string): boolean {
  try {
    if (process.platform === 'linux') return readlinkSync(`/proc/${pid}/cwd`) === realpathSync(dataDir);
    return execFileSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' }).includes(dataDir);
  } catch {
    return false;
  }
}
