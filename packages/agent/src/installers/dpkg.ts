import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Failure } from '../base/failure.ts';
import { makeDirectory, writeDurably } from '../base/files.ts';
import { LIMITS } from '../base/limits.ts';
import type { PackageRecord } from '../journal/packages.ts';
import { forgetPid, noteProcess } from '../supervisor/process-table.ts';
import { programEnvironment, type RunResult, runProgram } from '../supervisor/run-program.ts';
import {
  ABSENT,
  type DebUndo,
  debId,
  debName,
  type KeptDebs,
  keptDeb,
  planDebs,
  WORKING,
} from './dpkg-plan.ts';
import { type DebStatus, dpkgStatusReader } from './dpkg-status.ts';
import type { ActiveComponent, Change, Installer } from './installer.ts';
import { checkStored, storeName, unpack } from './store.ts';

const ENV_TYPE = 'dpkg';

export interface DpkgOptions {
  readonly state: string;
  /** Folder that dpkg treats as `/`. */
  readonly root: string;
  /** Packages that we installed and still hold. */
  kept(): KeptDebs;
}

/** Debian packages by the real dpkg. Not atomic by itself: a failed or interrupted run is undone by the kept .deb files. */
export function dpkgInstaller(options: DpkgOptions): Installer<DebUndo> {
  const { state, root, kept } = options;
  const store = join(state, 'store');
  makeDirectory(store);
  prepareRoot(root);
  const status = dpkgStatusReader(join(root, 'var/lib/dpkg/status'));
  const dpkg = (...words: readonly string[]) => runDpkg(state, root, words);
  return {
    kind: 'deb',
    envType: ENV_TYPE,
    unsafeToRepeat: true,
    active: () => activeDebs(status(), root, kept()),
    async stage(verified, pkgId, file) {
      const home = unpack(store, verified, pkgId, file);
      await checkControl(state, home, verified.manifest);
    },
    async check({ manifest }, pkgId) {
      checkStored(join(store, storeName(pkgId)), manifest);
    },
    plan: async (change) => planDebs(change, status(), kept()),
    async apply(change) {
      const debs = change.activate;
      for (const { pkgId, manifest } of debs) checkStored(join(store, storeName(pkgId)), manifest);
      if (debs.length > 0) {
        const result = await dpkg('-i', ...debs.map((entry) => debFile(store, entry)));
        for (const { manifest } of debs)
          requireInstalled(status(), manifest.component, manifest.version, result);
      }
      await removeDebs(change, status, dpkg);
    },
    async revert(undo) {
      await restore(undo, status, dpkg, (pkgId) => {
        const [record] = undo.packages.filter((entry) => entry.pkgId === pkgId);
        const ours = record?.version && keptDeb(kept(), debId(record.name), record.version);
        if (!ours) throw new Failure(1412, `the old .deb ${pkgId} is gone`);
        return debFile(store, ours);
      });
    },
  };
}

function prepareRoot(root: string): void {
  const home = join(root, 'var/lib/dpkg');
  if (existsSync(join(home, 'status'))) return;
  for (const name of ['info', 'updates', 'triggers']) makeDirectory(join(home, name), 0o755);
  writeDurably(join(home, 'status'), '', 0o644);
}

/** No component can be called so. */
const DPKG_NOTE = 'dpkg@';

/** A root with a shell of its own runs maintainer scripts inside; an empty one lets them see DPKG_ROOT. */
async function runDpkg(state: string, root: string, words: readonly string[]): Promise<RunResult> {
  const force = existsSync(join(root, 'bin/sh')) ? [] : ['--force-script-chrootless'];
  if (process.getuid?.() !== 0) force.push('--force-not-root');
  const argv = ['dpkg', `--root=${root}`, ...force, '--force-confdef', '--force-confold', ...words];
  const result = await runProgram(argv, {
    cwd: '/',
    env: programEnvironment(state, { DEBIAN_FRONTEND: 'noninteractive' }),
    timeoutMs: LIMITS.scriptMs,
    // One that outlives a killed agent would hold the lock of the package database.
    started: (pid) => noteProcess(state, DPKG_NOTE, pid),
  });
  forgetPid(state, DPKG_NOTE);
  return result;
}

