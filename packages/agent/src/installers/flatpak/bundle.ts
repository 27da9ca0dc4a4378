import { createHash } from 'node:crypto';
import { globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Failure } from '../../base/failure.ts';
import { runTool } from '../run-tool.ts';

/** What a bundle brings. */
export interface Bundle {
  readonly app: string;
  readonly branch: string;
  /** Checksum of the commit that it becomes. */
  readonly commit: string;
  /** `name/architecture/branch`, where the application names one. */
  readonly runtime?: string;
}

const IMPORTED = /^Importing app\/([^/\s]+)\/[^/\s]+\/([^/\s]+) \(([0-9a-f]{64})\)$/m;

/** Reads a bundle by importing it whole into an empty repository: one that cannot be imported is none. Throws Failure(1413). */
export async function readBundle(state: string, file: string): Promise<Bundle> {
  const repo = join(state, 'flatpak', `import-${createHash('sha256').update(file).digest('hex')}`);
  emptyRepo(repo);
  try {
    const argv = ['flatpak', 'build-import-bundle', '--no-update-summary', repo, file];
    const { ok, how, output } = await runTool(state, argv);
    const [, app, branch, commit] = (ok && IMPORTED.exec(output)) || [];
    if (app === undefined || branch === undefined || commit === undefined)
      throw new Failure(1413, `the payload is no flatpak bundle (${how}): ${output.trim().slice(-300)}`);
    const [object = ''] = globSync(join(repo, `objects/*/${commit.slice(2)}.commit`));
    // The commit carries the application's key file as text.
    const runtime = /\nruntime=([\w./-]{1,200})\n/.exec(readFileSync(object, 'latin1'))?.[1];
    return { app, branch, commit, ...(runtime !== undefined && { runtime }) };
  } finally {
    rmSync(repo, { recursive: true, force: true });
  }
}

/** Makes a bundle of an application as it is installed; false when flatpak cannot. */
export async function bundleInstalled(
  state: string,
  deployed: string,
  { app, branch }: Pick<Bundle, 'app' | 'branch'>,
  file: string,
): Promise<boolean> {
  const repo = `${file}.repo`;
  rmSync(repo, { recursive: true, force: true });
  try {
    const exported = await runTool(state, [
      ...['flatpak', 'build-export', '--no-update-summary', repo, deployed, branch],
    ]);
    return exported.ok && (await runTool(state, ['flatpak', 'build-bundle', repo, file, app, branch])).ok;
  } finally {
    rmSync(repo, { recursive: true, force: true });
  }
}

/** An ostree repository with nothing in it; flatpak cannot make one alone. */
function emptyRepo(path: string): void {
  rmSync(path, { recursive: true, force: true });
  for (const name of ['objects', 'refs/heads', 'refs/remotes', 'refs/mirrors', 'state', 'tmp', 'extensions'])
    mkdirSync(join(path, name), { recursive: true, mode: 0o700 });
  writeFileSync(join(path, 'config'), '[core]\nrepo_version=1\nmode=archive-z2\n');
}
