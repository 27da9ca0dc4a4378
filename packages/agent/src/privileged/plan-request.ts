import type { TrustState } from '@scomo/delivery';
import { Failure } from '../base/failure.ts';
import type { Change } from '../installers/installer.ts';
import { activeComponents } from '../installers/installers.ts';
import type { Journal } from '../journal/journal.ts';
import { findPackage, type PackageRecord } from '../journal/packages.ts';
import type { Part } from './part.ts';
import type { ChangeRequest } from './port.ts';
import { readTrust } from './trust.ts';

/** The request as the installers take it, when it may be done on this device now. Throws Failure. */
export function planRequest(part: Part, { activate, deactivate, remove }: ChangeRequest): Change {
  const records = recordsOf(part.journal, activate);
  for (const record of records) checkCounter(readTrust(part.journal), record);
  checkRelations(part, records);
  return { activate: records, deactivate, remove };
}

/** Records of these packages. Throws Failure when one is gone. */
export function recordsOf(journal: Journal, pkgIds: readonly string[]): PackageRecord[] {
  return pkgIds.map((pkgId) => {
    const found = findPackage(journal, pkgId);
    if (found === undefined) throw new Failure(1409, `package ${pkgId} is not on the device`);
    return found;
  });
}

/** What was staged long ago may be too old by now. security.md D4 */
function checkCounter({ counters }: TrustState, { manifest: { component, counter } }: PackageRecord): void {
  const accepted = Object.hasOwn(counters, component) ? (counters[component] ?? 0) : 0;
  if (counter < accepted) throw new Failure(1494, `counter ${counter}, accepted was ${accepted}`, component);
}

/** `requires` and `conflicts`, judged by what would be active afterwards. */
function checkRelations({ installers }: Part, records: readonly PackageRecord[]): void {
  const after = new Set(activeComponents(installers).map(({ id }) => id));
  for (const { manifest } of records) after.add(manifest.component);
  for (const { component, requires, conflicts } of records.map(({ manifest }) => manifest)) {
    const missing = requires.find((id) => !after.has(id));
    if (missing !== undefined) throw new Failure(1498, `${component} needs ${missing}`, component);
    const clash = conflicts.find((id) => after.has(id));
    if (clash !== undefined) throw new Failure(1413, `${component} cannot be beside ${clash}`, component);
  }
}
