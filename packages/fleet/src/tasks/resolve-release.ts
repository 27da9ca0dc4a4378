import type { DeployMember } from '@scomo/scomo';
import type { Device, Release } from '../model.ts';
import { done, type Outcome, refused } from '../outcome.ts';
import { checkAgainstDevice, checkTogether } from '../releases/check-set.ts';
import { packagesOf } from '../releases/create-release.ts';
import type { UseCaseEnv } from '../use-case-env.ts';
import { memberOf, unfit } from './member-of.ts';

/** What a release means for one device now, or why it cannot be deployed there. */
export async function resolveRelease(
  releaseId: string,
  device: Device,
  env: UseCaseEnv,
): Promise<Outcome<{ readonly release: Release; readonly members: readonly DeployMember[] }>> {
  const release = await env.store.release(releaseId);
  if (release === undefined)
    return refused('release_unknown', `there is no release ${releaseId}`, '/releaseId');
  const packages = await packagesOf(release.packageIds, env.store);
  if (!packages.ok) return packages;
  const manifests = packages.value.map((pkg) => pkg.manifest);
  const now = env.ports.now();
  const deployed =
    device.inventoryAt === undefined
      ? undefined
      : (await env.store.inventory(device.deviceId)).map((row) => row.id);
  const fault =
    packages.value.map((pkg) => unfit(pkg, device, now, '/releaseId')).find((found) => found !== undefined) ??
    [checkTogether(manifests), checkAgainstDevice(manifests, deployed)].find((checked) => !checked.ok);
  if (fault !== undefined && !fault.ok) return fault;
  return done({ release, members: packages.value.map(memberOf) });
}
