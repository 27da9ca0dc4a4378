import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Activation } from '@scomo/delivery';
import { Failure } from '../../base/failure.ts';
import { makeDirectory, writeDurably } from '../../base/files.ts';
import type { PackageRecord } from '../../journal/packages.ts';
import type { ActiveComponent, Installer } from '../installer.ts';
import { checkRecord, payloadFile, storeName, unpack } from '../store.ts';
import { type Bundle, readBundle } from './bundle.ts';
import { type Installation, installationAt } from './installation.ts';
import { type FlatpakApp, flatpakApp, flatpakId } from './list.ts';
import { type FlatpakUndo, planFlatpaks } from './plan.ts';

const ENV_TYPE = 'flatpak';

export interface FlatpakOptions {
  readonly state: string;
  /** Folder of the installation; without it the device's own. */
  readonly installation?: string;
  /** Our packages of this kind, whatever their place. */
  held(): readonly PackageRecord[];
}

/** Applications in flatpak bundles. One that is installed over another takes its place as a whole, in either direction. */
export function flatpakInstaller({ state, installation, held }: FlatpakOptions): Installer<FlatpakUndo> {
  const store = join(state, 'store');
  const folder = join(state, 'flatpak');
  const place = installationAt(state, installation);
  const noteOf = (pkgId: string) => join(folder, `${storeName(pkgId)}.json`);
  /** What its stage has found in a bundle. */
  const bundleOf = (pkgId: string): Bundle => {
    if (!existsSync(noteOf(pkgId))) throw new Failure(1490, `what bundle ${pkgId} holds is not known`);
    return JSON.parse(readFileSync(noteOf(pkgId), 'utf8')) as Bundle;
  };
  let found: { readonly stamp: string; readonly apps: readonly FlatpakApp[] } = { stamp: '', apps: [] };
  return {
    kind: 'flatpak',
    envType: ENV_TYPE,
    unsafeToRepeat: false,
    active: () =>
      found.apps.map((app) => {
        const ours = held().filter(({ manifest }) => manifest.component === flatpakId(app.id));
        const from = ours.find(({ pkgId }) => bundleOf(pkgId).commit.startsWith(app.active));
        return toActive(place, app, from);
      }),
    async refresh() {
      const stamp = place.stamp();
      if (stamp === found.stamp) return;
      const apps = stamp === '' ? [] : await place.list();
      if (apps !== undefined) found = { stamp, apps };
    },
    async stage(verified, pkgId, file) {
      unpack(store, verified, pkgId, file);
      const { manifest } = verified;
      const bundle = await readBundle(state, payloadFile(store, { pkgId, manifest }));
      if (flatpakId(bundle.app) !== manifest.component)
        throw new Failure(1413, `the bundle is ${bundle.app}, signed is ${manifest.component}`);
      makeDirectory(folder);
      writeDurably(noteOf(pkgId), JSON.stringify(bundle));
    },
    async check({ manifest }, pkgId) {
      checkRecord(store, { pkgId, manifest });
      bundleOf(pkgId);
    },
    plan(change) {
      makeDirectory(folder);
      return planFlatpaks(change, { state, folder, place, held: held(), bundleOf });
    },
    async apply({ activate, remove }) {
      for (const record of activate) {
        checkRecord(store, record);
        const { app, commit } = bundleOf(record.pkgId);
        await place.install(app, payloadFile(store, record), commit);
      }
      for (const app of remove.flatMap((id) => flatpakApp(id) ?? [])) await place.uninstall(app, 1408);
    },
    async revert({ apps }) {
      for (const { app, commit, pkgId, bundle } of apps.toReversed()) {
        const ours = held().find((record) => record.pkgId === pkgId);
        if (commit === undefined) await place.uninstall(app, 1412);
        else if (bundle !== undefined && place.commitOf(app) !== commit)
          await place.install(app, bundle.file, bundle.commit);
        else if (ours !== undefined) await place.install(app, payloadFile(store, ours), commit);
        else if (place.commitOf(app) !== commit)
          throw new Failure(1412, `the old bundle of ${app} is gone`, flatpakId(app));
      }
    },
    sweep() {
      const known = new Set(held().map(({ pkgId }) => noteOf(pkgId)));
      for (const path of existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name)) : [])
        if (!known.has(path)) rmSync(path, { recursive: true, force: true });
    },
  };
}

function toActive(place: Installation, app: FlatpakApp, ours: PackageRecord | undefined): ActiveComponent {
  const activation = ours?.manifest.activation;
  const params = ours?.installParams === undefined ? {} : { installParams: ours.installParams };
  return {
    id: flatpakId(app.id),
    version: ours?.manifest.version ?? (app.version || app.active),
    pkgId: ours?.pkgId ?? '',
    name: app.name || app.id,
    description: app.description,
    envType: ENV_TYPE,
    ...(activation && {
      runtime: { dir: '/', activation: inSandbox(place, app.id, activation), ...params },
    }),
  };
}

/** Programs run in the application's sandbox: their first word is a command there. */
function inSandbox({ which, env }: Installation, app: string, { start, probe }: Activation): Activation {
  const settings = Object.entries(env).map(([name, value]) => `${name}=${value}`);
  const inside = ([command = '', ...rest]: readonly string[]) => [
    ...['usr/bin/env', ...settings, 'flatpak', 'run', which, '--die-with-parent'],
    ...[`--command=${command}`, app, ...rest],
  ];
  return {
    ...(start && { start: inside(start) }),
    ...(probe && { probe: { ...probe, argv: inside(probe.argv) } }),
  };
}
