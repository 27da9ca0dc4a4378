import { type DeployedComponent, DeployedStatus } from '@scomo/scomo';
import type { Journal } from '../journal/journal.ts';
import { openOrders } from '../journal/orders.ts';
import { allPackages, componentStatuses, statusKey } from '../journal/packages.ts';
import type { Inventory } from '../privileged/port.ts';

/** The truth behind `Inventory/Deployed`: what the installers find, then what lies ready and is not merely delivered. */
export function deployedComponents(found: Inventory, journal: Journal): DeployedComponent[] {
  const statuses = componentStatuses(journal);
  const changing = changingStatuses(journal);
  const statusOf = (component: { id: string; pkgId: string }) =>
    changing.get(component.id) ?? statuses.get(statusKey(component)) ?? DeployedStatus.idle;
  const delivered = allPackages(journal).filter(({ installed }) => installed === undefined);
  const shown = new Set([...found.active, ...delivered].map(({ pkgId }) => pkgId));
  return [
    ...found.active.map(({ broken, ...component }) => ({
      ...component,
      active: broken === undefined,
      status: broken === undefined ? statusOf(component) : DeployedStatus.activateFailed,
    })),
    ...found.packages
      .filter(({ place, pkgId }) => place === 'inactive' && !shown.has(pkgId))
      .map(({ pkgId, component: id, version, name, description, envType }) => {
        const status = statusOf({ id, pkgId });
        return { id, version, active: false, pkgId, name, description, envType, status };
      }),
  ];
}

/** Components in the middle of a change, by ID: what they show counts for nothing until it has ended well or been undone. */
function changingStatuses(journal: Journal): ReadonlyMap<string, number> {
  const changing = openOrders(journal).flatMap(({ phase }) =>
    phase.name === 'changing' ? [phase.plan] : [],
  );
  return new Map(
    changing.flatMap(({ members, remove, drop, deactivate }) =>
      members.map(({ id, pkgId }) => {
        if (remove.includes(id) || drop.includes(pkgId)) return [id, DeployedStatus.removing] as const;
        return [
          id,
          deactivate.includes(id) ? DeployedStatus.deactivating : DeployedStatus.activating,
        ] as const;
      }),
    ),
  );
}
