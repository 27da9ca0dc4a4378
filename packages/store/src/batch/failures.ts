import pg from 'pg';

/** One row of a batch cannot be read or written, for what is in it. */
export class RowError extends Error {
  constructor(key: string, cause: unknown) {
    super(`row of ${key}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
    this.name = 'RowError';
  }
}

// SQLSTATE classes that speak of the server, not of the data: lost connection, wrong transaction state, out of
// resources, shutdown or cancel, system error, internal error.
const SERVER_CLASSES = new Set(['08', '25', '53', '57', '58', 'XX']);
// Deadlock and serialisation failure.
const TRANSIENT = new Set(['40P01', '40001']);

/** True when a smaller part of the batch may succeed where the whole failed. */
export function isolates(error: unknown): boolean {
  if (error instanceof RowError) return true;
  return error instanceof pg.DatabaseError && !SERVER_CLASSES.has((error.code ?? 'XX').slice(0, 2));
}

/** True when the same batch may succeed at once. */
export function retries(error: unknown): boolean {
  return error instanceof pg.DatabaseError && TRANSIENT.has(error.code ?? '');
}
