import { DELIVERY_LIMITS, type DeliveryOrder, type DeployMember } from '@scomo/scomo';
import type { Device } from '../model.ts';
import { done, type Outcome, refused } from '../outcome.ts';
import type { UseCaseEnv } from '../use-case-env.ts';

export interface DeliveryPlan {
  readonly order: DeliveryOrder;
  /** Those that lie in the bucket say so. */
  readonly members: readonly DeployMember[];
}

/** What a task is told of delivery: the operator's word, the policy of the device's type, and what lies in the bucket. docs/delivery.md */
export async function planDelivery(
  asked: DeliveryOrder['delivery'] = 'auto',
  members: readonly DeployMember[],
  device: Device,
  env: UseCaseEnv,
): Promise<Outcome<DeliveryPlan>> {
  const type = await env.store.deviceType(device.deviceType);
  const policy: DeliveryOrder =
    asked !== 'auto' || type === undefined
      ? {}
      : {
          ...(type.link === 'metered' ? { link: type.link } : {}),
          ...(type.directBytesMax === undefined ? {} : { directBytesMax: type.directBytesMax }),
        };
  if (asked === 's3' && env.bucket === undefined)
    return refused('bucket_missing', 'this server has no bucket: set SCOMO_S3_URL', '/delivery');
  const placed: DeployMember[] = [];
  for (const member of members) {
    const worth = asked === 's3' || (asked === 'auto' && member.bytes >= DELIVERY_LIMITS.bucketBytesMin);
    const there = worth && (await env.bucket?.keep(member.pkgId.replace(/^sha256:/, ''))) === true;
    if (asked === 's3' && !there)
      return refused('bucket_unavailable', `the bucket does not take ${member.component}`, '/delivery');
    placed.push(there && env.bucket !== undefined ? { ...member, bucketHost: env.bucket.host } : member);
  }
  return done({ order: { delivery: asked, ...policy }, members: placed });
}
