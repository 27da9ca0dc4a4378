import type { Context } from '../context.ts';
import type { ChangePlan } from '../journal/orders.ts';
import {
  allPackages,
  dropPackage,
  findPackage,
  movePackage,
  setComponentStatus,
  statusKey,
} from '../journal/packages.ts';
import { rememberActivated } from '../trust.ts';

/** Notes in the journal what a change has brought about; inside the transaction that ends its order. */
export function commitPlan(context: Context, plan: ChangePlan): void {
  const { journal, config } = context;
  for (const pkgId of plan.activate) {
    const found = findPackage(journal, pkgId);
    if (found === undefined) throw new Error(`active package ${pkgId} has no record`);
    movePackage(journal, pkgId, 'active');
    rememberActivated(journal, config, found);
    const { component } = found.manifest;
    forget(context, (entry) => entry.manifest.component === component && entry.pkgId !== pkgId);
    setComponentStatus(journal, statusKey({ id: component, pkgId }), 10);
  }
  const members = new Map(plan.members.map(({ id, pkgId }) => [id, pkgId]));
  for (const id of plan.deactivate) movePackage(journal, members.get(id) ?? '', 'inactive');
  for (const id of plan.remove)
    forget(context, (entry) => entry.manifest.component === id && entry.place === 'active');
  forget(context, (entry) => plan.drop.includes(entry.pkgId));
  for (const { id, pkgId } of plan.members) setComponentStatus(journal, statusKey({ id, pkgId }), 10);
}

function forget(
  { journal }: Context,
  match: (entry: ReturnType<typeof allPackages>[number]) => boolean,
): void {
  for (const entry of allPackages(journal)) {
    if (entry.place === 'delivered' || !match(entry)) continue;
    dropPackage(journal, entry.pkgId);
    setComponentStatus(journal, statusKey({ id: entry.manifest.component, pkgId: entry.pkgId }), 10);
  }
}
