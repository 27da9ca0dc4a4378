import { blackoutLeft, type ConsentPolicy, type DeliveryWay, fetches, type Operation } from '@scomo/scomo';
import { secondsAfter } from '../instant.ts';
import { FLEET_LIMITS } from '../limits.ts';
import type { Device, Task } from '../model.ts';
import { done, type Outcome, refused } from '../outcome.ts';
import type { UseCaseEnv } from '../use-case-env.ts';
import { keepTask } from './keep-task.ts';
import {
  type NewTaskFields,
  newDeployTask,
  newInventoryTask,
  newOperationTask,
  newRemoveTask,
} from './new-task.ts';
import { planDelivery } from './plan-delivery.ts';
import { resolveOperation } from './resolve-operation.ts';
import { resolveRelease } from './resolve-release.ts';

export interface TaskRequest {
  readonly deviceId: string;
  readonly kind: 'deploy' | 'inventory' | 'remove' | 'operation';
  /** For `deploy`. */
  readonly releaseId?: string;
  /** For `remove`. */
  readonly components?: readonly string[];
  /** For `operation`, with the package or the component it is about. */
  readonly operation?: Operation;
  readonly packageId?: string;
  readonly component?: string;
  /** For `deploy`: ask with three deferrals when absent; for `operation`: nobody is asked when absent. */
  readonly consent?: ConsentPolicy;
  /** For `deploy`: what the release lacks is added from the catalogue. */
  readonly complete?: boolean;
  /** For `deploy`, and an `operation` that fetches: how the packages come to the device; `auto` when absent. */
  readonly delivery?: DeliveryWay | 'auto';
  readonly expiresInSeconds?: number;
}

const DEFAULT_CONSENT: ConsentPolicy = { mode: 'ask', deferralsMax: FLEET_LIMITS.deferralsDefault };

/** Orders something of a device; a dry run checks everything and keeps nothing. */
export async function createTask(
  request: TaskRequest,
  dryRun: boolean,
  env: UseCaseEnv,
): Promise<Outcome<Task>> {
  const stray = strayMember(request);
  if (stray !== undefined) return stray;
  const device = await env.store.device(request.deviceId);
  if (device === undefined) return unknownDevice(request.deviceId);
  const planned = await planTask(request, device, env);
  if (!planned.ok || dryRun) return planned;
  const kept = await keepTask(planned.value, env);
  return kept === undefined ? unknownDevice(request.deviceId) : done(kept);
}

/** The task that a request means for a device, or why it cannot be ordered. Nothing is kept. */
export async function planTask(
  request: TaskRequest,
  device: Device,
  env: UseCaseEnv,
): Promise<Outcome<Task>> {
  const now = env.ports.now();
  const fields: NewTaskFields = {
    id: env.ports.newId('tk_'),
    deviceId: device.deviceId,
    now,
    expiresAt: secondsAfter(now, request.expiresInSeconds ?? FLEET_LIMITS.taskSecondsDefault),
  };
  switch (request.kind) {
    case 'inventory':
      return done(newInventoryTask(fields));
    case 'remove':
      return done(newRemoveTask(fields, request.components ?? []));
    case 'deploy': {
      const resolved = await resolveRelease(request.releaseId ?? '', request.complete ?? false, device, env);
      if (!resolved.ok) return resolved;
      const { release, members, previous } = resolved.value;
      const consent = inUtc(request.consent ?? DEFAULT_CONSENT);
      const wrong = impossibleHours(consent);
      if (wrong !== undefined) return wrong;
      const delivery = await planDelivery(request.delivery, members, device, env);
      if (!delivery.ok) return delivery;
      const { order, members: placed } = delivery.value;
      return done(newDeployTask(fields, release, placed, previous, consent, order));
    }
    case 'operation':
      return planOperation(fields, request, device, env);
  }
}

async function planOperation(
  fields: NewTaskFields,
  request: TaskRequest,
  device: Device,
  env: UseCaseEnv,
): Promise<Outcome<Task>> {
  const { operation, delivery: asked } = request;
  if (operation === undefined) throw new Error('an operation task without operation is refused before');
  const consent = request.consent && inUtc(request.consent);
  const resolved = await resolveOperation(
    { ...request, operation, ...(consent && { consent }) },
    device,
    env,
  );
  if (!resolved.ok) return resolved;
  const { member } = resolved.value;
  if (member === undefined || !fetches(operation)) {
    return asked === undefined
      ? done(newOperationTask(fields, resolved.value))
      : refused('validation_failed', `${operation} brings no package to the device`, '/delivery');
  }
  const delivery = await planDelivery(asked, [member], device, env);
  if (!delivery.ok) return delivery;
  const [placed = member] = delivery.value.members;
  return done(newOperationTask(fields, { ...resolved.value, ...delivery.value.order, member: placed }));
}

/** Devices read the deadline in UTC, whatever zone the operator wrote it in. */
function inUtc(consent: ConsentPolicy): ConsentPolicy {
  return consent.deadline === undefined
    ? consent
    : { ...consent, deadline: secondsAfter(consent.deadline, 0) };
}

/** What no device could ever keep to. */
function impossibleHours({
  blackout = [],
  lockSecondsMax,
  deadline,
}: ConsentPolicy): Outcome<never> | undefined {
  if (blackoutLeft(blackout, 0) === undefined)
    return refused('validation_failed', 'the blackout leaves no hour of the week free', '/consent/blackout');
  if (lockSecondsMax !== undefined && deadline === undefined)
    return refused('validation_failed', 'it counts from a deadline', '/consent/lockSecondsMax');
  return undefined;
}

const MEMBERS_OF = {
  deploy: { needs: 'releaseId', mayHave: ['complete', 'consent', 'delivery'] },
  inventory: { needs: undefined, mayHave: [] },
  remove: { needs: 'components', mayHave: [] },
  operation: { needs: 'operation', mayHave: ['packageId', 'component', 'consent', 'delivery'] },
} as const satisfies Record<
  TaskRequest['kind'],
  { needs: keyof TaskRequest | undefined; mayHave: readonly (keyof TaskRequest)[] }
>;

/** Each kind needs its own members, and takes no other's: a member without effect is a mistake. */
function strayMember(request: TaskRequest): Outcome<never> | undefined {
  const { needs, mayHave } = MEMBERS_OF[request.kind];
  if (needs !== undefined && request[needs] === undefined) {
    return refused('validation_failed', `a ${request.kind} task needs ${needs}`, `/${needs}`);
  }
  for (const member of [
    'releaseId',
    'components',
    'complete',
    'consent',
    'delivery',
    'operation',
    'packageId',
    'component',
  ] as const) {
    const allowed = member === needs || (mayHave as readonly string[]).includes(member);
    if (request[member] !== undefined && !allowed) {
      return refused('validation_failed', `a ${request.kind} task has no ${member}`, `/${member}`);
    }
  }
  return undefined;
}

function unknownDevice(deviceId: string): Outcome<never> {
  return refused('device_unknown', `there is no device ${deviceId}`, '/deviceId');
}
