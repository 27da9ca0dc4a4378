import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Binaries } from './binaries.ts';
import { DataFolderError } from './data-folder-error.ts';
import { runInFolder, type ServerProcess } from './server-process.ts';
import type { ServerUser } from './server-user.ts';

const READY_POLL_MS = 20;
const READY_WAIT_MS = 60_000;
/** Backends of a killed server hold its shared memory for a moment. */
const STILL_IN_USE = /pre-existing shared memory block/;
const STILL_IN_USE_TRIES = 50;

/** What a server is started with; the same each time. */
export interface Site {
  readonly dataDir: string;
  readonly socketDir: string;
  readonly binaries: Binaries;
  readonly user: ServerUser;
}

/** Resolves when the server takes connections. Throws `DataFolderError`. */
export async function startServer(site: Site): Promise<ServerProcess> {
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
