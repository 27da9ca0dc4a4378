import { Failure } from '../base/failure.ts';
import type { Context } from '../context.ts';
import type { Change } from '../installers/installer.ts';
import { activeComponents } from '../installers/installers.ts';
import type { ChangePlan, StoredOrder } from '../journal/orders.ts';
import { findPackage, type PackageRecord } from '../journal/packages.ts';
import { leafText, loadTree } from '../session/device-tree.ts';

const NOTHING: ChangePlan = { activate: [], deactivate: [], remove: [], drop: [], members: [] };

/** What an order comes down to on this device, now. Throws Failure. */
export function planOrder(context: Context, stored: StoredOrder): ChangePlan {
  const { order, phase } = stored;
  if (phase.name === 'staged') {
    const { pkgId, before } = phase;
    return { ...activation(context, [pkgId]), ...(before !== undefined && { before }) };
  }
  if (order.operation === 'ActivateSet') {
    const members = order.set?.members ?? [];
    if (members.length === 0) throw new Failure(1409, 'the set has no members');
    for (const { pkgId, component } of members) {
      const found = findPackage(context.journal, pkgId);
      if (found === undefined || found.place === 'delivered' || found.manifest.component !== component) {
        throw new Failure(1409, `${component} is not staged`, component);
      }
    }
    return activation(
      context,
      members.map(({ pkgId }) => pkgId),
    );
  }
  return planComponent(context, stored);
}

function planComponent(context: Context, { order }: StoredOrder): ChangePlan {
  const pkgId = leafText(loadTree(context), `${order.node}/PkgIDRef`);
  const id = order.component?.id ?? '';
  const active = activeComponents(context.installers).find((component) => component.id === id);
  const staged = findPackage(context.journal, pkgId);
  const isActive = active !== undefined && active.pkgId === pkgId;
  const members = [{ id, pkgId }];
  switch (order.operation) {
    case 'Activate':
      if (isActive && active.broken === undefined) return { ...NOTHING, members };
      if (staged === undefined)
        throw new Failure(1409, `${id} is not on the device as a package of ours`, id);
      return activation(context, [pkgId]);
    case 'Deactivate':
      return isActive ? { ...NOTHING, deactivate: [id], members } : { ...NOTHING, members };
    case 'Remove':
      if (isActive) return { ...NOTHING, remove: [id], members };
      return staged === undefined ? { ...NOTHING, members } : { ...NOTHING, drop: [pkgId], members };
    default:
      throw new Failure(1411, `${order.operation} is not known here`, id);
  }
}

function activation(context: Context, pkgIds: readonly string[]): ChangePlan {
  const records = recordsOf(context, pkgIds);
  checkRelations(context, records);
  const members = records.map(({ pkgId, manifest }) => ({ id: manifest.component, pkgId }));
  return { ...NOTHING, activate: pkgIds, members };
}

/** Records of these packages. Throws Failure when one is gone. */
export function recordsOf(context: Context, pkgIds: readonly string[]): PackageRecord[] {
  return pkgIds.map((pkgId) => {
    const found = findPackage(context.journal, pkgId);
    if (found === undefined) throw new Failure(1409, `package ${pkgId} is not on the device`);
    return found;
  });
}

/** The plan as the installers take it. */
export function changeOf(context: Context, plan: ChangePlan): Change {
  return { activate: recordsOf(context, plan.activate), deactivate: plan.deactivate, remove: plan.remove };
}

/** `requires` and `conflicts`, judged by what would be active afterwards. */
function checkRelations(context: Context, records: readonly PackageRecord[]): void {
  const after = new Set(activeComponents(context.installers).map(({ id }) => id));
  for (const { manifest } of records) after.add(manifest.component);
  for (const { component, requires, conflicts } of records.map(({ manifest }) => manifest)) {
    const missing = requires.find((id) => !after.has(id));
    if (missing !== undefined) throw new Failure(1498, `${component} needs ${missing}`, component);
    const clash = conflicts.find((id) => after.has(id));
    if (clash !== undefined) throw new Failure(1413, `${component} cannot be beside ${clash}`, component);
  }
}
