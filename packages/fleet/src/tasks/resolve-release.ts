import type { DeployMember } from '@scomo/scomo';
import type { Device, Package, Release } from '../model.ts';
import { done, type Outcome, refused } from '../outcome.ts';
import { checkTogether } from '../releases/check-set.ts';
import { packagesOf } from '../releases/create-release.ts';
import { candidateOf, catalogueFor, presentOn } from '../releases/gather.ts';
import { resolveSet } from '../releases/resolve-set.ts';
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

/** What a release means for one device now, or why it cannot be deployed there. `complete`: what it lacks is added from the catalogue. */
export async function resolveRelease(
  releaseId: string,
  complete: boolean,
  device: Device,
  env: UseCaseEnv,
): Promise<Outcome<ResolvedRelease>> {
  const release = await env.store.release(releaseId);
  if (release === undefined)
    return refused('release_unknown', `there is no release ${releaseId}`, '/releaseId');
  const packages = await packagesOf(release.packageIds, env.store);
  if (!packages.ok) return packages;
  const now = env.ports.now();
  const fault =
    packages.value.map((pkg) => unfit(pkg, device, now, '/releaseId')).find((found) => found !== undefined) ??
    checkTogether(packages.value.map((pkg) => pkg.manifest));
  if (!fault.ok) return fault;
  const members = await membersOf(packages.value, complete, device, env);
  if (!members.ok) return members;
  const components = members.value.map(({ component }) => component);
  const previous = release.atomic ? await previousPackages(components, device, env) : [];
  return done({ release, members: members.value, previous });
}

/** The packages as members, what they need before them; refused with everything that is missing or in the way. */
async function membersOf(
  packages: readonly Package[],
  complete: boolean,
  device: Device,
  env: UseCaseEnv,
): Promise<Outcome<readonly DeployMember[]>> {
  const wanted = packages.map(candidateOf);
  const read = await presentOn(device, env);
  // Who asks for a whole set of a device that was never read gets all of it.
  const present = read ?? (complete ? [] : undefined);
  const catalogue = complete ? await catalogueFor(wanted, present ?? [], device, env) : [];
  const answer = resolveSet({ wanted, present, catalogue });
  if (!answer.ok) {
    const code = answer.kind === 'missing' ? 'requirement_missing' : 'component_conflict';
    return refused(code, answer.why.join('; '));
  }
  return done(
    answer.chosen.map(({ member, why }) => ({
      ...memberOf(member.pkg),
      ...(!wanted.includes(member) && { why }),
    })),
  );
}