function debFile(store: string, { pkgId, manifest }: PackageRecord): string {
  const [file] = manifest.files;
  if (file === undefined) throw new Error(`package ${pkgId} has no file`);
  return join(store, storeName(pkgId), file.path);
}

/** The signed manifest and the .deb must speak of the same package. */
async function checkControl(state: string, home: string, manifest: PackageRecord['manifest']): Promise<void> {
  const [file] = manifest.files;
  const path = join(home, file?.path ?? '');
  const argv = ['dpkg-deb', '--field', path, 'Package', 'Version'];
  const options = { cwd: '/', env: programEnvironment(state), timeoutMs: LIMITS.scriptMs };
  const { ok, output, how } = await runProgram(argv, options);
  if (!ok) throw new Failure(1413, `the payload is no Debian package (${how}): ${lastLine(output)}`);
  const name = /^Package: (.*)$/m.exec(output)?.[1] ?? '';
  const version = /^Version: (.*)$/m.exec(output)?.[1];
  if (debId(name) !== manifest.component || version !== manifest.version) {
    throw new Failure(
      1413,
      `the .deb is ${name} ${version}, signed is ${manifest.component} ${manifest.version}`,
    );
  }
}

function requireInstalled(
  status: readonly DebStatus[],
  id: string,
  version: string,
  result: RunResult,
): void {
  const entry = status.find(({ name }) => debId(name) === id);
  if (entry !== undefined && WORKING.has(entry.state) && entry.version === version) return;
  const state = entry === undefined ? 'not there' : `${entry.version} ${entry.state}`;
  throw new Failure(1409, `dpkg ${result.how}, package is ${state}: ${lastLine(result.output)}`, id);
}

async function removeDebs(
  change: Change,
  status: () => readonly DebStatus[],
  dpkg: (...words: readonly string[]) => Promise<RunResult>,
): Promise<void> {
  const present = (name: string) => status().some((entry) => entry.name === name && !ABSENT.has(entry.state));
  const names = change.remove.flatMap((id) => debName(id) ?? []).filter(present);
  if (names.length === 0) return;
  const result = await dpkg('-r', ...names);
  for (const name of names) {
    if (present(name)) throw new Failure(1408, `dpkg ${result.how}: ${lastLine(result.output)}`, debId(name));
  }
}

async function restore(
  undo: DebUndo,
  status: () => readonly DebStatus[],
  dpkg: (...words: readonly string[]) => Promise<RunResult>,
  fileOf: (pkgId: string) => string,
): Promise<void> {
  for (const { name, version, pkgId } of undo.packages) {
    const asBefore = () => {
      const entry = status().find((candidate) => candidate.name === name);
      if (version === undefined) return entry === undefined || ABSENT.has(entry.state);
      return entry !== undefined && WORKING.has(entry.state) && entry.version === version;
    };
    if (asBefore()) continue;
    let result: RunResult;
    if (version === undefined) {
      result = await dpkg('--purge', '--force-remove-reinstreq', name);
    } else if (pkgId === undefined) {
      throw new Failure(1412, `${name} ${version} cannot be brought back: it came without us`, debId(name));
    } else {
      result = await dpkg('-i', fileOf(pkgId));
    }
    if (!asBefore()) {
      throw new Failure(
        1412,
        `dpkg could not bring ${name} back (${result.how}): ${lastLine(result.output)}`,
        debId(name),
      );
    }
  }
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
        ...(activation && { runtime: { dir: root, activation } }),
      };
    });
}

function lastLine(output: string): string {
  return output.trimEnd().split('\n').slice(-3).join(' | ').slice(0, 500);
}
