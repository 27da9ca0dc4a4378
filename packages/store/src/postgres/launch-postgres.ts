import { chmodSync, chownSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Log } from '../log.ts';
import { type Binaries, binariesFor } from './binaries.ts';
import { DataFolderError } from './data-folder-error.ts';
import { type DataLock, lockDataFolder } from './data-lock.ts';
import { prepareDataFolder } from './initialise.ts';
import { stopOrphan } from './orphan.ts';
import { endWithUs, runInFolder, type ServerProcess } from './server-process.ts';
import { type ServerUser, serverUser } from './server-user.ts';

const SOCKET_NAME = '.s.PGSQL.5432';
/** A socket's path must fit the kernel's 108 bytes with room to spare. */
const SOCKET_PATH_BYTES_MAX = 100;
const READY_POLL_MS = 20;
const READY_WAIT_MS = 60_000;
const FAST_STOP_WAIT_MS = 30_000;
const RESTART_PAUSE_MS = 500;
/** Backends of a killed server hold its shared memory for a moment. */
const STILL_IN_USE = /pre-existing shared memory block/;
const STILL_IN_USE_TRIES = 50;

/** A running embedded server. */
export interface LaunchedPostgres {
  /** For `openStore`. */
  readonly url: string;
  /** Fast shutdown; resolves when the server is gone and the folder free. */
  stop(): Promise<void>;
}

interface Site {
  readonly dataDir: string;
  readonly socketDir: string;
  readonly binaries: Binaries;
  readonly user: ServerUser;
}

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
    return supervise(site, await start(site), lock, log);
  } catch (error) {
    rmSync(socketDir, { recursive: true, force: true });
    lock.release();
    throw error;
  }
}

function makeSocketDir(user: ServerUser, lock: DataLock): string {
  if (lock.previous) rmSync(lock.previous.socketDir, { recursive: true, force: true });
  const prefix = join(tmpdir(), 'scomo-pg-');
  const fits = Buffer.byteLength(prefix) + 6 + 1 + SOCKET_NAME.length <= SOCKET_PATH_BYTES_MAX;
  const socketDir = mkdtempSync(fits ? prefix : '/tmp/scomo-pg-');
  chmodSync(socketDir, 0o700);
  if (user.dropped) chownSync(socketDir, user.uid, user.gid);
  lock.sign({ pid: process.pid, since: new Date().toISOString(), socketDir });
  return socketDir;
}

/** Resolves when the server takes connections. */
async function start(site: Site): Promise<ServerProcess> {
  const settings = ['listen_addresses=', `unix_socket_directories=${site.socketDir}`, 'TimeZone=UTC'];
  const args = settings.flatMap((setting) => ['-c', setting]);
  for (let tries = 1; ; tries++) {
    const server = runInFolder(site.binaries.postgres, site.dataDir, args, site.user);
    const ended = await Promise.race([server.exit, untilReady(site.dataDir, server)]);
    if (ended === 'ready') return server;
    if (STILL_IN_USE.test(server.output()) && tries < STILL_IN_USE_TRIES) {
      await pause(READY_POLL_MS * 5);
      continue;
    }
    throw new DataFolderError(
      'start',
      `The database server does not start on ${site.dataDir} (${ended}). If the folder is damaged, restore it from a backup. It said: ${server.output()}`,
    );
  }
}

/** The server writes `ready` into the eighth line of its pid file. */
async function untilReady(dataDir: string, server: ServerProcess): Promise<'ready' | 'ended' | 'too slow'> {
  for (let waited = 0; waited < READY_WAIT_MS; waited += READY_POLL_MS) {
    if (server.child.exitCode !== null || server.child.signalCode !== null) return 'ended';
    await pause(READY_POLL_MS);
    const lines = pidFile(dataDir);
    if (Number(lines[0]) === server.child.pid && lines[7]?.trim() === 'ready') return 'ready';
  }
  server.child.kill('SIGQUIT');
  return 'too slow';
}

function pidFile(dataDir: string): readonly string[] {
  try {
    return readFileSync(join(dataDir, 'postmaster.pid'), 'utf8').split('\n');
  } catch {
    return [];
  }
}

function supervise(site: Site, first: ServerProcess, lock: DataLock, log: Log): LaunchedPostgres {
  let server = first;
  let stopping = false;
  let stopped: Promise<void> | undefined;

  const keep = async (): Promise<void> => {
    while (!stopping) {
      const callOff = endWithUs(server.child.pid ?? 0, site.user);
      const ended = await server.exit;
      callOff();
      while (!stopping) {
        log.error(`the database server ended (${ended}); starting it again. ${server.output()}`);
        try {
          server = await start(site);
          break;
        } catch (error) {
          log.error(String(error));
          await pause(RESTART_PAUSE_MS);
        }
      }
    }
  };
  const kept = keep();

  const stop = async (): Promise<void> => {
    stopping = true;
    server.child.kill('SIGINT');
    const patience = setTimeout(() => server.child.kill('SIGQUIT'), FAST_STOP_WAIT_MS);
    await kept;
    // A restart that was under way may have come through meanwhile.
    server.child.kill('SIGINT');
    await server.exit;
    clearTimeout(patience);
    rmSync(site.socketDir, { recursive: true, force: true });
    lock.release();
  };
  return {
    url: `postgresql:///postgres?host=${encodeURIComponent(site.socketDir)}&user=scomo`,
    stop: () => {
      stopped ??= stop();
      return stopped;
    },
  };
}
