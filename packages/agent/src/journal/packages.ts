import type { Manifest } from '@scomo/delivery';
import type { ScomoOrder } from '@scomo/scomo';
import type { Acceptance } from './acceptance.ts';
import type { Journal, Row } from './journal.ts';

/**
 * A verified package that the device holds. `delivered`: the file lies in `downloads/`; only these are in the journal of
 * the part that talks. `inactive`: unpacked, not running. `active`: it was switched on last; whether it still is, the
 * installers say. Both are in the journal of the privileged part.
 */
export interface PackageRecord {
  readonly pkgId: string;
  readonly place: 'delivered' | 'inactive' | 'active';
  readonly manifest: Manifest;
  readonly acceptance: Acceptance;
  /** Magic, length and envelope as they stood in the file. */
  readonly head: Uint8Array;
  /** Server that ordered it: only it controls the resulting node. */
  readonly serverId: string;
  /** Opaque text of the server for the installation; its programs find it in SCOMO_INSTALL_PARAMS. spec/scomo.md §13.1 P07 */
  readonly installParams?: string;
  /** Of a delivered package: its components were installed from it. Whether they still are, the installers say. spec/scomo.md §2.6 */
  readonly installed?: true;
}

export function putPackage(journal: Journal, entry: PackageRecord): void {
  const { head, place, ...rest } = entry;
  journal.run(
    `INSERT INTO packages (pkg_id, component, version, place, record, head) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT (pkg_id) DO UPDATE SET place = excluded.place, record = excluded.record, head = excluded.head`,
    entry.pkgId,
    entry.manifest.component,
    entry.manifest.version,
    place,
    JSON.stringify(rest),
    head,
  );
}

/** A delivered package is installed from now on, also when it was fetched again; one that came for a set has done its duty. spec/scomo.md §2.6 */
export function noteInstalled(journal: Journal, { delivered, download, set }: ScomoOrder): void {
  const { pkgId } = delivered ?? download ?? {};
  const found = pkgId === undefined ? undefined : findPackage(journal, pkgId);
  if (found === undefined) return;
  if (set === undefined) putPackage(journal, { ...found, installed: true });
  else dropPackage(journal, found.pkgId);
}

export function movePackage(journal: Journal, pkgId: string, place: PackageRecord['place']): void {
  journal.run('UPDATE packages SET place = ? WHERE pkg_id = ?', place, pkgId);
}

export function dropPackage(journal: Journal, pkgId: string): void {
  journal.run('DELETE FROM packages WHERE pkg_id = ?', pkgId);
}

export function findPackage(journal: Journal, pkgId: string): PackageRecord | undefined {
  return journal.rows('SELECT * FROM packages WHERE pkg_id = ?', pkgId).map(toRecord)[0];
}

export function allPackages(journal: Journal): PackageRecord[] {
  return journal.rows('SELECT * FROM packages ORDER BY component, version, pkg_id').map(toRecord);
}

function toRecord(row: Row): PackageRecord {
  const rest = JSON.parse(String(row.record)) as Omit<PackageRecord, 'head' | 'place'>;
  const place = String(row.place) as PackageRecord['place'];
  return { ...rest, place, head: new Uint8Array(row.head as Uint8Array) };
}

/** Status that a component or delivered package shows while nothing runs for it; 10 when none was kept. spec/scomo.md §4.2, §4.3 */
export function componentStatuses(journal: Journal): ReadonlyMap<string, number> {
  const rows = journal.rows('SELECT key, status FROM component_status');
  return new Map(rows.map((row) => [String(row.key), Number(row.status)]));
}

/** Keeps (or, with 10, forgets) the failed status of a component. */
export function setComponentStatus(journal: Journal, key: string, status: number): void {
  if (status === 10) {
    journal.run('DELETE FROM component_status WHERE key = ?', key);
    return;
  }
  journal.run(
    `INSERT INTO component_status (key, status) VALUES (?, ?)
     ON CONFLICT (key) DO UPDATE SET status = excluded.status`,
    key,
    status,
  );
}

/** Forgets the statuses of a component, whatever package it came from. */
export function clearComponentStatuses(journal: Journal, component: string): void {
  const prefix = statusKey({ id: component, pkgId: '' });
  journal.run('DELETE FROM component_status WHERE substr(key, 1, ?) = ?', prefix.length, prefix);
}

/** A component has one status per package it may come from. */
export function statusKey(component: { readonly id: string; readonly pkgId: string }): string {
  return `${component.id} ${component.pkgId}`;
}

/** Key of a delivered package's status. */
export function deliveredKey(pkgId: string): string {
  return ` ${pkgId}`;
}
