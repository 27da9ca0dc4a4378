import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Failure } from '../../base/failure.ts';
import { makeDirectory, writeDurably } from '../../base/files.ts';
import type { PackageRecord } from '../../journal/packages.ts';
import { paramsEnvironment, type RunResult } from '../../supervisor/run-program.ts';
import type { ActiveComponent, Change, Installer } from '../installer.ts';
import { checkRecord, payloadFile, unpack } from '../store.ts';
import { aptOf } from './apt.ts';
import { causeOf } from './apt-output.ts';
import { debFileIn, readControl } from './deb-files.ts';
import { findOldFile } from './old-file.ts';
import { type DebUndo, debId, debName, type KeptDebs, keptDeb, planDebs } from './plan.ts';
import { restore } from './restore.ts';
import { dpkgRunner, type RunDpkg } from './run-dpkg.ts';
import { ABSENT, type DebStatus, dpkgStatusReader, parseWorld, WORKING } from './status.ts';

const ENV_TYPE = 'dpkg';

export interface DpkgOptions {
  readonly state: string;
  /** Folder that dpkg treats as `/`. */
  readonly root: string;
  /** Missing dependencies come from the apt sources of that root. */
  readonly apt?: boolean;
  /** Packages that we installed and still hold. */
  kept(): KeptDebs;
}

/** Debian packages by the real dpkg. Not atomic by itself: a failed or interrupted run is undone by the old .deb files. */
export function dpkgInstaller(options: DpkgOptions): Installer<DebUndo> {
  const { state, root, kept } = options;
  const store = join(state, 'store');
  const debs = join(state, 'debs');
  prepareRoot(root);
  const statusFile = join(root, 'var/lib/dpkg/status');
  const status = dpkgStatusReader(statusFile);
  const dpkg = dpkgRunner(state, root);
  const apt = options.apt === true ? aptOf(state, root, debs) : undefined;
  return {
    kind: 'deb',
    envType: ENV_TYPE,
    unsafeToRepeat: true,
    active: () => activeDebs(status(), root, kept()),
    async stage(verified, pkgId, file) {
      const { manifest } = verified;
      unpack(store, verified, pkgId, file);
      const { name, version } = await readControl(state, payloadFile(store, { pkgId, manifest }));
      if (debId(name) !== manifest.component || version !== manifest.version) {
        const signed = `signed is ${manifest.component} ${manifest.version}`;
        throw new Failure(1413, `the .deb is ${name} ${version}, ${signed}`);
      }
    },
    async check({ manifest }, pkgId) {
      checkRecord(store, { pkgId, manifest });
    },
    plan(change) {
      makeDirectory(debs);
      return planDebs(change, {
        status: status(),
        world: parseWorld(readFileSync(statusFile, 'utf8')),
        kept: kept(),
        apt,
        fileOf: (record) => payloadFile(store, record),
        control: (file) => readControl(state, file),
        fetched: (install) => debFileIn(debs, install),
        oldFile: (entry) => findOldFile(state, root, debs, entry, apt),
      });
    },
    async apply(change, { along = [] }) {
      for (const record of change.activate) checkRecord(store, record);
      if (change.activate.length > 0) {
        const files = [
          ...along.map(({ deb }) => join(debs, deb)),
          ...change.activate.map((record) => payloadFile(store, record)),
        ];
        const result = await dpkg(['-i', ...files], paramsEnvironment(paramsOf(change.activate)));
        for (const { name, version } of along) requireInstalled(status(), name, version, result);
        for (const { manifest } of change.activate)
          requireInstalled(status(), debName(manifest.component) ?? '', manifest.version, result);
      }
      await removeDebs(change, status, dpkg);
    },
    revert: (undo) =>
      restore(undo, root, status, dpkg, ({ name, version = '', deb }) => {
        if (deb !== undefined) return join(debs, deb);
        const ours = keptDeb(kept(), debId(name), version);
        return ours && payloadFile(store, ours);
      }),
    sweep() {
      rmSync(debs, { recursive: true, force: true });
    },
  };
}

function prepareRoot(root: string): void {
  const home = join(root, 'var/lib/dpkg');
  if (existsSync(join(home, 'status'))) return;
  for (const name of ['info', 'updates', 'triggers']) makeDirectory(join(home, name), 0o755);
  writeDurably(join(home, 'status'), '', 0o644);
}

/** One run of dpkg has one environment. Throws Failure when packages want different ones. */
function paramsOf(records: readonly PackageRecord[]): string | undefined {
  const texts = new Set(records.flatMap(({ installParams }) => installParams ?? []));
  if (texts.size > 1)
    throw new Failure(
      1413,
      'the Debian packages of one set are installed together: their InstallParams must be the same',
    );
  return [...texts][0];
}

function requireInstalled(
  status: readonly DebStatus[],
  name: string,
  version: string,
  result: RunResult,
): void {
  const entry = status.find((candidate) => candidate.name === name);
  if (entry !== undefined && WORKING.has(entry.state) && entry.version === version) return;
  const state = entry === undefined ? 'not there' : `${entry.version} ${entry.state}`;
  const cause = causeOf(result.output, name);
  throw new Failure(1409, `dpkg ${result.how}, ${name} is ${state}: ${cause}`, debId(name));
}

async function removeDebs(change: Change, status: () => readonly DebStatus[], dpkg: RunDpkg): Promise<void> {
  const present = (name: string) => status().some((entry) => entry.name === name && !ABSENT.has(entry.state));
  const names = change.remove.flatMap((id) => debName(id) ?? []).filter(present);
  if (names.length === 0) return;
  const result = await dpkg(['-r', ...names]);
  for (const name of names) {
    if (present(name))
      throw new Failure(1408, `dpkg ${result.how}: ${causeOf(result.output, name)}`, debId(name));
  }
}

function paramsPart({ installParams }: PackageRecord) {
  return installParams === undefined ? {} : { installParams };
}

function activeDebs(status: readonly DebStatus[], root: string, kept: KeptDebs): ActiveComponent[] {
  const seen = new Set<string>();
  return status
    .filter((entry) => !ABSENT.has(entry.state))
    .map((entry) => {
      const id = seen.has(entry.name) ? `${debId(entry.name)}:${entry.architecture}` : debId(entry.name);
      seen.add(entry.name);
      const ours = keptDeb(kept, id, entry.version);
      const activation = ours?.manifest.activation;
      return {
        id,
        version: entry.version,
        pkgId: ours?.pkgId ?? '',
        name: entry.name,
        description: entry.summary,
        envType: ENV_TYPE,
        ...(!WORKING.has(entry.state) && { broken: entry.state }),
        ...(activation && { runtime: { dir: root, activation, ...paramsPart(ours) } }),
      };
    });
}
