import { existsSync, readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { LIMITS } from '../../base/limits.ts';

/** A package as its package.json tells it. */
export interface NpmPackage {
  readonly name: string;
  readonly version: string;
  readonly description: string;
}

const NAME = /^(?:@[a-z0-9~-][a-z0-9._~-]*\/)?[a-z0-9~-][a-z0-9._~-]*$/;

/** Component ID of a package: a scope's `@` and `/` have no place in one, so `@scope/name` is `npm:scope:name`. */
export function npmId(name: string): string {
  return `npm:${name.replace(/^@/, '').replace('/', ':')}`;
}

/** Name of the package with this component ID, or undefined. */
export function npmName(component: string): string | undefined {
  const [, first = '', second] = /^npm:([^:]+)(?::([^:]+))?$/.exec(component) ?? [];
  const name = second === undefined ? first : `@${first}/${second}`;
  return NAME.test(name) ? name : undefined;
}

/** Reads a package.json; undefined when it names no package. */
export function parsePackageJson(text: string): NpmPackage | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const { name, version, description = '' } = value as Readonly<Record<string, unknown>>;
  if (typeof name !== 'string' || name.length > 214 || !NAME.test(name)) return undefined;
  if (typeof version !== 'string' || !/^[!-~]{1,64}$/.test(version)) return undefined;
  return { name, version, description: typeof description === 'string' ? description.slice(0, 200) : '' };
}

/** Reads what a global prefix holds, anew only when one of its folders has changed. */
export function npmReader(prefix: string): () => readonly NpmPackage[] {
  const modules = join(prefix, 'current/lib/node_modules');
  let known: { readonly stamp: string; readonly packages: readonly NpmPackage[] } | undefined;
  return () => {
    if (!existsSync(modules)) return [];
    const names = readdirSync(modules);
    const scopes = names.filter((name) => name.startsWith('@'));
    const times = ['', ...scopes].map((name) => statSync(join(modules, name), { bigint: true }).mtimeNs);
    const stamp = [readlinkSync(join(prefix, 'current')), ...times].join(' ');
    if (known?.stamp !== stamp) {
      const inScopes = scopes.flatMap((scope) =>
        readdirSync(join(modules, scope)).map((name) => `${scope}/${name}`),
      );
      const packages = [...names, ...inScopes].flatMap((name) => readPackage(join(modules, name)) ?? []);
      known = { stamp, packages };
    }
    return known.packages;
  };
}

function readPackage(folder: string): NpmPackage | undefined {
  const file = join(folder, 'package.json');
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? Number.POSITIVE_INFINITY;
  return size > LIMITS.packageJsonBytesMax ? undefined : parsePackageJson(readFileSync(file, 'utf8'));
}
