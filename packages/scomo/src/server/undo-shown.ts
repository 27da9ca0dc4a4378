import { DeployedState, DeployedStatus } from '../states.ts';
import type { Inventory } from './knowledge.ts';
import type { OperationRecord } from './task.ts';

/** The end state of an Exec that takes something back. */
export function undoneShown(
  { operation, component, version }: OperationRecord,
  inventory: Inventory,
): boolean {
  const rows = inventory.deployed.filter((row) => row.id === component && row.version === version);
  if (operation === 'Remove') return rows.length === 0;
  return rows.some(({ state, status }) => state === DeployedState.active && status === DeployedStatus.idle);
}
