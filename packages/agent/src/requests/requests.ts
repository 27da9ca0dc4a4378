import { updateAlert, type Wish, type WishAnswer, type WishOperation } from '@scomo/scomo';
import { LIMITS } from '../base/limits.ts';
import type { Context } from '../context.ts';
import { record } from '../journal/history.ts';
import type { Journal, Row } from '../journal/journal.ts';
import { spool } from '../journal/spool.ts';
import { MO_ROOT } from '../session/device-tree.ts';

/** What was asked of a server, and what it said. */
export interface AskedFor {
  /** Number of its alert in the spool. */
  readonly id: number;
  readonly at: string;
  readonly serverId: string;
  /** The End User, or the device by itself. */
  readonly by: 'user' | 'device';
  /** Absent: updates in general. */
  readonly wish?: Wish;
  /** DM status of the server, and when it came; absent until then. */
  readonly code?: number;
  readonly answeredAt?: string;
  readonly answer?: WishAnswer;
}

type Asking = Pick<Context, 'journal' | 'config' | 'now' | 'reportReady'>;

/** Asks the account's server for updates, or for what `wish` names; asking again while that is under way changes nothing. docs/requests.md */
export function ask(context: Asking, by: AskedFor['by'], wish?: Wish): number {
  const { journal, config } = context;
  const at = context.now();
  const id = journal.transaction(() => {
    const text = wish === undefined ? '' : JSON.stringify(wish);
    const same = journal.rows(
      'SELECT id FROM requests WHERE server_id = ? AND by = ? AND wish = ? AND code IS NULL',
      ...[config.serverId, by, text],
    )[0];
    if (same !== undefined) return Number(same.id);
    const alert = updateAlert({ by, source: MO_ROOT, ...(wish === undefined ? {} : { wish }) });
    const made = spool(journal, config.serverId, alert, at);
    journal.run(
      'INSERT INTO requests (id, at, server_id, by, wish) VALUES (?, ?, ?, ?, ?)',
      ...[made, at, config.serverId, by, text],
    );
    const newest = 'SELECT id FROM requests ORDER BY id DESC LIMIT ?';
    journal.run(`DELETE FROM requests WHERE id NOT IN (${newest})`, LIMITS.requestsKept);
    record(journal, { at, kind: 'request', detail: `${by} asks for ${wordsOf(wish)}` });
    return made;
  });
  context.reportReady(config.serverId);
  return id;
}

/** Keeps what the server said to alert `id`, when that was a request; within the caller's transaction. */
export function noteAnswer(
  journal: Journal,
  id: number,
  { code, answer }: { readonly code: number; readonly answer?: WishAnswer | undefined },
  at: string,
): void {
  const changes = journal.run(
    'UPDATE requests SET code = ?, answer = ?, answered = ? WHERE id = ? AND code IS NULL',
    ...[code, answer === undefined ? '' : JSON.stringify(answer), at, id],
  );
  if (changes === 0) return;
  const words = answer === undefined ? `status ${code}` : `${answer.answer}: ${answer.reason}`;
  record(journal, { at, kind: 'request', detail: `the server says ${words}` });
}

/** The newest requests first. */
export function askedFor(journal: Journal, count: number): readonly AskedFor[] {
  return journal.rows('SELECT * FROM requests ORDER BY id DESC LIMIT ?', count).map(toAsked);
}

/** When a server was last asked by the device itself; undefined: never. ISO 8601. */
export function lastCheck(journal: Journal, serverId: string): string | undefined {
  const sql = "SELECT max(at) AS at FROM requests WHERE server_id = ? AND by = 'device'";
  const at = journal.rows(sql, serverId)[0]?.at;
  return typeof at === 'string' ? at : undefined;
}

function toAsked(row: Row): AskedFor {
  const wish = String(row.wish);
  const answer = String(row.answer ?? '');
  return {
    ...{ id: Number(row.id), at: String(row.at), serverId: String(row.server_id) },
    by: row.by === 'user' ? 'user' : 'device',
    ...(wish === '' ? {} : { wish: JSON.parse(wish) as Wish }),
    ...(row.code === null ? {} : { code: Number(row.code), answeredAt: String(row.answered) }),
    ...(answer === '' ? {} : { answer: JSON.parse(answer) as WishAnswer }),
  };
}

/** `Install of org.example.weather`, `updates` */
export function wordsOf(wish: { readonly operation: WishOperation; readonly component: string } | undefined) {
  return wish === undefined ? 'updates' : `${wish.operation} of ${wish.component}`;
}
