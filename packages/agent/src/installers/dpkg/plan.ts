import { basename } from 'node:path';
import { Failure } from '../../base/failure.ts';
import type { PackageRecord } from '../../journal/packages.ts';
import type { Change } from '../installer.ts';
import type { Apt, AptInstall } from './apt.ts';
import { type DebControl, newProblems, type Problem } from './relations.ts';
import { ABSENT, type DebStatus } from './status.ts';

/** What stood there before each package was touched, and what comes along. */
export interface DebUndo {
  readonly packages: readonly {
    readonly name: string;
    /** Version that was installed; absent: the package was not there. */
    readonly version?: string;
    /** Our kept .deb of that version. */
    readonly pkgId?: string;
    /** Name of its .deb file in `debs/`, where it came without us. */
    readonly deb?: string;
  }[];
  /** Dependencies that apt has fetched into `debs/`. */
  readonly along?: readonly (AptInstall & { readonly deb: string })[];
}

/** Component ID of a Debian package. */
export const debId = (name: string) => `deb:${name}`;

/** Name of the Debian package with this component ID, or undefined. */
export function debName(component: string): string | undefined {
  return /^deb:([a-z0-9][a-z0-9+.-]+)$/.exec(component)?.[1];
}

/** Our packages whose .deb is still in the store. */
export type KeptDebs = readonly PackageRecord[];

/** The kept package of that component and version. */
export function keptDeb(kept: KeptDebs, component: string, version: string): PackageRecord | undefined {
  return kept.find(({ manifest }) => manifest.component === component && manifest.version === version);
}

/** What a plan looks at. */
export interface PlanMeans {
  readonly status: readonly DebStatus[];
  /** Packages that work, with what they say of others. */
  readonly world: readonly DebControl[];
  readonly kept: KeptDebs;
  readonly apt: Apt | undefined;
  fileOf(record: PackageRecord): string;
  /** Control fields of a .deb file. Throws Failure. */
  control(file: string): Promise<DebControl>;
  /** File of a package that apt has fetched. */
  fetched(install: AptInstall): string | undefined;
  /** A .deb of a package that came without us. */
  oldFile(entry: DebStatus): Promise<string | undefined>;
}

/**
 * The way back from a change, and the dependencies that must come along; nothing on the device is touched. Throws
 * Failure: 1498 when something is missing, 1413 when packages cannot be together, 1409 when there would be no way back.
 */
export async function planDebs(change: Change, means: PlanMeans): Promise<DebUndo | undefined> {
  for (const id of change.deactivate) {
    if (debName(id) !== undefined) throw new Failure(1411, 'a Debian package cannot be switched off', id);
  }
  const present = (name: string) =>
    means.status.find((entry) => entry.name === name && !ABSENT.has(entry.state));
  const ours = change.activate.map(({ manifest }) => {
    const name = debName(manifest.component);
    if (name === undefined) throw new Failure(1413, `${manifest.component} names no Debian package`);
    return name;
  });
  const removed = change.remove.flatMap((id) => debName(id) ?? []).filter((name) => present(name));
  if (ours.length === 0 && removed.length === 0) return undefined;
  const along = ours.length === 0 ? [] : await comeAlong(change, ours, removed, means);
  const packages: DebUndo['packages'][number][] = [];
  for (const name of [...ours, ...along.map((each) => each.name)]) {
    const old = present(name);
    packages.push(old === undefined ? { name } : await wayBack(old, means));
  }
  for (const name of removed) {
    const { version = '' } = present(name) ?? {};
    const pkgId = keptDeb(means.kept, debId(name), version)?.pkgId;
    packages.push({ name, version, ...(pkgId !== undefined && { pkgId }) });
  }
  return { packages, ...(along.length > 0 && { along }) };
}

async function wayBack(old: DebStatus, means: PlanMeans): Promise<DebUndo['packages'][number]> {
  const { name, version } = old;
  const pkgId = keptDeb(means.kept, debId(name), version)?.pkgId;
  if (pkgId !== undefined) return { name, version, pkgId };
  const file = await means.oldFile(old);
  if (file !== undefined) return { name, version, deb: basename(file) };
  throw new Failure(
    1409,
    `${name} ${version} came without us and could not be brought back if the update failed: its .deb is neither in apt's cache nor to be had from a source, and dpkg-repack (is it installed?) could not make one`,
    debId(name),
  );
}

/** Dependencies that must be installed too. Throws Failure. */
async function comeAlong(
  change: Change,
  ours: readonly string[],
  removed: readonly string[],
  means: PlanMeans,
): Promise<NonNullable<DebUndo['along']>> {
  const files = change.activate.map(means.fileOf);
  const added = await Promise.all(files.map(means.control));
  const problems = newProblems(means.world, worldAfter(means.world, added, removed));
  if (problems.length === 0) return [];
  if (means.apt === undefined) throw failureOf(problems, ours);
  const more = (await means.apt.solve(files, removed)).filter(({ name }) => !ours.includes(name));
  if (more.length > 0 && !(await means.apt.download(more)))
    throw new Failure(
      1498,
      `${more.map(({ name, version }) => `${name} ${version}`).join(', ')} could not be fetched`,
    );
  const along = more.map((each) => {
    const file = means.fetched(each);
    if (file === undefined) throw new Error(`${each.name} was fetched and is gone`);
    return { ...each, deb: basename(file), file };
  });
  const controls = await Promise.all(along.map(({ file }) => means.control(file)));
  const left = newProblems(means.world, worldAfter(means.world, [...added, ...controls], removed));
  if (left.length > 0) throw failureOf(left, ours);
  return along.map(({ file: _file, ...each }) => each);
}

function worldAfter(
  before: readonly DebControl[],
  added: readonly DebControl[],
  removed: readonly string[],
): DebControl[] {
  const gone = new Set([...removed, ...added.map(({ name }) => name)]);
  return [...before.filter(({ name }) => !gone.has(name)), ...added];
}

function failureOf(problems: readonly Problem[], ours: readonly string[]): Failure {
  const missing = problems.some((problem) => problem.missing);
  const blamed = problems.find(({ name }) => ours.includes(name))?.name ?? ours[0] ?? '';
  const text = problems.map((problem) => problem.text).join('; ');
  return new Failure(missing ? 1498 : 1413, text.slice(0, 1000), debId(blamed));
}
