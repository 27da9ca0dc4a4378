import type { Package, Release } from '../model.ts';
import { done, type Outcome, refused } from '../outcome.ts';
import type { FleetStore } from '../ports.ts';
import type { UseCaseEnv } from '../use-case-env.ts';
import { checkTogether } from './check-set.ts';

export interface ReleaseRequest {
  readonly name: string;
  readonly packageIds: readonly string[];
  readonly atomic?: boolean;
}

/** Puts package versions together, for good. Packages may still be unpublished. */
export async function createRelease(request: ReleaseRequest, env: UseCaseEnv): Promise<Outcome<Release>> {
  const { name, packageIds, atomic = true } = request;
  const packages = await packagesOf(packageIds, env.store);
  if (!packages.ok) return packages;
  const together = checkTogether(packages.value.map((pkg) => pkg.manifest));
  if (!together.ok) return together;
  const release = { id: env.ports.newId('re_'), name, packageIds, atomic, createdAt: env.ports.now() };
  if (!(await env.store.createRelease(release))) throw new Error(`release id ${release.id} is taken`);
  return done(release);
}

/** The packages of these ids, in their order. */
export async function packagesOf(
  ids: readonly string[],
  store: FleetStore,
): Promise<Outcome<readonly Package[]>> {
  const packages: Package[] = [];
  for (const [i, id] of ids.entries()) {
    const pkg = await store.package(id);
    if (pkg === undefined) return refused('package_unknown', `there is no package ${id}`, `/packageIds/${i}`);
    packages.push(pkg);
  }
  return done(packages);
}
