import { existsSync, readFileSync, readlinkSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Failure } from '../../base/failure.ts';
import { runTool } from '../run-tool.ts';
import { COLUMNS, type FlatpakApp, flatpakId, parseList } from './list.ts';

/** One flatpak installation of the device. */
export interface Installation {
  /** Words and environment with which `flatpak` works on it. */
  readonly which: '--system' | '--user';
  readonly env: Readonly<Record<string, string>>;
  /** Commit of an application that is installed. */
  commitOf(app: string): string | undefined;
  branchOf(app: string): string | undefined;
  /** Folder of an installed application's files. */
  deployed(app: string): string;
  /** True when the runtime is there, or may come from a remote. */
  mayHave(runtime: string): boolean;
  /** Puts a bundle in the place of whatever is installed of the application. Throws Failure. */
  install(app: string, file: string, commit: string): Promise<void>;
  /** Throws Failure of that code. */
  uninstall(app: string, code: 1408 | 1412): Promise<void>;
  /** Changes whenever the installation does; empty while there is none. */
  stamp(): string;
  /** Undefined when flatpak cannot say. */
  list(): Promise<readonly FlatpakApp[] | undefined>;
}

/** Without a folder it is the device's own. */
export function installationAt(state: string, folder: string | undefined): Installation {
  const dir = folder ?? '/var/lib/flatpak';
  const which = process.getuid?.() === 0 ? '--system' : '--user';
  const env = { FLATPAK_SYSTEM_DIR: dir, FLATPAK_USER_DIR: dir };
  const flatpak = (verb: string, ...words: readonly string[]) =>
    runTool(state, ['flatpak', verb, which, ...words], { env });
  const current = (app: string) => join(dir, 'app', app, 'current');
  const linkAt = (path: string) => (existsSync(path) ? readlinkSync(path) : undefined);
  const deployed = (app: string) => join(current(app), 'active');
  const commitOf = (app: string) => linkAt(deployed(app));
  return {
    which,
    env,
    commitOf,
    branchOf: (app) => linkAt(current(app))?.split('/').at(-1),
    deployed,
    mayHave(runtime) {
      if (existsSync(join(dir, 'runtime', runtime, 'active'))) return true;
      const config = join(dir, 'repo/config');
      return existsSync(config) && /^url=./m.test(readFileSync(config, 'utf8'));
    },
    async install(app, file, commit) {
      if (commitOf(app) === commit) return;
      const { how, output } = await flatpak('install', '--noninteractive', '-y', '--bundle', file);
      if (commitOf(app) === commit) return;
      const code = output.includes('requires the runtime') ? 1498 : 1409;
      throw new Failure(code, `flatpak ${how}: ${errorsOf(output)}`, flatpakId(app));
    },
    async uninstall(app, code) {
      if (commitOf(app) === undefined) return;
      const { how, output } = await flatpak('uninstall', '--noninteractive', '-y', app);
      if (commitOf(app) !== undefined)
        throw new Failure(code, `flatpak ${how}: ${errorsOf(output)}`, flatpakId(app));
    },
    stamp() {
      // flatpak touches this file with each change.
      const stat = statSync(join(dir, '.changed'), { bigint: true, throwIfNoEntry: false });
      return stat === undefined ? '' : `${stat.mtimeNs} ${stat.ino}`;
    },
    async list() {
      const { ok, output } = await flatpak('list', '--app', `--columns=${COLUMNS}`);
      return ok ? parseList(output) : undefined;
    },
  };
}

function errorsOf(output: string): string {
  const lines = output.trim().split('\n');
  const errors = lines.filter((line) => /^error:/i.test(line));
  return (errors.length > 0 ? errors : lines).slice(-3).join(' | ').slice(0, 500);
}
