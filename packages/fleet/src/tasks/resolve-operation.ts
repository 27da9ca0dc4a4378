import { type OperationOrder, PRIMITIVES, type Primitive } from '@scomo/scomo';
import type { Device } from '../model.ts';
import { done, type Outcome, refused } from '../outcome.ts';
import type { UseCaseEnv } from '../use-case-env.ts';
import { memberOf, unfit } from './member-of.ts';

export interface OperationRequest {
  readonly operation: Primitive;
  readonly packageId?: string;
  readonly component?: string;
}

const ON_COMPONENTS: readonly Primitive[] = PRIMITIVES.Deployed;
const FETCHING: readonly Primitive[] = PRIMITIVES.Download;

/** The order that an operation request means, or why it cannot be given. spec/scomo.md §4.4 */
export async function resolveOperation(
  { operation, packageId, component }: OperationRequest,
  device: Device,
  env: UseCaseEnv,
): Promise<Outcome<OperationOrder>> {
  if ((packageId === undefined) === (component === undefined)) {
    const detail = `${operation} needs packageId${ON_COMPONENTS.includes(operation) ? ' or component, not both' : ''}`;
    return refused('validation_failed', detail, '/packageId');
  }
  if (component !== undefined) {
    return ON_COMPONENTS.includes(operation)
      ? done({ kind: 'operation', operation, component })
      : refused('validation_failed', `${operation} is for a package: it needs packageId`, '/component');
  }
  const pkg = await env.store.package(packageId ?? '');
  if (pkg === undefined) return refused('package_unknown', `there is no package ${packageId}`, '/packageId');
  // What is on the device already can be worked with whatever became of its package here.
  const fault = FETCHING.includes(operation) ? unfit(pkg, device, env.ports.now(), '/packageId') : undefined;
  if (fault !== undefined) return fault;
  return done({ kind: 'operation', operation, component: pkg.component, member: memberOf(pkg) });
}
