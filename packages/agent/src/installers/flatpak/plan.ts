import { join } from 'node:path';
import { Failure } from '../../base/failure.ts';
import type { PackageRecord } from '../../journal/packages.ts';
import type { Change } from '../installer.ts';
import { type Bundle, bundleInstalled, readBundle } from './bundle.ts';
import type { Installation } from './installation.ts';
import { flatpakApp, flatpakId } from './list.ts';

/** What stood there before each application was touched. */
export interface FlatpakUndo {
  readonly apps: readonly {
    readonly app: string;
    /** Commit that was installed; absent: the application was not there. */
    readonly commit?: string;
    /** Our package of it. */
    readonly pkgId?: string;
    /** A bundle made of what was installed, where it came without us, and the commit that it becomes. */
    readonly bundle?: { readonly file: string; readonly commit: string };
  }[];
}

/** What a plan looks at. `folder` takes the bundles that it makes. */
export interface PlanMeans {
  readonly state: string;
  readonly folder: string;
  readonly place: Installation;
  readonly held: readonly PackageRecord[];
  bundleOf(pkgId: string): Bundle;
}

/** The way back from a change. Throws Failure: 1498 for a runtime that nobody has, 1413 for another branch, 1409 without a way back. */
export async function planFlatpaks(change: Change, means: PlanMeans): Promise<FlatpakUndo | undefined> {
  for (const id of change.deactivate) {
    if (flatpakApp(id) !== undefined)
      throw new Failure(1411, 'a flatpak application cannot be switched off', id);
  }
  const bundles = change.activate.map(({ pkgId }) => means.bundleOf(pkgId));
  for (const bundle of bundles) checkFits(means.place, bundle);
  const gone = change.remove.flatMap((id) => flatpakApp(id) ?? []).filter(means.place.commitOf);
  const apps: FlatpakUndo['apps'][number][] = [];
  for (const app of [...bundles.map((bundle) => bundle.app), ...gone])
    apps.push(await wayBack(app, join(means.folder, `old-${apps.length}.flatpak`), means));
  return apps.length === 0 ? undefined : { apps };
}

function checkFits(place: Installation, { app, branch, runtime }: Bundle): void {
  const installed = place.branchOf(app) ?? branch;
  if (installed !== branch) {
    const detail = `${app} is installed from branch ${installed}, the bundle is of ${branch}`;
    throw new Failure(1413, detail, flatpakId(app));
  }
  if (runtime !== undefined && !place.mayHave(runtime)) {
    const detail = `${app} needs the runtime ${runtime}, and no remote is set up to have it from`;
    throw new Failure(1498, detail, flatpakId(app));
  }
}

async function wayBack(app: string, file: string, means: PlanMeans): Promise<FlatpakUndo['apps'][number]> {
  const { state, place, held, bundleOf } = means;
  const commit = place.commitOf(app);
  if (commit === undefined) return { app };
  const ours = held.find(
    ({ pkgId, manifest }) => manifest.component === flatpakId(app) && bundleOf(pkgId).commit === commit,
  );
  if (ours !== undefined) return { app, commit, pkgId: ours.pkgId };
  const branch = place.branchOf(app) ?? '';
  if (await bundleInstalled(state, place.deployed(app), { app, branch }, file))
    return { app, commit, bundle: { file, commit: (await readBundle(state, file)).commit } };
  const detail = `${app} came without us, and flatpak could make no bundle of it to bring it back`;
  throw new Failure(1409, detail, flatpakId(app));
}
