import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Client } from 'pg';

const MIGRATIONS_DIR = fileURLToPath(new URL('../migrations', import.meta.url));
const FILE_NAME = /^(\d{4})-[a-z0-9-]+\.sql$/;
/** Any constant: keeps two programs from migrating one database at the same time. */
const ADVISORY_LOCK = 7_266_601;

/** The database was migrated by a newer program than this one. */
export class SchemaTooNewError extends Error {
  constructor(found: number, known: number) {
    super(`The database has schema ${found}; this program knows ${known}. Start the newer program.`);
    this.name = 'SchemaTooNewError';
  }
}

/** Brings the database to our schema in one transaction. Throws `SchemaTooNewError`, leaving it untouched. */
export async function migrate(client: Client): Promise<void> {
  const migrations = readdirSync(MIGRATIONS_DIR)
    .sort()
    .flatMap((name) => {
      const version = FILE_NAME.exec(name)?.[1];
      return version === undefined ? [] : [{ version: Number(version), name }];
    });
  const known = migrations.at(-1)?.version ?? 0;
  await client.query('begin');
  try {
    await client.query('select pg_advisory_xact_lock($1)', [ADVISORY_LOCK]);
    await client.query(
      'create table if not exists schema_migrations (version integer primary key, name text not null, at timestamptz not null default now())',
    );
    const { rows } = await client.query<{ found: number }>(
      'select coalesce(max(version), 0) as found from schema_migrations',
    );
    const found = rows[0]?.found ?? 0;
    if (found > known) throw new SchemaTooNewError(found, known);
    for (const { version, name } of migrations.filter((migration) => migration.version > found)) {
      await client.query(readFileSync(join(MIGRATIONS_DIR, name), 'utf8'));
      await client.query('insert into schema_migrations (version, name) values ($1, $2)', [version, name]);
    }
    await client.query('commit');
  } catch (error) {
    await client.query('rollback').catch(() => undefined);
    throw error;
  }
}
