import { appendFileSync, chmodSync, cpSync, lstatSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import type { Log } from './log.ts';
import { migrate } from './migrate.ts';
import { type Binaries, binariesFor } from './postgres/binaries.ts';
import { prepareDataFolder } from './postgres/initialise.ts';
import { launch } from './postgres/launch-postgres.ts';
import { type ServerUser, serverUser } from './postgres/server-user.ts';

const MIGRATED = 'migrated';
const QUIET: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** For tests only: a server of its own in a temporary folder, without fsync. */
export interface ThrowAwayPostgres {
  /** The URL of a new, migrated, empty database. */
  freshDatabase(): Promise<string>;
  /** Stops the server and deletes its folder. */
  stop(): Promise<void>;
}

/** For tests only: starts a server in well under a second; what initdb makes is kept in the system's temporary folder. */
export async function throwAwayPostgres(
  findBinaries: (user: ServerUser) => Binaries = binariesFor,
): Promise<ThrowAwayPostgres> {
  const made = await template(findBinaries);
  const dir = tempFolder();
  const dataDir = join(dir, 'pg');
  cpSync(made, dataDir, { recursive: true });
  const server = await launch(dataDir, QUIET, findBinaries);
  await query(server.url, `create database ${MIGRATED}`);
  const client = new pg.Client(urlOf(server.url, MIGRATED));
  await client.connect();
  await migrate(client).finally(() => client.end());
  let count = 0;
  return {
    async freshDatabase() {
      const name = `test_${++count}`;
      await query(server.url, `create database ${name} template ${MIGRATED}`);
      return urlOf(server.url, name);
    },
    async stop() {
      await server.stop();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

/** The folder that is copied; made once per machine, user and version. */
async function template(findBinaries: (user: ServerUser) => Binaries): Promise<string> {
  const user = serverUser();
  const binaries = findBinaries(user);
  const path = join(tmpdir(), `scomo-test-template-${process.getuid?.() ?? 0}-${binaries.version}`);
  const found = lstatSync(path, { throwIfNoEntry: false });
  // In a folder open to all, what is not ours may be anything.
  if (found?.isDirectory() && found.uid === user.uid) return path;
  const staging = tempFolder();
  const made = join(staging, 'pg');
  await prepareDataFolder(made, binaries, user);
  appendFileSync(join(made, 'postgresql.conf'), 'fsync = off\n');
  try {
    renameSync(made, path);
  } catch (error) {
    // Another process was first.
    if (lstatSync(path, { throwIfNoEntry: false })?.uid !== user.uid) throw error;
  } finally {
    rmSync(staging, { recursive: true, force: true });
  }
  return path;
}

/** Open to be passed: PostgreSQL 15 must reach its folder from the root. */
function tempFolder(): string {
  const dir = mkdtempSync(join(tmpdir(), 'scomo-test-'));
  chmodSync(dir, 0o711);
  return dir;
}

function urlOf(url: string, database: string): string {
  return url.replace('///postgres?', `///${database}?`);
}

async function query(url: string, text: string): Promise<void> {
  const client = new pg.Client(url);
  await client.connect();
  await client.query(text).finally(() => client.end());
}
