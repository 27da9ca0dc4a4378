import { type Present, parseRelation, type Related } from '@scomo/delivery';
import { DeployedState } from '@scomo/scomo';
import { FLEET_LIMITS } from '../limits.ts';
import type { Device, Package } from '../model.ts';
import { unfit } from '../tasks/member-of.ts';
import type { UseCaseEnv } from '../use-case-env.ts';

/** A package with its relations at hand. */
export interface Candidate extends Related {
  readonly pkg: Package;
}

export function candidateOf(pkg: Package): Candidate {
  const { requires, conflicts } = pkg.manifest;
  return { pkg, component: pkg.component, version: pkg.version, requires, conflicts };
}

/** What is active on the device as last read, with the relations of what came from our catalogue; undefined: never read. */
export async function presentOn(
  device: Device,
  { store }: UseCaseEnv,
): Promise<readonly Present[] | undefined> {
  if (device.inventoryAt === undefined) return undefined;
  const rows = await store.inventory(device.deviceId);
  const present: Present[] = [];
  for (const { id, version, state, pkgIdRef } of rows) {
    if (state === DeployedState.inactive) continue;
    const [, digest] = /^sha256:([0-9a-f]{64})$/.exec(pkgIdRef) ?? [];
    const pkg = digest === undefined ? undefined : await store.packageByDigest(digest);
    present.push({ component: id, version, ...(pkg !== undefined && { rules: candidateOf(pkg) }) });
  }
  return present;
}

/** Packages that may be sent to the device, of every component that a set may come to need. */
export async function catalogueFor(
  wanted: readonly Candidate[],
  present: readonly Present[],
  device: Device,
  env: UseCaseEnv,
): Promise<readonly Candidate[]> {
  const named = ({ requires, conflicts }: Related) =>
    [...requires, ...conflicts].map((text) => parseRelation(text)?.component ?? text);
  const rules = present.flatMap((each) => (each.rules === undefined ? [] : [each.rules]));
  const open = [...wanted.flatMap(named), ...rules.map(({ component }) => component)];
  const seen = new Set<string>();
  const found: Candidate[] = [];
  for (let next = open.shift(); next !== undefined; next = open.shift()) {
    if (seen.has(next) || seen.size >= FLEET_LIMITS.resolvedComponentsMax) continue;
    seen.add(next);
    const { items } = await env.store.packages({ component: next, limit: FLEET_LIMITS.previousLookedAt });
    const fit = items.filter((pkg) => unfit(pkg, device, env.ports.now(), '') === undefined).map(candidateOf);
    found.push(...fit);
    open.push(...fit.flatMap(named));
  }
  return found;
}
