import { DeployedState, type DeployMember } from '@scomo/scomo';
import { FLEET_LIMITS } from '../limits.ts';
import type { Device, Package } from '../model.ts';
import type { UseCaseEnv } from '../use-case-env.ts';
import { memberOf, unfit } from './member-of.ts';

/**
 * Packages of the components as they were last read from the device, to go back to: those that the catalogue still has and
 * that may still be sent. docs/operations.md
 */
export async function previousPackages(
  components: readonly string[],
  device: Device,
  env: UseCaseEnv,
): Promise<readonly DeployMember[]> {
  if (device.inventoryAt === undefined) return [];
  const rows = (await env.store.inventory(device.deviceId)).filter(
    ({ id, state }) => state === DeployedState.active && components.includes(id),
  );
  const found: DeployMember[] = [];
  for (const { id, version, pkgIdRef } of rows) {
    const pkg = await packageOf(id, version, pkgIdRef, env);
    if (pkg !== undefined && unfit(pkg, device, env.ports.now(), '') === undefined) found.push(memberOf(pkg));
  }
  return found;
}

/** By its digest where the device knows what a component came from, else the newest package of that version. */
async function packageOf(
  component: string,
  version: string,
  pkgIdRef: string,
  { store }: UseCaseEnv,
): Promise<Package | undefined> {
  const [, digest] = /^sha256:([0-9a-f]{64})$/.exec(pkgIdRef) ?? [];
  if (digest !== undefined) return store.packageByDigest(digest);
  const { items } = await store.packages({ component, limit: FLEET_LIMITS.previousLookedAt });
  return items.find((pkg) => pkg.version === version && pkg.published);
}
