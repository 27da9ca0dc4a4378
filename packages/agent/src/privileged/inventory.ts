import { activeComponents, type Installers } from '../installers/installers.ts';
import type { Journal } from '../journal/journal.ts';
import { allPackages, type PackageRecord } from '../journal/packages.ts';
import type { Supervisor } from '../supervisor/supervisor.ts';
import type { HeldPackage, Inventory } from './port.ts';

/** What the installers find, and the packages of ours. */
export function takeInventory(
  installers: Installers,
  journal: Journal,
  brokenOf: Supervisor['brokenOf'] = () => undefined,
): Inventory {
  return {
    active: activeComponents(installers).map(({ runtime: _runtime, ...component }) => {
      const broken = component.broken ?? brokenOf(component.id);
      return { ...component, ...(broken !== undefined && { broken }) };
    }),
    packages: allPackages(journal).map((record) => held(installers, record)),
  };
}

/** A package as others may see it. */
export function held(
  installers: Installers,
  { pkgId, place, manifest, serverId }: PackageRecord,
): HeldPackage {
  return {
    pkgId,
    place: place === 'active' ? 'active' : 'inactive',
    component: manifest.component,
    version: manifest.version,
    name: manifest.characteristics.title,
    description: manifest.characteristics.summary,
    envType: installers.find(({ kind }) => kind === manifest.payload)?.envType ?? manifest.payload,
    serverId,
  };
}
