import {
  chmodSync,
  chownSync,
  lchownSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import type { Binaries } from './binaries.ts';
import { DataFolderError } from './data-folder-error.ts';
import { runInFolder } from './server-process.ts';
import type { ServerUser } from './server-user.ts';

const INITDB = ['--encoding=UTF8', '--locale=C', '--username=scomo', '--auth=trust', '--no-instructions'];

/** Makes sure that `dataDir` is a data folder of our major version that belongs to `user`; makes a new one when it is absent or empty. */
export async function prepareDataFolder(
  dataDir: string,
  binaries: Binaries,
  user: ServerUser,
): Promise<void> {
  mkdirSync(dirname(dataDir), { recursive: true });
  const made = statSync(dataDir, { throwIfNoEntry: false });
  if (!made || readdirSync(dataDir).length === 0) await initialise(dataDir, binaries, user);
  const version = readVersion(dataDir);
  if (version !== binaries.major) {
    throw new DataFolderError(
      'version',
      `The data folder ${dataDir} is of PostgreSQL ${version}; this program brings ${binaries.major}. Dump it with the old version and restore.`,
    );
  }
  if (user.dropped && statSync(dataDir).uid !== user.uid) chownTree(dataDir, user);
  chmodSync(dataDir, 0o700);
}

/** In a folder of its own that is renamed last: a kill half-way leaves nothing that looks whole. */
async function initialise(dataDir: string, binaries: Binaries, user: ServerUser): Promise<void> {
  for (const name of readdirSync(dirname(dataDir))) {
    const path = join(dirname(dataDir), name);
    if (path.startsWith(`${dataDir}.new-`)) rmSync(path, { recursive: true, force: true });
  }
  const staging = mkdtempSync(`${dataDir}.new-`);
  if (user.dropped) chownSync(staging, user.uid, user.gid);
  const initdb = runInFolder(binaries.initdb, staging, INITDB, user);
  const code = await initdb.exit;
  if (code !== 0) {
    rmSync(staging, { recursive: true, force: true });
    throw new DataFolderError('start', `initdb ended with ${code}: ${initdb.output()}`);
  }
  renameSync(staging, dataDir);
}

function readVersion(dataDir: string): string {
  try {
    return readFileSync(join(dataDir, 'PG_VERSION'), 'utf8').trim();
  } catch {
    throw new DataFolderError(
      'damaged',
      `${dataDir} is not empty but no PostgreSQL data folder (PG_VERSION is missing). Restore it from a backup, or name another folder.`,
    );
  }
}

function chownTree(path: string, user: ServerUser): void {
  lchownSync(path, user.uid, user.gid);
  if (!statSync(path).isDirectory()) return;
  for (const name of readdirSync(path)) chownTree(join(path, name), user);
}
