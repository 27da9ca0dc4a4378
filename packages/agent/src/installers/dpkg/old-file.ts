import { copyFileSync, existsSync, lstatSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { runTool } from '../run-tool.ts';
import type { Apt } from './apt.ts';
import { debFileIn } from './deb-files.ts';
import type { DebStatus } from './status.ts';

/** A .deb, in `folder`, of a package that is installed and came without us: from apt's cache, from its sources, or made of the installed files. */
export async function findOldFile(
  state: string,
  root: string,
  folder: string,
  entry: DebStatus,
  apt: Apt | undefined,
): Promise<string | undefined> {
  const here = () => debFileIn(folder, entry);
  const cache = join(root, 'var/cache/apt/archives');
  const cached = existsSync(cache) ? debFileIn(cache, entry) : undefined;
  if (cached !== undefined) copyFileSync(cached, join(folder, basename(cached)));
  else if (here() === undefined && !(await apt?.download([entry])) && isWhole(root, entry))
    await runTool(state, ['dpkg-repack', `--root=${root}`, entry.name], { cwd: folder });
  return here();
}

/** Every file that the package has brought is there: what is made of them is the package. */
function isWhole(root: string, { name, architecture }: DebStatus): boolean {
  const info = join(root, 'var/lib/dpkg/info');
  const list = [`${name}.list`, `${name}:${architecture}.list`].find((file) => existsSync(join(info, file)));
  if (list === undefined) return false;
  const paths = readFileSync(join(info, list), 'utf8').trimEnd().split('\n');
  return paths.every((path) => lstatSync(join(root, path), { throwIfNoEntry: false }) !== undefined);
}
