import { spawnSync } from 'node:child_process';
import { UsageError } from './exit-codes.ts';

/** Name and version from a .deb's control file, or undefined on a machine without dpkg-deb. Throws UsageError for a file that is no .deb. */
export function debianControl(file: string): { readonly name: string; readonly version: string } | undefined {
  const result = spawnSync('dpkg-deb', ['-f', file, 'Package', 'Version'], {
    encoding: 'utf8',
    timeout: 30_000,
  });
  if (result.error !== undefined && 'code' in result.error && result.error.code === 'ENOENT')
    return undefined;
  const name = field(result.stdout, 'Package');
  const version = field(result.stdout, 'Version');
  if (result.status !== 0 || name === undefined || version === undefined) {
    throw new UsageError(`${file} is no Debian package; check it with "dpkg-deb -I ${file}"`);
  }
  return { name, version };
}

function field(control: string, name: string): string | undefined {
  return new RegExp(`^${name}: (.+)$`, 'm').exec(control)?.[1];
}
