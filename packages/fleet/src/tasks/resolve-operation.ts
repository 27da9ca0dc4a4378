import {
  type ConsentPolicy,
  fetches,
  isForComponents,
  isTakenBack,
  type Operation,
  type OperationOrder,
} from '@scomo/scomo';
import type { Device } from '../model.ts';
import { done, type Outcome, refused } from '../outcome.ts';
import type { UseCaseEnv } from '../use-case-env.ts';
import { memberOf, unfit } from './member-of.ts';
import { previousPackages } from './previous-packages.ts';

export interface OperationRequest {
  readonly operation: Operation;
  readonly packageId?: string;
  readonly component?: string;
  /** Absent: nobody is asked. */
  readonly consent?: ConsentPolicy;
}

/** The order that an operation request means, or why it cannot be given. spec/scomo.md §4.4 */
export async function resolveOperation(
  { operation, packageId, component, consent }: OperationRequest,
  device: Device,
  env: UseCaseEnv,
): Promise<Outcome<OperationOrder>> {
  if ((packageId === undefined) === (component === undefined)) {
    const detail = `${operation} needs packageId${isForComponents(operation) ? ' or component, not both' : ''}`;
    return refused('validation_failed', detail, '/packageId');
  }
  const asked = consent === undefined ? {} : { consent };
  if (component !== undefined) {
    return isForComponents(operation)
      ? done({ kind: 'operation', operation, component, ...asked })
      : refused('validation_failed', `${operation} is for a package: it needs packageId`, '/component');
  }
  if (operation === 'Deactivate+Remove')
    return refused(
      'validation_failed',
      `${operation} is for what is deployed: it needs component`,
      '/packageId',
    );
  const pkg = await env.store.package(packageId ?? '');
  if (pkg === undefined) return refused('package_unknown', `there is no package ${packageId}`, '/packageId');
  // What is on the device already can be worked with whatever became of its package here.
  const fault = fetches(operation) ? unfit(pkg, device, env.ports.now(), '/packageId') : undefined;
  if (fault !== undefined) return fault;
  const member = memberOf(pkg);
  const order = { kind: 'operation', operation, component: pkg.component, member, ...asked } as const;
  if (!isTakenBack(operation)) return done(order);
  const previous = await previousPackages([pkg.component], device, env);
  return done({ ...order, ...(previous.length > 0 && { previous }) });
}
