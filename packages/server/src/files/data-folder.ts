import { mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { HTTP_TIMES } from '../limits.ts';

/** Where things lie in the data folder. */
export interface DataFolder {
  readonly postgres: string;
  readonly blobs: string;
  /** Uploads under way. */
  readonly temporary: string;
  readonly serverKey: string;
  readonly adminToken: string;
}

export function dataFolder(root: string): DataFolder {
  mkdirSync(root, { recursive: true });
  return {
    postgres: join(root, 'postgres'),
    blobs: join(root, 'blobs'),
    temporary: join(root, 'tmp'),
    serverKey: join(root, 'server.key'),
    adminToken: join(root, 'admin.token'),
  };
}

/**
 * Makes the folders for files and throws away what a killed server left unfinished. Another node may share the folder:
 * an upload that grew within the time for one may be its.
 */
export function prepareFiles({ blobs, temporary }: DataFolder): void {
  for (const folder of [blobs, temporary]) mkdirSync(folder, { recursive: true, mode: 0o700 });
  for (const name of readdirSync(temporary)) {
    const file = join(temporary, name);
    const age = Date.now() - (statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0);
    if (age > HTTP_TIMES.uploadMs) rmSync(file, { force: true });
  }
}
