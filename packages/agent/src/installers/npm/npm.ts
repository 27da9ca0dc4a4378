import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Failure } from '../../base/failure.ts';
import { makeDirectory, syncDirectory } from '../../base/files.ts';
import type { PackageRecord } from '../../journal/packages.ts';
import type { ActiveComponent, Change, Installer } from '../installer.ts';
import { nextNumber, point, pointedAt, sweepBeside } from '../pointer.ts';
import { runTool } from '../run-tool.ts';
import { checkRecord, payloadFile, unpack } from '../store.ts';
import { type NpmPackage, npmId, npmName, npmReader, parsePackageJson } from './npm-list.ts';

const ENV_TYPE = 'npm';

/** Numbers of the versions of the prefix before and after; 0 is "none yet". */
interface NpmUndo {
  readonly from: number;
  readonly to: number;
}

export interface NpmOptions {
  readonly state: string;
  /** Folder of ours; `PREFIX/current` is the npm prefix. */
  readonly prefix: string;
  /** Our packages of this kind, whatever their place. */
  held(): readonly PackageRecord[];
}

/**
 * Packages of npm that bring all they need. Each change makes a whole new prefix beside the old one, and `current` is
 * switched to it by one rename. Packages' own scripts never run.
 */
export function npmInstaller({ state, prefix, held }: NpmOptions): Installer<NpmUndo> {
  const store = join(state, 'store');
  const pointer = { home: prefix, folder: 'versions' };
  const versions = join(prefix, pointer.folder);
  const list = npmReader(prefix);
  return {
    kind: 'npm',
    envType: ENV_TYPE,
    unsafeToRepeat: false,
    active: () => list().map((each) => toActive(each, held(), join(versions, String(pointedAt(pointer))))),
    async stage(verified, pkgId, file) {
      unpack(store, verified, pkgId, file);
      const { manifest } = verified;
      const packed = payloadFile(store, { pkgId, manifest });
      const { ok, output } = await runTool(state, ['tar', '-xOzf', packed, 'package/package.json']);
      const told = ok ? parsePackageJson(output) : undefined;
      if (told === undefined) throw new Failure(1413, 'the payload is no npm package, made by "npm pack"');
      if (npmId(told.name) !== manifest.component || told.version !== manifest.version) {
        const signed = `signed is ${manifest.component} ${manifest.version}`;
        throw new Failure(1413, `the package is ${told.name} ${told.version}, ${signed}`);
      }
    },
    async check({ manifest }, pkgId) {
      checkRecord(store, { pkgId, manifest });
    },
    async plan(change) {
      for (const id of change.deactivate) {
        if (npmName(id) !== undefined) throw new Failure(1411, 'an npm package cannot be switched off', id);
      }
      const gone = change.remove.some((id) => list().some(({ name }) => name === npmName(id)));
      if (change.activate.length === 0 && !gone) return undefined;
      makeDirectory(versions, 0o755);
      return { from: pointedAt(pointer), to: nextNumber(pointer) };
    },
    async apply(change, { from, to }) {
      if (pointedAt(pointer) === to) return;
      for (const record of change.activate) checkRecord(store, record);
      const next = join(versions, `${to}.new`);
      rmSync(next, { recursive: true, force: true });
      await fill(state, next, from === 0 ? undefined : join(versions, String(from)), change, store);
      rmSync(join(versions, String(to)), { recursive: true, force: true });
      renameSync(next, join(versions, String(to)));
      syncDirectory(versions);
      point(pointer, to);
    },
    async revert({ from }) {
      if (pointedAt(pointer) !== from) point(pointer, from);
    },
    sweep() {
      rmSync(join(state, 'npm'), { recursive: true, force: true });
      if (existsSync(versions)) sweepBeside(pointer);
    },
  };
}

/** Makes the next prefix of a copy of the old one, durably. Throws Failure. */
async function fill(
  state: string,
  next: string,
  old: string | undefined,
  { activate, remove }: Change,
  store: string,
): Promise<void> {
  const copied =
    old === undefined ? undefined : await runTool(state, ['cp', '-a', '--reflink=auto', old, next]);
  if (copied === undefined) mkdirSync(next, { mode: 0o755 });
  else if (!copied.ok)
    throw new Failure(1409, `the prefix could not be copied: ${copied.output.slice(-300)}`);
  for (const record of activate)
    await npm(
      state,
      next,
      ['install', ...OFFLINE, payloadFile(store, record)],
      1409,
      record.manifest.component,
    );
  for (const id of remove) {
    const name = npmName(id);
    if (name !== undefined) await npm(state, next, ['uninstall', name], 1408, id);
  }
  const synced = await runTool(state, ['sync', '-f', next]);
  if (!synced.ok) throw new Failure(1409, `the new prefix is not on the disk: ${synced.output.slice(-300)}`);
}

const OFFLINE = ['--offline', '--ignore-scripts', '--no-audit', '--no-fund'];

async function npm(
  state: string,
  prefix: string,
  [verb = '', ...words]: readonly string[],
  code: 1408 | 1409,
  component: string,
): Promise<void> {
  // Settings and cache of whoever else uses npm here play no part.
  const own = ['cache', 'userconfig', 'globalconfig'].map((name) => `--${name}=${join(state, 'npm', name)}`);
  const argv = ['npm', verb, '--global', `--prefix=${prefix}`, ...own, '--loglevel=error', ...words];
  const { ok, how, output } = await runTool(state, argv, { env: { HOME: join(state, 'npm') } });
  if (ok) return;
  const missing = /^npm error request to \S*\/(\S+) failed/m.exec(output)?.[1];
  if (missing !== undefined)
    throw new Failure(1498, `${missing} is not in the package: list it in bundleDependencies`, component);
  const lines = output
    .split('\n')
    .filter((line) => line.startsWith('npm error') && !line.includes('log of this run'));
  throw new Failure(code, `npm ${how}: ${lines.slice(0, 4).join(' | ').slice(0, 500)}`, component);
}

function toActive(
  { name, version, description }: NpmPackage,
  held: readonly PackageRecord[],
  dir: string,
): ActiveComponent {
  const id = npmId(name);
  const ours = held.find(({ manifest }) => manifest.component === id && manifest.version === version);
  const { activation } = ours?.manifest ?? {};
  const params = ours?.installParams === undefined ? {} : { installParams: ours.installParams };
  return {
    id,
    version,
    pkgId: ours?.pkgId ?? '',
    name,
    description,
    envType: ENV_TYPE,
    ...(activation && { runtime: { dir, activation, ...params } }),
  };
}
