import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { DataFolderError } from './data-folder-error.ts';

const SQLITE_BUSY = 5;

/** Who holds the folder, for messages and for tidying up after a crash. */
export interface Owner {
  readonly pid: number;
  readonly since: string;
  readonly socketDir: string;
}

/** The exclusive hold on a data folder. */
export interface DataLock {
  /** What the last holder left behind, when it did not end in order. */
  readonly previous: Owner | undefined;
  sign(owner: Owner): void;
  release(): void;
}

/**
 * Takes the folder for this process, or throws `in-use`. The lock is the kernel's (SQLite's record lock on an
 * empty file beside the folder): a live holder cannot lose it, a dead one cannot keep it.
 */
export function lockDataFolder(dataDir: string): DataLock {
  const ownerFile = `${dataDir}.owner`;
  const file = new DatabaseSync(`${dataDir}.lock`);
  try {
    file.exec('begin immediate');
  } catch (error) {
    file.close();
    if ((error as { errcode?: number }).errcode !== SQLITE_BUSY) {
      throw new DataFolderError('start', `The data folder ${dataDir} cannot be locked: ${String(error)}`);
    }
    const holder = readOwner(ownerFile);
    const who = holder ? `process ${holder.pid} (since ${holder.since})` : 'another process';
    throw new DataFolderError('in-use', `The data folder ${dataDir} is in use by ${who}.`);
  }
  return {
    previous: readOwner(ownerFile),
    sign: (owner) => writeFileSync(ownerFile, JSON.stringify(owner), { mode: 0o600 }),
    release: () => {
      rmSync(ownerFile, { force: true });
      file.close();
    },
  };
}

function readOwner(path: string): Owner | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Owner;
  } catch {
    // Absent, or cut short by a power loss: it only serves messages.
    return undefined;
  }
}
