import {
  allPackages,
  dropPackage,
  findPackage,
  movePackage,
  type PackageRecord,
} from '../journal/packages.ts';
import type { Part } from './part.ts';
import type { ChangeRequest } from './port.ts';
import { rememberActivated } from './trust.ts';

/** Notes in the journal what a change has brought about; inside the transaction that ends it. */
export function commitChange({ journal, config }: Part, request: ChangeRequest): void {
  const forget = (match: (entry: PackageRecord) => boolean) => {
    for (const entry of allPackages(journal)) if (match(entry)) dropPackage(journal, entry.pkgId);
  };
  for (const pkgId of request.activate) {
    const found = findPackage(journal, pkgId);
    if (found === undefined) throw new Error(`active package ${pkgId} has no record`);
    movePackage(journal, pkgId, 'active');
    rememberActivated(journal, config.accounts, found);
    const { component } = found.manifest;
    forget((entry) => entry.manifest.component === component && entry.pkgId !== pkgId);
  }
  const active = (id: string) => (entry: PackageRecord) =>
    entry.manifest.component === id && entry.place === 'active';
  for (const id of request.deactivate)
    for (const { pkgId } of allPackages(journal).filter(active(id))) movePackage(journal, pkgId, 'inactive');
  for (const id of request.remove) forget(active(id));
  forget((entry) => entry.place === 'inactive' && request.drop.includes(entry.pkgId));
}
