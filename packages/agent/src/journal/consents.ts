import type { ConsentRequest } from '../consent/consent-request.ts';
import type { ConsentState } from '../consent/consent-state.ts';
import type { Journal } from './journal.ts';

type Stage = ConsentRequest['stage'];
/** One row a set: its questions by stage. */
type Kept = Partial<Record<Stage, ConsentState>>;

/** Where the question about a set stands, undefined when it was not put yet. */
export function readConsent(journal: Journal, set: string, stage: Stage): ConsentState | undefined {
  return kept(journal, set)[stage];
}

export function writeConsent(journal: Journal, set: string, stage: Stage, state: ConsentState): void {
  journal.run(
    'INSERT INTO consents (name, state) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET state = excluded.state',
    set,
    JSON.stringify({ ...kept(journal, set), [stage]: state } satisfies Kept),
  );
}

export function dropConsent(journal: Journal, set: string): void {
  journal.run('DELETE FROM consents WHERE name = ?', set);
}

/** Names of all sets that a question was put about. */
export function consentNames(journal: Journal): string[] {
  return journal.rows('SELECT name FROM consents').map((row) => String(row.name));
}

function kept(journal: Journal, set: string): Kept {
  const text = journal.rows('SELECT state FROM consents WHERE name = ?', set)[0]?.state;
  return text === undefined ? {} : (JSON.parse(String(text)) as Kept);
}
