import { type RawBuilder, sql } from 'kysely';
import { fromCursor, type Position } from '../cursor.ts';
import { instant } from '../instant.ts';

/** Lists with the newest item first: position = time, then key. */
export function positionOf(time: Date, key: string): Position {
  return [instant(time), key];
}

/** The condition that a row comes after the cursor. Throws `CursorError`. */
export function olderThan(after: string, time: string, key: string): RawBuilder<boolean> {
  const [at, last] = fromCursor(after, 2, [0]);
  return sql<boolean>`(${sql.ref(time)}, ${sql.ref(key)}) < (${at}::timestamptz, ${last})`;
}
