import { Failure } from '../base/failure.ts';
import { LIMITS } from '../base/limits.ts';
import { readFact, writeFact } from '../journal/facts.ts';
import type { Journal } from '../journal/journal.ts';
import type { ChangeRequest } from './port.ts';

/** PkgIDs that were switched on together. */
type Together = readonly string[];

/** Remembers packages that killed the agent each time they were switched on together. security.md E4 */
export function quarantine(journal: Journal, { activate }: ChangeRequest): void {
  const known = readFact<readonly Together[]>(journal, 'quarantine') ?? [];
  writeFact(journal, 'quarantine', [...known, activate].slice(-LIMITS.quarantinedMax));
}

/** Throws Failure(1409) when the change would switch such packages on together once more. */
export function requireHarmless(journal: Journal, { activate }: ChangeRequest): void {
  const known = readFact<readonly Together[]>(journal, 'quarantine') ?? [];
  if (known.some((together) => together.length > 0 && together.every((pkgId) => activate.includes(pkgId))))
    throw new Failure(
      1409,
      'in quarantine: the agent died each time these packages started; send other ones',
    );
}
