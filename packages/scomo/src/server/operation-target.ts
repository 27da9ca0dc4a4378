import type { Primitive } from '../object.ts';
import { DeployedState } from '../states.ts';
import { describeComponent, isInFlux, isMember } from './find-member.ts';
import type { Inventory } from './knowledge.ts';
import { isDeliveredInFlux } from './operation-shown.ts';
import type { DeployMember, OperationOrder } from './task.ts';

/** Where an Exec on the inventory goes, or why none can. Codes as a device would answer. spec/scomo.md §4.5 */
export type Target =
  | { readonly kind: 'node'; readonly uri: string; readonly version: string }
  /** Something is under way on it. */
  | { readonly kind: 'busy' }
  | { readonly kind: 'unfit'; readonly code: 404 | 412; readonly detail: string };

/** What an Exec is about. */
export interface Aim extends Pick<OperationOrder, 'component' | 'member'> {
  readonly operation: Primitive;
  /** The one version that is meant, where an earlier step has named it. */
  readonly version?: string;
}

/** The Delivered or Deployed node that the operation needs, as the inventory shows it now. */
export function findTarget(aim: Aim, inventory: Inventory): Target {
  const { operation, member } = aim;
  const onPackage = operation !== 'Activate' && operation !== 'Deactivate' && member !== undefined;
  return onPackage ? deliveredTarget(member, inventory) : deployedTarget(aim, inventory);
}

function deliveredTarget(member: DeployMember, inventory: Inventory): Target {
  const row = inventory.delivered.find((each) => each.pkgId === member.pkgId);
  if (row === undefined) {
    const detail = `the device holds no delivered package of ${member.component} ${member.version}`;
    return { kind: 'unfit', code: 404, detail };
  }
  return isDeliveredInFlux(row) ? { kind: 'busy' } : { kind: 'node', uri: row.uri, version: '' };
}

/** Of several rows, the one on which the operation has an effect. */
function deployedTarget({ operation, component, member, version }: Aim, inventory: Inventory): Target {
  const rows = inventory.deployed.filter((row) => {
    if (member !== undefined) return isMember(row, member);
    return row.id === component && (version === undefined || row.version === version);
  });
  if (rows.length === 0) {
    const what = member === undefined ? component : `${component} ${member.version}`;
    return { kind: 'unfit', code: 404, detail: `${what} is not deployed on the device` };
  }
  if (isInFlux(inventory, component)) return { kind: 'busy' };
  const best = operation === 'Activate' ? DeployedState.inactive : DeployedState.active;
  const fitting = rows.filter((row) => row.state === best);
  const [row, ...more] = fitting.length > 0 ? fitting : rows;
  if (row === undefined || more.length > 0) {
    const detail = `more than one would fit, say which package: ${describeComponent(inventory, component)}`;
    return { kind: 'unfit', code: 412, detail };
  }
  return { kind: 'node', uri: row.uri, version: row.version };
}
