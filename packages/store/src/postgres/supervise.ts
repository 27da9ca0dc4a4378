import { rmSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import type { Log } from '../log.ts';
import type { DataLock } from './data-lock.ts';
import { endWithUs, type ServerProcess } from './server-process.ts';
import { type Site, startServer } from './start-server.ts';

const FAST_STOP_WAIT_MS = 30_000;
const RESTART_PAUSE_MS = 500;

/** A running embedded server. */
export interface LaunchedPostgres {
  /** For `openStore`. */
  readonly url: string;
  /** Fast shutdown; resolves when the server is gone and the folder free. */
  stop(): Promise<void>;
}

/** Keeps the server running until it is told to stop. */
export function supervise(site: Site, first: ServerProcess, lock: DataLock, log: Log): LaunchedPostgres {
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
          server = await startServer(site);
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
