import {
  blankOutcomes,
  type ConsentPolicy,
  type DeliveryOrder,
  type DeployMember,
  type OperationOrder,
  type Order,
  type TreeCommand,
} from '@scomo/scomo';
import type { Instant, Task } from '../model.ts';

/** What every new task is told. */
export interface NewTaskFields {
  /** `tk_…`. */
  readonly id: string;
  readonly deviceId: string;
  readonly now: Instant;
  readonly expiresAt: Instant;
}

/** Reads the whole inventory. */
export function newInventoryTask(fields: NewTaskFields): Task {
  return newTask(fields, { kind: 'inventory' });
}

/** Brings the members of a release to a device; `previous`: packages of what is there, to go back to. */
export function newDeployTask(
  fields: NewTaskFields,
  release: { readonly id: string; readonly atomic: boolean },
  members: readonly DeployMember[],
  previous: readonly DeployMember[],
  consent: ConsentPolicy,
  delivery: DeliveryOrder,
): Task {
  const more = { ...delivery, ...(previous.length > 0 && { previous }) };
  return {
    ...newTask(fields, { kind: 'deploy', atomic: release.atomic, members, consent, ...more }),
    releaseId: release.id,
  };
}

/** Takes components off a device. */
export function newRemoveTask(fields: NewTaskFields, components: readonly string[]): Task {
  return newTask(fields, { kind: 'remove', components });
}

/** Has one operation carried out. */
export function newOperationTask(fields: NewTaskFields, order: OperationOrder): Task {
  return newTask(fields, order);
}

/** Carries out an engineer's commands. */
export function newTreeTask(fields: NewTaskFields, commands: readonly TreeCommand[]): Task {
  return { ...newTask(fields, { kind: 'tree', commands }), outcomes: blankOutcomes(commands) };
}

function newTask({ id, deviceId, now, expiresAt }: NewTaskFields, order: Order): Task {
  return {
    id,
    deviceId,
    order,
    state: 'planned',
    reason: 'waiting for the device to call in',
    since: now,
    nextCheckAt: expiresAt,
    operations: [],
    members: [],
    consent: [],
    createdAt: now,
    expiresAt,
  };
}
