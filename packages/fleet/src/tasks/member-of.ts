import type { DeployMember } from '@scomo/scomo';
import type { Device, Instant, Package } from '../model.ts';
import { type Outcome, refused } from '../outcome.ts';
import type { OfferedPackage } from '../ports.ts';

/** Why a package cannot be sent to a device now; undefined when it can. `pointer`: the member of the request to blame. */
export function unfit(
  pkg: Package,
  device: Device,
  now: Instant,
  pointer: string,
): Outcome<never> | undefined {
  const { component, version, published, manifest } = pkg;
  const what = `${component} ${version}`;
  if (!published) return refused('package_not_published', `${what} (${pkg.id}) is not published`, pointer);
  if (Date.parse(manifest.expires) <= Date.parse(now)) {
    return refused('package_expired', `${what} ran out on ${manifest.expires}`, pointer);
  }
  if (manifest.compat.length > 0 && !manifest.compat.includes(device.deviceType)) {
    const types = manifest.compat.join(', ');
    return refused(
      'device_type_mismatch',
      `${what} is for ${types}, the device is a ${device.deviceType}`,
      pointer,
    );
  }
  return undefined;
}

/** A package as a task carries it. */
export function memberOf({ id, component, version, digest, bytes, manifest }: OfferedPackage): DeployMember {
  return {
    ...manifest.characteristics,
    ...(manifest.compat.length === 0 ? {} : { compat: manifest.compat }),
    ...{ component, version, pkgId: `sha256:${digest}`, packageId: id, bytes },
    ...(manifest.requires.length > 0 && { requires: manifest.requires }),
    ...(manifest.conflicts.length > 0 && { conflicts: manifest.conflicts }),
  };
}
