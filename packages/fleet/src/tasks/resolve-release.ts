import type { DeployMember } from '@scomo/scomo';
import type { Device, Release } from '../model.ts';
import { done, type Outcome, refused } from '../outcome.ts';
import { checkAgainstDevice, checkTogether } from '../releases/check-set.ts';
import { packagesOf } from '../releases/create-release.ts';
import type { UseCaseEnv } from '../use-case-env.ts';
import { memberOf, unfit } from './member-of.ts';
import { previousPackages } from './previous-packages.ts';

/** A release as one device is to get it. */
interface ResolvedRelease {
  readonly release: Release;
  readonly members: readonly DeployMember[];
  /** Packages of what is there, to go back to. */
  readonly previous: readonly DeployMember[];
}

/** What a release means for one device now, or why it cannot be deployed there. */
export async function resolveRelease(
  releaseId: string,
  device: Device,
  env: UseCaseEnv,
): Promise<Outcome<ResolvedRelease>> {
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
  const components = manifests.map(({ component }) => component);
  const previous = release.atomic ? await previousPackages(components, device, env) : [];
  return done({ release, members: packages.value.map(memberOf), previous });
}
