import { type Present, setFaults } from '@scomo/delivery';
import { asFailure, Failure } from '../base/failure.ts';
import type { Change } from '../installers/installer.ts';
import { activeComponents } from '../installers/installers.ts';
import type { Journal } from '../journal/journal.ts';
import { findPackage, type PackageRecord } from '../journal/packages.ts';
import type { Part } from './part.ts';
import type { ChangeRequest } from './port.ts';
import { requireHarmless } from './quarantine.ts';
import { readTrust, verifyKept } from './trust.ts';

/** The request as the installers take it, when it may be done on this device now. Throws Failure. */
export function planRequest(part: Part, request: ChangeRequest): Change {
  const { activate, deactivate, remove } = request;
  requireHarmless(part.journal, request);
  const records = recordsOf(part.journal, activate);
  for (const record of records) checkTrust(part, record);
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

/** A package that the trust in force would refuse is not switched on, however it once came: its key or epoch is revoked. security.md D4 */
function checkTrust({ config, journal }: Part, record: PackageRecord): void {
  const { time, trust } = record.acceptance;
  const inForce = { ...readTrust(journal, record.manifest.authority), notBefore: trust.notBefore };
  try {
    verifyKept(config.accounts, { ...record, acceptance: { time, trust: inForce } });
  } catch (error) {
    const { code, message } = asFailure(error, 1407);
    throw new Failure(code, message, record.manifest.component);
  }
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
