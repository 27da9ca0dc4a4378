import type { PayloadKind } from '@scomo/delivery';
import { Failure } from '../base/failure.ts';
import type { Journal } from '../journal/journal.ts';
import { allPackages } from '../journal/packages.ts';
import { dpkgInstaller } from './dpkg/dpkg.ts';
import { execInstaller } from './exec/exec.ts';
import { flatpakInstaller } from './flatpak/flatpak.ts';
import { generationInstaller } from './generation.ts';
import type { ActiveComponent, Change, Installer, Undo } from './installer.ts';
import type { InstallersConfig } from './installers-config.ts';
import { npmInstaller } from './npm/npm.ts';

/**
 * All ways of this device to hold software, worked as one, in the order in which a change is applied: what can fail on
 * its way comes before the one rename that cannot.
 */
export type Installers = readonly Installer<unknown>[];

/** Opens the installers of a state folder: file trees always, what else is configured. */
export function openInstallers(state: string, journal: Journal, config: InstallersConfig): Installers {
  const { dpkg, flatpak, npm, exec = {} } = config;
  const heldOf = (kind: PayloadKind) => () =>
    allPackages(journal).filter(({ manifest }) => manifest.payload === kind);
  const keptDebs = () => heldOf('deb')().filter(({ place }) => place === 'active');
  return [
    ...(dpkg === undefined ? [] : [dpkgInstaller({ ...dpkg, state, kept: keptDebs })]),
    ...(flatpak === undefined ? [] : [flatpakInstaller({ ...flatpak, state, held: heldOf('flatpak') })]),
    ...Object.entries(exec).map(([name, { command }]) =>
      execInstaller({ state, name, command, held: heldOf(`exec:${name}`) }),
    ),
    ...(npm === undefined ? [] : [npmInstaller({ ...npm, state, held: heldOf('npm') })]),
    generationInstaller(state),
  ];
}

/** The installer for a payload. Throws Failure(1413) when the device has none. */
export function installerFor(installers: Installers, kind: string): Installer<unknown> {
  const found = installers.find((installer) => installer.kind === kind);
  if (found === undefined) throw new Failure(1413, `this device takes no ${kind} packages`);
  return found;
}

/** What is switched on now, whatever the journal says. */
export function activeComponents(installers: Installers): readonly ActiveComponent[] {
  return installers.flatMap((installer) => installer.active());
}

/** Lets each installer look at the device again. Never rejects. */
export async function refreshInstallers(installers: Installers): Promise<void> {
  for (const installer of installers) await installer.refresh?.();
}

/** The way back from a change of all kinds. Throws Failure. */
export async function planChange(installers: Installers, change: Change): Promise<Undo> {
  const undo: Record<string, unknown> = {};
  for (const installer of installers) {
    const record = await installer.plan(partOf(change, installer));
    if (record !== undefined) undo[installer.kind] = record;
  }
  return undo;
}

/** Throws Failure. */
export async function applyChange(installers: Installers, change: Change, undo: Undo): Promise<void> {
  for (const [installer, record] of partsOf(installers, undo))
    await installer.apply(partOf(change, installer), record);
  await refreshInstallers(installers);
}

/** Everything as before, in the opposite order; one kind that cannot go back keeps no other from it. Throws Failure. */
export async function revertChange(installers: Installers, undo: Undo): Promise<void> {
  const failures: unknown[] = [];
  for (const [installer, record] of partsOf(installers, undo).reverse())
    await installer.revert(record).catch((error) => failures.push(error));
  await refreshInstallers(installers);
  if (failures.length > 0) throw failures[0];
}

/** Drops what only a change under way needs; called when there is none. */
export function sweepInstallers(installers: Installers): void {
  for (const installer of installers) installer.sweep?.();
}

/** True when a crash in the middle of this change leaves what must be reverted, not repeated. */
export function unsafeToRepeat(installers: Installers, undo: Undo): boolean {
  return partsOf(installers, undo).some(([installer]) => installer.unsafeToRepeat);
}

/** Installers with a part in a change, and their records. Throws Failure when one is no longer configured. */
function partsOf(installers: Installers, undo: Undo): (readonly [Installer<unknown>, unknown])[] {
  for (const kind of Object.keys(undo)) installerFor(installers, kind);
  return installers
    .filter(({ kind }) => undo[kind] !== undefined)
    .map((installer) => [installer, undo[installer.kind]] as const);
}

function partOf(change: Change, { kind }: Installer<unknown>): Change {
  return { ...change, activate: change.activate.filter(({ manifest }) => manifest.payload === kind) };
}
