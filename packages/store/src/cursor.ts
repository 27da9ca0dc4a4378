import type { Page, PageRequest } from '@scomo/fleet';
import { PAGE_ITEMS_MAX } from './limits.ts';

/** A cursor that this store did not give out: the caller's fault. */
export class CursorError extends Error {
  constructor() {
    super('the cursor is not one of this list');
    this.name = 'CursorError';
  }
}

/** The sort key of the last item of a page. */
export type Position = readonly string[];

/** Opaque text for a position. */
export function toCursor(position: Position): string {
  return Buffer.from(JSON.stringify(position)).toString('base64url');
}

/** Throws `CursorError` unless the text holds `parts` texts, of which those at `instants` are points in time. */
export function fromCursor(cursor: string, parts: number, instants: readonly number[] = []): Position {
  let position: unknown;
  try {
    position = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    throw new CursorError();
  }
  const fits =
    Array.isArray(position) &&
    position.length === parts &&
    position.every((part) => typeof part === 'string' && !part.includes('\0')) &&
    instants.every((n) => !Number.isNaN(Date.parse(position[n])));
  if (!fits) throw new CursorError();
  return position as Position;
}

/** Rows to ask for: one more than the page holds, to know whether there is a next one. */
export function rowsWanted(page: PageRequest): number {
  return pageSize(page) + 1;
}

/** Makes the page of the rows that came. */
export function toPage<R, T>(
  page: PageRequest,
  rows: readonly R[],
  positionOf: (row: R) => Position,
  toItem: (row: R) => T,
): Page<T> {
  const shown = rows.slice(0, pageSize(page));
  const last = shown.at(-1);
  const items = shown.map(toItem);
  return last !== undefined && rows.length > shown.length
    ? { items, next: toCursor(positionOf(last)) }
    : { items };
}

function pageSize({ limit }: PageRequest): number {
  return Math.min(Math.max(1, Math.trunc(limit)), PAGE_ITEMS_MAX);
}
