import { type Present, setFaults, type TrustState } from '@scomo/delivery';
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
  for (const record of records) checkCounter(readTrust(part.journal, record.manifest.authority), record);
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

/** `requires` and `conflicts` of what is switched on and of what stays active beside it, by what would be active afterwards. */
function checkRelations({ installers, journal }: Part, records: readonly PackageRecord[]): void {
  const present = activeComponents(installers).map(({ id, version, pkgId }): Present => {
    const rules = findPackage(journal, pkgId)?.manifest;
    return { component: id, version, ...(rules && { rules }) };
  });
  const manifests = records.map(({ manifest }) => manifest);
  const [fault] = setFaults(manifests, present);
  if (fault === undefined) return;
  const ours = manifests.some(({ component }) => component === fault.component);
  const code = fault.kind === 'missing' ? 1498 : 1413;
  throw new Failure(code, fault.detail, ours ? fault.component : fault.relation.component);
}
