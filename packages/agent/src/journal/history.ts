import { LIMITS } from '../base/limits.ts';
import type { Journal } from './journal.ts';

export interface HistoryEntry {
  /** ISO 8601 UTC. */
  readonly at: string;
  readonly kind:
    | 'session'
    | 'order'
    | 'download'
    | 'consent'
    | 'question'
    | 'hold'
    | 'lock'
    | 'change'
    | 'result'
    | 'recovery'
    | 'request';
  readonly detail: string;
}

/** Adds a line for people; the oldest ones go. */
export function record(journal: Journal, entry: HistoryEntry): void {
  journal.run('INSERT INTO history (at, kind, detail) VALUES (?, ?, ?)', entry.at, entry.kind, entry.detail);
  journal.run('DELETE FROM history WHERE id <= (SELECT max(id) FROM history) - ?', LIMITS.historyKept);
}

/** The newest entries, oldest of them first. */
export function readHistory(journal: Journal, count: number): HistoryEntry[] {
  return journal
    .rows('SELECT at, kind, detail FROM history ORDER BY id DESC LIMIT ?', count)
    .reverse()
    .map((row) => ({
      at: String(row.at),
      kind: String(row.kind) as HistoryEntry['kind'],
      detail: String(row.detail),
    }));
}
