import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { ConfigError } from '../base/config-error.ts';
import { LIMITS } from '../base/limits.ts';
import { type Journal, openJournal } from '../journal/journal.ts';
import { currentLocks, dropLock, type Lock, takeLock } from '../journal/locks.ts';
import { looking } from './look.ts';
import { needed, PLACE_OPTIONS, readOptions, UsageError } from './options.ts';

const OWNER = /^[A-Za-z0-9._-]{1,64}$/;
const TTL = /^(\d{1,6})(s|m|h)?$/;
const SECONDS = { s: 1, m: 60, h: 3600 } as const;

/** `lock`: nothing is switched over while a program is in use. It counts at once, whether an agent runs or not. */
export function lock(args: readonly string[]): number {
  const options = readOptions(args, {
    ...PLACE_OPTIONS,
    owner: { type: 'string' },
    ttl: { type: 'string' },
    reason: { type: 'string', default: '' },
  });
  const owner = ownerOf(options.owner);
  const seconds = secondsOf(needed(options.ttl, 'ttl'));
  const reason = options.reason.replaceAll(/\p{Cc}|\p{Bidi_Control}/gu, ' ').trim();
  if (reason.length > LIMITS.lockReasonCharsMax)
    throw new UsageError(`--reason may have ${LIMITS.lockReasonCharsMax} characters`);
  const now = Date.now();
  const until = new Date(now + seconds * 1000).toISOString();
  const taken = writing(options.state, (journal) =>
    takeLock(journal, { owner, reason, since: new Date(now).toISOString(), until }),
  );
  if (!taken) throw new ConfigError(`${LIMITS.locksMax} locks are held already: see scomo-agent locks`);
  process.stdout.write(`${owner} is locked until ${until}\n`);
  return 0;
}

/** `unlock`: exit 1 when there was no such lock. */
export function unlock(args: readonly string[]): number {
  const options = readOptions(args, { ...PLACE_OPTIONS, owner: { type: 'string' } });
  const owner = ownerOf(options.owner);
  const held = writing(options.state, (journal) => dropLock(journal, owner, new Date().toISOString()));
  process.stdout.write(held ? `${owner} is unlocked\n` : `${owner} held no lock\n`);
  return held ? 0 : 1;
}

/** `locks`: those held now. */
export async function locks(args: readonly string[]): Promise<number> {
  const { json, state } = readOptions(args, { ...PLACE_OPTIONS, json: { type: 'boolean', default: false } });
  const held = await looking(state, (journal) => currentLocks(journal, new Date().toISOString()));
  const text = held.length === 0 ? 'no locks' : held.map(lockLine).join('\n');
  process.stdout.write(json ? `${JSON.stringify(held, null, 2)}\n` : `${text}\n`);
  return 0;
}

function lockLine({ owner, reason, until }: Lock): string {
  return `${owner.padEnd(24)} until ${until}${reason === '' ? '' : `  ${reason}`}`;
}

function ownerOf(owner: string | undefined): string {
  if (OWNER.test(needed(owner, 'owner'))) return String(owner);
  throw new UsageError('--owner must be letters, digits, dots, hyphens and underscores, 64 at most');
}

/** `90`, `90s`, `30m` or `2h` in seconds. Throws UsageError. */
function secondsOf(text: string): number {
  const [, number, unit = 's'] = TTL.exec(text) ?? [];
  const seconds = Number(number) * SECONDS[unit as keyof typeof SECONDS];
  if (seconds >= 1 && seconds <= LIMITS.lockSecondsMax) return seconds;
  throw new UsageError(
    `--ttl must be 1s to ${LIMITS.lockSecondsMax / 3600}h, e.g. 30m: take it again to hold it longer`,
  );
}

/** SQLite lets two processes write into one journal, each change whole. */
function writing<T>(state: string, write: (journal: Journal) => T): T {
  const folder = resolve(state);
  if (!existsSync(join(folder, 'journal.db'))) throw new UsageError(`no agent has run with ${folder} yet`);
  const journal = openJournal(folder);
  try {
    return write(journal);
  } finally {
    journal.close();
  }
}
