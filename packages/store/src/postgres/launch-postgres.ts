import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import type { Log } from '../log.ts';
import { type Binaries, binariesFor } from './binaries.ts';
import { type DataLock, lockDataFolder } from './data-lock.ts';
import { prepareDataFolder } from './initialise.ts';
import { stopOrphan } from './orphan.ts';
import { mayReach, type ServerUser, serverUser } from './server-user.ts';
import { startServer } from './start-server.ts';
import { type LaunchedPostgres, supervise } from './supervise.ts';

const SOCKET_DIR = 'scomo-pg-';
const SOCKET_NAME = '.s.PGSQL.5432';
/** A socket's path must fit the kernel's 108 bytes with room to spare. */
const SOCKET_PATH_BYTES_MAX = 100;

/**
 * Starts the embedded PostgreSQL on `dataDir` (made when absent), reachable by a Unix socket only, and restarts it
 * when it dies by itself. Throws `DataFolderError`. As root the server runs as `nobody`.
 */
export function launchPostgres(options: {
  readonly dataDir: string;
  readonly log: Log;
}): Promise<LaunchedPostgres> {
  return launch(resolve(options.dataDir), options.log, binariesFor);
}

/** The same with a server of one's own choice; for tests against other versions. */
export async function launch(
  dataDir: string,
  log: Log,
  findBinaries: (user: ServerUser) => Binaries,
): Promise<LaunchedPostgres> {
  mkdirSync(dirname(dataDir), { recursive: true });
  const lock = lockDataFolder(dataDir);
  const user = serverUser();
  const socketDir = makeSocketDir(user, lock);
  try {
    const binaries = findBinaries(user);
    await prepareDataFolder(dataDir, binaries, user);
    await stopOrphan(dataDir, log);
    const site = { dataDir, socketDir, binaries, user };
    return supervise(site, await startServer(site), lock, log);
  } catch (error) {
    rmSync(socketDir, { recursive: true, force: true });
    lock.release();
    throw error;
  }
}

function makeSocketDir(user: ServerUser, lock: DataLock): string {
  const left = lock.previous?.socketDir;
  // Only what such a folder is called like: the file may have been written to.
  if (left && basename(left).startsWith(SOCKET_DIR)) rmSync(left, { recursive: true, force: true });
  const prefix = join(tmpdir(), SOCKET_DIR);
  const fits = Buffer.byteLength(prefix) + 6 + 1 + SOCKET_NAME.length <= SOCKET_PATH_BYTES_MAX;
  const usable = fits && mayReach(tmpdir(), user);
  const socketDir = mkdtempSync(usable ? prefix : join('/tmp', SOCKET_DIR));
  chmodSync(socketDir, 0o700);
  if (user.dropped) chownSync(socketDir, user.uid, user.gid);
  lock.sign({ pid: process.pid, since: new Date().toISOString(), socketDir });
  return socketDir;
}
