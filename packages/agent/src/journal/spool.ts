import type { Alert } from '@scomo/syncml';
import { LIMITS } from '../base/limits.ts';
import type { Journal } from './journal.ts';

/** An alert that the server has not acknowledged yet. */
export interface SpooledAlert {
  readonly id: number;
  readonly serverId: string;
  readonly alert: Omit<Alert, 'cmdId'>;
  readonly created: string;
}

/** Keeps an alert until the server has answered it with 2xx; returns its number. security.md P3 */
export function spool(journal: Journal, serverId: string, alert: Omit<Alert, 'cmdId'>, now: string): number {
  const text = JSON.stringify(alert);
  if (text.length > LIMITS.reportBytesMax) throw new Error(`alert of ${text.length} characters`);
  const sql = 'INSERT INTO reports (server_id, alert, created) VALUES (?, ?, ?) RETURNING id';
  return Number(journal.rows(sql, serverId, text, now)[0]?.id);
}

/** True while the server has not answered this alert. */
export function isUnanswered(journal: Journal, id: number): boolean {
  return journal.rows('SELECT id FROM reports WHERE id = ? AND answered IS NULL', id).length > 0;
}

/** What still has to reach this server (or any), oldest first. */
export function unanswered(journal: Journal, serverId?: string): SpooledAlert[] {
  return journal
    .rows('SELECT id, server_id, alert, created FROM reports WHERE answered IS NULL ORDER BY id')
    .map((row) => ({
      id: Number(row.id),
      serverId: String(row.server_id),
      alert: JSON.parse(String(row.alert)) as Omit<Alert, 'cmdId'>,
      created: String(row.created),
    }))
    .filter((alert) => serverId === undefined || alert.serverId === serverId);
}

/** Notes the server's answer. 2xx: it has it for good. 415, 412: it never will, so it is not sent again. spec/scomo.md §2.11 */
export function markAnswered(journal: Journal, id: number, code: number, now: string): void {
  const final = (code >= 200 && code < 300) || code === 412 || code === 415;
  if (!final) return;
  journal.run('UPDATE reports SET answered = ?, code = ? WHERE id = ? AND answered IS NULL', now, code, id);
  journal.run(
    'DELETE FROM reports WHERE answered IS NOT NULL AND id <= (SELECT max(id) FROM reports) - ?',
    LIMITS.ordersKept,
  );
}
