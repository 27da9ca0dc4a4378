import { DeployedState, DeployedStatus } from '../states.ts';
import type { DeployedRow, Inventory } from './knowledge.ts';
import type { DeployMember, MemberProgress, Order } from './task.ts';

/** PkgIDRef of devices that do not know where a component came from. spec/scomo.md §2.2 */
const NO_PACKAGE = ['', '-1'];

/** True when the row is this very package; where the device keeps no PkgIDRef, this very version. */
export function isMember(row: DeployedRow, member: DeployMember): boolean {
  if (row.id !== member.component) return false;
  return NO_PACKAGE.includes(row.pkgIdRef) ? row.version === member.version : row.pkgIdRef === member.pkgId;
}

/** The member's row in a state (DeployedState), with nothing under way on it. */
export function findMember(
  inventory: Inventory,
  member: DeployMember,
  state: number,
): DeployedRow | undefined {
  return inventory.deployed.find(
    (row) => isMember(row, member) && row.state === state && row.status === DeployedStatus.idle,
  );
}

/** The package that an order brings for a component, if it brings one. */
export function orderedMember(order: Order, component: string): DeployMember | undefined {
  if (order.kind === 'operation') return order.member;
  if (order.kind !== 'deploy') return undefined;
  return order.members.find((member) => member.component === component);
}

/** Active and at rest: what a deploy task wants. */
export function isAsWanted(inventory: Inventory, member: DeployMember): boolean {
  return findMember(inventory, member, DeployedState.active) !== undefined;
}

/** The member's row staged beside whatever is active; a failed activation leaves it there. */
export function findStaged(inventory: Inventory, member: DeployMember): DeployedRow | undefined {
  return inventory.deployed.find((row) => isMember(row, member) && row.state === DeployedState.inactive);
}

const IN_FLUX: readonly number[] = [
  DeployedStatus.removing,
  DeployedStatus.activating,
  DeployedStatus.deactivating,
];

/** Something is under way on the component. spec/scomo.md §2.2 */
export function isInFlux(inventory: Inventory, component: string): boolean {
  return inventory.deployed.some((row) => row.id === component && IN_FLUX.includes(row.status));
}

/** Version that is active now, `null` when there is none. */
export function activeVersion(inventory: Inventory, component: string): string | null {
  const rows = inventory.deployed.filter((row) => row.id === component);
  const active = rows.find((row) => row.state === DeployedState.active);
  return active === undefined ? null : active.version;
}

/** What stands there of a component before a task does anything about it. */
export function before(inventory: Inventory, component: string): Omit<MemberProgress, 'verified'> {
  const from = activeVersion(inventory, component);
  const others = inventory.deployed.filter((row) => row.id === component && row.version !== from);
  const inactive = others.map((row) => row.version);
  return { component, from, ...(inactive.length > 0 && { inactive }) };
}

/** `com.x 1.0 active, 2.0 inactive`, for the reason of a failure. */
export function describeComponent(inventory: Inventory, component: string): string {
  const rows = inventory.deployed.filter((row) => row.id === component);
  if (rows.length === 0) return `no ${component}`;
  const shown = rows.map(
    (row) =>
      `${row.version} ${row.state === DeployedState.active ? 'active' : 'inactive'}, status ${row.status}`,
  );
  return `${component} ${shown.join('; ')}`;
}
