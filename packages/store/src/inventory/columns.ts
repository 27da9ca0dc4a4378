import type { InventoryRow } from '@scomo/fleet';
import { instant } from '../instant.ts';

/** A row of `inventory`, without its device. */
export interface InventoryColumns {
  readonly uri: string;
  readonly component: string;
  readonly name: string;
  readonly version: string;
  readonly description: string;
  readonly env_type: string;
  readonly pkg_id_ref: string;
  readonly state: number;
  readonly status: number;
  readonly since: Date | string;
}

export function toInventoryRow(row: InventoryColumns): InventoryRow {
  return {
    uri: row.uri,
    id: row.component,
    name: row.name,
    version: row.version,
    description: row.description,
    envType: row.env_type,
    pkgIdRef: row.pkg_id_ref,
    state: row.state,
    status: row.status,
    since: instant(row.since),
  };
}
