import { closeSync, existsSync, fsyncSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync, type SQLInputValue, type SQLOutputValue } from 'node:sqlite';
import { LIMITS } from '../base/limits.ts';
import { SCHEMA } from './schema.ts';

export type Row = Record<string, SQLOutputValue>;

/** The agent's durable memory: one SQLite file, every change flushed before it counts. security.md §4.1 */
export interface Journal {
  run(sql: string, ...values: SQLInputValue[]): number;
  rows(sql: string, ...values: SQLInputValue[]): Row[];
  /** All or nothing, durable on return. Must not be nested. */
  transaction<T>(work: () => T): T;
  /** Another number after every change, also after one that was taken back. */
  version(): number;
  close(): void;
}

/** Whose memory it is: of the part that talks, or of the privileged part (`privileged/port.ts`). */
export type JournalName = 'journal' | 'installer';

/** Opens (or makes) `<name>.db` in the state folder. `readOnly` is for looking on while a daemon works. */
export function openJournal(folder: string, name: JournalName = 'journal', readOnly = false): Journal {
  const database = new DatabaseSync(join(folder, `${name}.db`), { readOnly });
  database.exec('PRAGMA busy_timeout = 5000; PRAGMA foreign_keys = ON');
  if (!readOnly) {
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL');
    database.exec(SCHEMA);
    keepReserve(folder);
  }
  const statements = new Map<string, ReturnType<DatabaseSync['prepare']>>();
  const prepared = (sql: string) => {
    const known = statements.get(sql) ?? database.prepare(sql);
    statements.set(sql, known);
    return known;
  };

  const attempt = <T>(work: () => T): T => {
    database.exec('BEGIN IMMEDIATE');
    try {
      const value = work();
      database.exec('COMMIT');
      return value;
    } catch (error) {
      if (database.isTransaction) database.exec('ROLLBACK');
      throw error;
    }
  };
  return {
    run: (sql, ...values) => Number(prepared(sql).run(...values).changes),
    rows: (sql, ...values) => prepared(sql).all(...values),
    transaction(work) {
      try {
        return attempt(work);
      } catch (error) {
        if (!isFull(error) || !giveUpReserve(folder)) throw error;
        return attempt(work);
      }
    },
    version: () => Number(prepared('SELECT total_changes() AS n').get()?.n),
    close: () => database.close(),
  };
}

/** SQLITE_FULL, or the write that found the disk full. */
function isFull(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && (Number(error.errcode) & 0xff) === 13;
}

const reservePath = (folder: string) => join(folder, 'reserve');

function keepReserve(folder: string): void {
  const path = reservePath(folder);
  if (existsSync(path)) return;
  const fd = openSync(path, 'wx', 0o600);
  try {
    const zeros = Buffer.alloc(1024 * 1024);
    for (let done = 0; done < LIMITS.reserveBytes; done += zeros.length) writeSync(fd, zeros);
    fsyncSync(fd);
  } catch {
    // A disk that is full already cannot hold a reserve; the next start tries again.
    rmSync(path, { force: true });
  } finally {
    closeSync(fd);
  }
}

function giveUpReserve(folder: string): boolean {
  if (!existsSync(reservePath(folder))) return false;
  rmSync(reservePath(folder), { force: true });
  return true;
}
