import { Failure } from '../base/failure.ts';
import type { PackageRecord } from '../journal/packages.ts';
import type { DebStatus } from './dpkg-status.ts';
import type { Change } from './installer.ts';

/** What stood there before each package was touched. */
export interface DebUndo {
  readonly packages: readonly {
    readonly name: string;
    /** Version that was installed; absent: the package was not there. */
    readonly version?: string;
    /** Our kept .deb of that version. */
    readonly pkgId?: string;
  }[];
}

/** Component ID of a Debian package. */
export const debId = (name: string) => `deb:${name}`;

/** Name of the Debian package with this component ID, or undefined. */
export function debName(component: string): string | undefined {
  return /^deb:([a-z0-9][a-z0-9+.-]+)$/.exec(component)?.[1];
}

/** States in which a package does its work. */
export const WORKING = new Set(['installed', 'triggers-awaited', 'triggers-pending']);
/** States in which nothing but configuration is left. */
export const ABSENT = new Set(['not-installed', 'config-files']);

/** Our packages whose .deb is still in the store. */
export type KeptDebs = readonly PackageRecord[];

/** The kept package of that component and version. */
export function keptDeb(kept: KeptDebs, component: string, version: string): PackageRecord | undefined {
  return kept.find(({ manifest }) => manifest.component === component && manifest.version === version);
}

/** The way back from a change. Throws Failure when an update could not be undone: its old .deb is not with us. */
export function planDebs(change: Change, status: readonly DebStatus[], kept: KeptDebs): DebUndo | undefined {
  const installed = (name: string) => status.find((entry) => entry.name === name && !ABSENT.has(entry.state));
  for (const id of change.deactivate) {
    if (debName(id) !== undefined) throw new Failure(1411, 'a Debian package cannot be switched off', id);
  }
  const before = (name: string): DebUndo['packages'][number] => {
    const old = installed(name);
    if (old === undefined) return { name };
    const ours = keptDeb(kept, debId(name), old.version);
    return { name, version: old.version, ...(ours && { pkgId: ours.pkgId }) };
  };
  const updates = change.activate.map(({ manifest }) => {
    const name = debName(manifest.component);
    if (name === undefined) throw new Failure(1413, `${manifest.component} names no Debian package`);
    const entry = before(name);
    if (entry.version !== undefined && entry.pkgId === undefined) {
      const detail = `${name} ${entry.version} came without us: it could not be brought back if the update failed`;
      throw new Failure(1409, detail, manifest.component);
    }
    return entry;
  });
  const removals = change.remove.flatMap((id) => {
    const name = debName(id);
    return name !== undefined && installed(name) !== undefined ? [before(name)] : [];
  });
  const packages = [...updates, ...removals];
  return packages.length === 0 ? undefined : { packages };
}
