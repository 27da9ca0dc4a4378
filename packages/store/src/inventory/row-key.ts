import type { DeployedRow } from '../fleet-types.ts';

/** What makes two rows of one device the same component in the same place. */
export function rowKey(row: Pick<DeployedRow, 'uri' | 'id'>): string {
  return JSON.stringify([row.uri, row.id]);
}
