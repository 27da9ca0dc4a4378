import { Failure } from '../base/failure.ts';
import type { Context } from '../context.ts';
import type { ChangePlan, StoredOrder } from '../journal/orders.ts';
import { requireOwnComponent } from '../privileged/ownership.ts';
import type { Inventory } from '../privileged/port.ts';
import { leafText, loadTree } from '../session/device-tree.ts';
import { checkLists } from './check-lists.ts';

const NOTHING: ChangePlan = { activate: [], deactivate: [], remove: [], drop: [], fresh: [], members: [] };

/** What an order comes down to on this device, now. Throws Failure. */
export async function planOrder(context: Context, stored: StoredOrder): Promise<ChangePlan> {
  const found = await context.installer.inventory(false);
  const plan = planFor(context, stored, found);
  for (const held of found.packages) if (plan.activate.includes(held.pkgId)) checkLists(context, held);
  return plan;
}

function planFor(context: Context, stored: StoredOrder, found: Inventory): ChangePlan {
  const { order, phase } = stored;
  const held = (pkgId: string) => found.packages.find((entry) => entry.pkgId === pkgId);
  if (phase.name === 'staged') {
    const { pkgId, fresh } = phase;
    const staged = held(pkgId);
    if (staged === undefined) throw new Failure(1409, `package ${pkgId} is not on the device`);
    return { ...activation([{ id: staged.component, pkgId }]), fresh: fresh ? [pkgId] : [] };
  }
  if (order.operation === 'ActivateSet') {
    const members = order.set?.members ?? [];
    if (members.length === 0) throw new Failure(1409, 'the set has no members');
    for (const { pkgId, component } of members) {
      requireOwnComponent(context.accounts, found.packages, component, order.serverId);
      if (held(pkgId)?.component !== component)
        throw new Failure(1409, `${component} is not staged`, component);
    }
    return activation(members.map(({ component: id, pkgId }) => ({ id, pkgId })));
  }
  return planComponent(context, stored, found);
}

function planComponent(context: Context, { order }: StoredOrder, found: Inventory): ChangePlan {
  const pkgId = leafText(loadTree(context), `${order.node}/PkgIDRef`);
  const id = order.component?.id ?? '';
  const active = found.active.find((component) => component.id === id);
  const staged = found.packages.find((entry) => entry.pkgId === pkgId);
  const isActive = active !== undefined && active.pkgId === pkgId;
  const members = [{ id, pkgId }];
  switch (order.operation) {
    case 'Activate':
      if (isActive && active.broken === undefined) return { ...NOTHING, members };
      if (staged === undefined)
        throw new Failure(1409, `${id} is not on the device as a package of ours`, id);
      return activation([{ id: staged.component, pkgId }]);
    case 'Deactivate':
      return isActive ? { ...NOTHING, deactivate: [id], members } : { ...NOTHING, members };
    case 'Remove':
      if (isActive) return { ...NOTHING, remove: [id], members };
      return staged === undefined ? { ...NOTHING, members } : { ...NOTHING, drop: [pkgId], members };
    default:
      throw new Failure(1411, `${order.operation} is not known here`, id);
  }
}

function activation(members: ChangePlan['members']): ChangePlan {
  return { ...NOTHING, activate: members.map(({ pkgId }) => pkgId), members };
}
