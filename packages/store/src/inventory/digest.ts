import { createHash } from 'node:crypto';
import type { DeployedRow } from '../fleet-types.ts';
import { rowKey } from './row-key.ts';

/** SHA-256 hex over the rows in the order of their keys: equal digests, equal inventories. */
export function inventoryDigest(deployed: readonly DeployedRow[]): string {
  const rows = deployed
    .map((row) => [
      rowKey(row),
      row.name,
      row.version,
      row.description,
      row.envType,
      row.pkgIdRef,
      row.state,
      row.status,
    ])
    .sort((a, b) => (String(a[0]) < String(b[0]) ? -1 : 1));
  return createHash('sha256').update(JSON.stringify(rows)).digest('hex');
}
