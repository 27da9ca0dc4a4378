import { type DeployedComponent, DeployedStatus } from '@scomo/scomo';
import type { Journal } from '../journal/journal.ts';
import { openOrders } from '../journal/orders.ts';
import { allPackages, componentStatuses, type PackageRecord, statusKey } from '../journal/packages.ts';
import { activeComponents, type Installers } from './installers.ts';

/** The truth behind `Inventory/Deployed`: what the installers find, then what lies ready. */
export function deployedComponents(installers: Installers, journal: Journal): DeployedComponent[] {
  const statuses = componentStatuses(journal);
  const active = activeComponents(installers);
  const changing = changingStatuses(journal);
  const statusOf = (component: { id: string; pkgId: string }) =>
    changing.get(component.id) ?? statuses.get(statusKey(component)) ?? DeployedStatus.idle;
  const running = new Set(active.map((component) => component.pkgId));
  return [
    ...active.map(({ runtime: _runtime, broken, ...component }) => ({
      ...component,
      active: broken === undefined,
      status: broken === undefined ? statusOf(component) : DeployedStatus.activateFailed,
    })),
    ...allPackages(journal)
      .filter((entry) => entry.place === 'inactive' && !running.has(entry.pkgId))
      .map((entry) =>
        inactive(installers, entry, statusOf({ id: entry.manifest.component, pkgId: entry.pkgId })),
      ),
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

function inactive(
  installers: Installers,
  { pkgId, manifest }: PackageRecord,
  status: number,
): DeployedComponent {
  return {
    id: manifest.component,
    version: manifest.version,
    active: false,
    pkgId,
    name: manifest.characteristics.title,
    description: manifest.characteristics.summary,
    envType: installers.find(({ kind }) => kind === manifest.payload)?.envType ?? manifest.payload,
    status,
  };
}
