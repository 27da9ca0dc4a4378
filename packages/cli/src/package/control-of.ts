import { spawnSync } from 'node:child_process';
import { UsageError } from './exit-codes.ts';

/** What a packed file says of itself; undefined where it says nothing, or the program that reads it is not on this machine. */
export interface Control {
  readonly component: string;
  readonly version: string;
}

/** A kind of packed file that is a payload by itself. */
export interface FileKind {
  readonly payload: 'deb' | 'flatpak' | 'npm';
  readonly ending: string;
  /** Its name in the payload. */
  readonly path: string;
  /** Throws UsageError for a file of another kind. */
  control(file: string): Control | undefined;
}

export const FILE_KINDS: readonly FileKind[] = [
  { payload: 'deb', ending: '.deb', path: 'package.deb', control: debianControl },
  { payload: 'flatpak', ending: '.flatpak', path: 'bundle.flatpak', control: () => undefined },
  { payload: 'npm', ending: '.tgz', path: 'package.tgz', control: npmControl },
];

function debianControl(file: string): Control | undefined {
  const told = ask(['dpkg-deb', '-f', file, 'Package', 'Version']);
  if (told === undefined) return undefined;
  const field = (name: string) => new RegExp(`^${name}: (.+)$`, 'm').exec(told)?.[1];
  const [name, version] = [field('Package'), field('Version')];
  if (name === undefined || version === undefined) {
    throw new UsageError(`${file} is no Debian package; check it with "dpkg-deb -I ${file}"`);
  }
  return { component: `deb:${name}`, version };
}

/** A scope has no place in a component ID: `@scope/name` is `npm:scope:name`. */
function npmControl(file: string): Control | undefined {
  const told = ask(['tar', '-xOzf', file, 'package/package.json']);
  if (told === undefined) return undefined;
  try {
    const { name, version } = JSON.parse(told) as { readonly name: unknown; readonly version: unknown };
    if (typeof name === 'string' && typeof version === 'string')
      return { component: `npm:${name.replace(/^@/, '').replace('/', ':')}`, version };
  } catch {
    // Said below.
  }
  throw new UsageError(`${file} is no npm package; make one with "npm pack"`);
}

/** Standard output; undefined without the program, `''` when it failed. */
function ask([program = '', ...args]: readonly string[]): string | undefined {
  const result = spawnSync(program, args, { encoding: 'utf8', timeout: 30_000 });
  if (result.error !== undefined && 'code' in result.error && result.error.code === 'ENOENT')
    return undefined;
  return result.status === 0 ? result.stdout : '';
}
