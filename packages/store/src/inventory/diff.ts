import type { Instant, InventoryRow } from '@scomo/fleet';
import type { DeployedRow } from '../fleet-types.ts';
import { storable } from '../json.ts';
import { rowKey } from './row-key.ts';

/** What to write so that the stored rows become the read ones. */
export interface InventoryDiff {
  readonly put: readonly InventoryRow[];
  readonly gone: readonly Pick<InventoryRow, 'uri' | 'id'>[];
  /** Rows as they stood until now: another version or state has taken their place, or none. */
  readonly past: readonly InventoryRow[];
}

/** Compares by place and component; of two rows with one key the last counts. `since` moves with version and state only. */
export function diffInventory(
  stored: readonly InventoryRow[],
  read: readonly DeployedRow[],
  at: Instant,
): InventoryDiff {
  const before = new Map(stored.map((row) => [rowKey(row), row]));
  const after = new Map(read.map(cleanRow).map((row) => [rowKey(row), row]));
  const put: InventoryRow[] = [];
  const past: InventoryRow[] = [];
  for (const [key, row] of after) {
    const old = before.get(key);
    const stands = old?.version === row.version && old.state === row.state;
    if (old && !stands) past.push(old);
    if (!old || !sameRow(old, row)) put.push({ ...row, since: old && stands ? old.since : at });
  }
  const gone = stored.filter((row) => !after.has(rowKey(row)));
  return { put, gone, past: [...past, ...gone] };
}

function cleanRow(row: DeployedRow): DeployedRow {
  return {
    uri: storable(row.uri),
    id: storable(row.id),
    name: storable(row.name),
    version: storable(row.version),
    description: storable(row.description),
    envType: storable(row.envType),
    pkgIdRef: storable(row.pkgIdRef),
    state: row.state,
    status: row.status,
  };
}

function sameRow(a: DeployedRow, b: DeployedRow): boolean {
  return (
    a.name === b.name &&
    a.version === b.version &&
    a.description === b.description &&
    a.envType === b.envType &&
    a.pkgIdRef === b.pkgIdRef &&
    a.state === b.state &&
    a.status === b.status
  );
}
