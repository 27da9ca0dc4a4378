import type { PayloadKind } from '@scomo/delivery';
import { type DeployedComponent, DeployedStatus } from '@scomo/scomo';
import { Failure } from '../base/failure.ts';
import type { Journal } from '../journal/journal.ts';
import { openOrders } from '../journal/orders.ts';
import { allPackages, componentStatuses, type PackageRecord, statusKey } from '../journal/packages.ts';
import { dpkgInstaller } from './dpkg.ts';
import { generationInstaller } from './generation.ts';
import type { ActiveComponent, Change, Installer } from './installer.ts';
import type { DebUndo, TreeUndo, Undo } from './undo.ts';

/** All ways of this device to hold software, worked as one. */
export interface Installers {
  readonly tree: Installer<TreeUndo>;
  readonly deb?: Installer<DebUndo>;
}

/** Opens the installers of a state folder; Debian packages only when a root for them is configured. */
export function openInstallers(state: string, journal: Journal, dpkgRoot: string | undefined): Installers {
  const kept = () =>
    allPackages(journal).filter((entry) => entry.place === 'active' && entry.manifest.payload === 'deb');
  return {
    tree: generationInstaller(state),
    ...(dpkgRoot !== undefined && { deb: dpkgInstaller({ state, root: dpkgRoot, kept }) }),
  };
}

/** The installer for a payload. Throws Failure(1413) when the device has none. */
export function installerFor(
  installers: Installers,
  kind: PayloadKind,
): Installer<TreeUndo> | Installer<DebUndo> {
  const found = kind === 'tree' ? installers.tree : installers.deb;
  if (found === undefined) throw new Failure(1413, `this device takes no ${kind} packages`);
  return found;
}

/** What is switched on now, whatever the journal says. */
export function activeComponents(installers: Installers): readonly ActiveComponent[] {
  return [...installers.tree.active(), ...(installers.deb?.active() ?? [])];
}

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
      .map((entry) => inactive(entry, statusOf({ id: entry.manifest.component, pkgId: entry.pkgId }))),
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

function inactive({ pkgId, manifest }: PackageRecord, status: number): DeployedComponent {
  return {
    id: manifest.component,
    version: manifest.version,
    active: false,
    pkgId,
    name: manifest.characteristics.title,
    description: manifest.characteristics.summary,
    envType: manifest.payload === 'tree' ? 'generation' : 'dpkg',
    status,
  };
}

/** The way back from a change of both kinds. Throws Failure. */
export function planChange(installers: Installers, change: Change): Undo {
  const deb = installers.deb?.plan(change);
  const tree = installers.tree.plan(change);
  return { ...(tree && { tree }), ...(deb && { deb }) };
}

/** Debian packages first, then the one rename: what can fail on its way comes before what cannot. Throws Failure. */
export async function applyChange(installers: Installers, change: Change, undo: Undo): Promise<void> {
  if (undo.deb) await installers.deb?.apply(change, undo.deb);
  if (undo.tree) await installers.tree.apply(change, undo.tree);
}

/** Everything as before, in the opposite order. Throws Failure. */
export async function revertChange(installers: Installers, undo: Undo): Promise<void> {
  if (undo.tree) await installers.tree.revert(undo.tree);
  if (undo.deb) await installers.deb?.revert(undo.deb);
}
