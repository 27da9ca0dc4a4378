import type { Journal } from './journal.ts';

/** Single values the agent remembers, by name. Each is JSON of the type that its one user gives it. */
export type FactName =
  | 'tree'
  | 'change'
  | 'stuck'
  | 'outcomes'
  | 'quarantine'
  | 'broken'
  | 'heard'
  | 'sessionNumber'
  | 'held'
  | 'reboot'
  | `${'account' | 'credentials' | 'lastSession' | 'wakeUps'} ${ServerId}`
  | `trust ${Authority}`;

type ServerId = string;
type Authority = string;

/** The value, or undefined when nothing was kept yet. */
export function readFact<T>(journal: Journal, name: FactName): T | undefined {
  const text = journal.rows('SELECT value FROM facts WHERE key = ?', name)[0]?.value;
  return text === undefined ? undefined : (JSON.parse(String(text)) as T);
}

export function writeFact(journal: Journal, name: FactName, value: unknown): void {
  journal.run(
    'INSERT INTO facts (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
    name,
    JSON.stringify(value),
  );
}
