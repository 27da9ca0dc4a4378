import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Binaries } from '../src/postgres/binaries.ts';

const HOME = '/usr/lib/postgresql/15/bin';

/** Debian's PostgreSQL 15, the oldest version that we promise; undefined when it is not installed. */
export function debianPostgres(): Binaries | undefined {
  const postgres = join(HOME, 'postgres');
  if (!existsSync(postgres)) return undefined;
  return { initdb: join(HOME, 'initdb'), postgres, version: 'debian-15', major: '15' };
}
