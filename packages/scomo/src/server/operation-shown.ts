import { DeliveredState, DeliveredStatus, DeployedState, DeployedStatus } from '../states.ts';
import { findMember, isMember } from './find-member.ts';
import type { DeliveredRow, DeployedRow, Inventory } from './knowledge.ts';
import type { OperationOrder, OperationRecord } from './task.ts';

/** An Exec that was sent, or one that may be. */
export type Wanted = Pick<OperationRecord, 'operation' | 'version'>;

const DELIVERED_IN_FLUX: readonly number[] = [DeliveredStatus.removing, DeliveredStatus.installing];

/** Something is under way on a delivered package. */
export function isDeliveredInFlux({ status }: DeliveredRow): boolean {
  return DELIVERED_IN_FLUX.includes(status);
}

/** The inventory shows the end state that the operation must have. spec/scomo.md §4.4 */
export function operationShown(
  order: Pick<OperationOrder, 'component' | 'member'>,
  wanted: Wanted,
  inventory: Inventory,
): boolean {
  const { member } = order;
  const delivered = inventory.delivered.filter((row) => row.pkgId === member?.pkgId);
  const executed = inventory.deployed.filter((row) => wasExecuted(row, order, wanted));
  const rests = (state: number) =>
    executed.some((row) => row.state === state && row.status === DeployedStatus.idle);
  const became = (state: number) =>
    member !== undefined && findMember(inventory, member, state) !== undefined;
  switch (wanted.operation) {
    case 'Download':
      return delivered.some((row) => row.state === DeliveredState.delivered && !isDeliveredInFlux(row));
    case 'Install':
    case 'DownloadInstall':
      return became(DeployedState.active);
    case 'InstallInactive':
    case 'DownloadInstallInactive':
      return became(DeployedState.inactive);
    case 'Activate':
      return rests(DeployedState.active);
    case 'Deactivate':
      return rests(DeployedState.inactive);
    case 'Remove':
      return (member === undefined ? executed : delivered).length === 0;
    case 'ActivateSet':
      return false;
  }
}

/** The row is the component that the Exec went to, under whatever node name. */
function wasExecuted(
  row: DeployedRow,
  order: Pick<OperationOrder, 'component' | 'member'>,
  { version }: Wanted,
): boolean {
  if (order.member !== undefined) return isMember(row, order.member);
  return row.id === order.component && row.version === version;
}
