import { LIMITS } from '../base/limits.ts';
import { record } from './history.ts';
import type { Journal } from './journal.ts';

/** A program on the device is in use: nothing is switched over while it holds this. docs/consent.md */
export interface Lock {
  readonly owner: string;
  /** For people. */
  readonly reason: string;
  /** ISO 8601 UTC. */
  readonly since: string;
  readonly until: string;
}

/** Takes a lock, or holds one for longer. False: there are too many of others. */
export function takeLock(journal: Journal, lock: Lock): boolean {
  return journal.transaction(() => {
    const others = currentLocks(journal, lock.since).filter(({ owner }) => owner !== lock.owner);
    if (others.length >= LIMITS.locksMax) return false;
    const { owner, reason, since, until } = lock;
    journal.run(
      `INSERT INTO locks (owner, reason, since, until) VALUES (?, ?, ?, ?)
       ON CONFLICT (owner) DO UPDATE SET reason = excluded.reason, until = excluded.until`,
      ...[owner, reason, since, until],
    );
    record(journal, { at: since, kind: 'lock', detail: `${owner} locks until ${until}: ${reason}` });
    return true;
  });
}

/** Gives a lock back. False: it was not held. */
export function dropLock(journal: Journal, owner: string, now: string): boolean {
  return journal.transaction(() => {
    const held = journal.run('DELETE FROM locks WHERE owner = ? AND until > ?', owner, now) > 0;
    if (held) record(journal, { at: now, kind: 'lock', detail: `${owner} unlocks` });
    return held;
  });
}

/** Locks held now, the longest first. One that has run out counts for nothing, whether its owner lives or not. */
export function currentLocks(journal: Journal, now: string): Lock[] {
  return journal
    .rows('SELECT owner, reason, since, until FROM locks WHERE until > ? ORDER BY until DESC, owner', now)
    .map(({ owner, reason, since, until }) => ({
      ...{ owner: String(owner), reason: String(reason), since: String(since), until: String(until) },
    }));
}

/** Forgets the locks that have run out, each with a line in the history. */
export function forgetExpired(journal: Journal, now: string): void {
  const owners = journal.rows('SELECT owner FROM locks WHERE until <= ?', now);
  if (owners.length === 0) return;
  journal.transaction(() => {
    journal.run('DELETE FROM locks WHERE until <= ?', now);
    for (const { owner } of owners) record(journal, { at: now, kind: 'lock', detail: `${owner} ran out` });
  });
}
