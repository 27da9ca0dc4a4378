import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

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

/** Makes the folders for files and throws away what a killed server left unfinished. */
export function prepareFiles({ blobs, temporary }: DataFolder): void {
  for (const folder of [blobs, temporary]) mkdirSync(folder, { recursive: true, mode: 0o700 });
  for (const name of readdirSync(temporary)) rmSync(join(temporary, name), { force: true });
}
