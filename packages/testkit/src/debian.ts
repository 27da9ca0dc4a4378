import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Why Debian packages cannot be tested here; undefined when they can. */
export function noDpkg(): string | undefined {
  try {
    execFileSync('dpkg-deb', ['--version'], { stdio: 'ignore' });
    return undefined;
  } catch {
    return 'dpkg-deb is not installed';
  }
}

/** A .deb with the file `/opt/NAME/version`, further control fields and a postinst script if given. */
export function makeDeb(name: string, version: string, fields = '', postinst?: string): Buffer {
  const folder = mkdtempSync(join(tmpdir(), 'scomo-deb-'));
  try {
    const tree = join(folder, 'tree');
    mkdirSync(join(tree, 'DEBIAN'), { recursive: true });
    mkdirSync(join(tree, 'opt', name), { recursive: true });
    chmodSync(folder, 0o755);
    writeFileSync(join(tree, 'opt', name, 'version'), `${version}\n`);
    writeFileSync(
      join(tree, 'DEBIAN/control'),
      `Package: ${name}\nVersion: ${version}\nArchitecture: all\nMaintainer: Acme <a@example.net>\n${fields}Description: test package ${name}\n`,
    );
    if (postinst !== undefined) {
      writeFileSync(join(tree, 'DEBIAN/postinst'), `#!/bin/sh\n${postinst}\n`, { mode: 0o755 });
    }
    const deb = join(folder, 'package.deb');
    execFileSync('dpkg-deb', ['--root-owner-group', '--build', tree, deb], { stdio: 'ignore' });
    return readFileSync(deb);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Installs a .deb into a root without us. */
export function installForeign(root: string, deb: Buffer): void {
  execFileSync('dpkg', foreignCall(root, deb), { stdio: 'ignore' });
}

/** The same, to go on while it runs. */
export async function installForeignSlowly(root: string, deb: Buffer): Promise<void> {
  const [code] = await once(spawn('dpkg', foreignCall(root, deb), { stdio: 'ignore' }), 'exit');
  if (code !== 0) throw new Error(`dpkg: exit ${code}`);
}

function foreignCall(root: string, deb: Buffer): string[] {
  for (const name of ['info', 'updates', 'triggers'])
    mkdirSync(join(root, 'var/lib/dpkg', name), { recursive: true });
  writeFileSync(join(root, 'var/lib/dpkg/status'), '', { flag: 'a' });
  const file = join(root, 'foreign.deb');
  writeFileSync(file, deb);
  return [`--root=${root}`, '--force-script-chrootless', '--force-not-root', '-i', file];
}

/** Puts a .deb where apt keeps what it has fetched. */
export function cacheDeb(root: string, name: string, deb: Buffer): void {
  const cache = join(root, 'var/cache/apt/archives');
  mkdirSync(cache, { recursive: true });
  writeFileSync(join(cache, name), deb);
}

/** Why apt cannot be tested here; undefined when it can. */
export function noApt(): string | undefined {
  try {
    execFileSync('dpkg-scanpackages', ['--version'], { stdio: 'ignore' });
    execFileSync('apt-get', ['--version'], { stdio: 'ignore' });
    return undefined;
  } catch {
    return 'apt or dpkg-dev is not installed';
  }
}

/** Makes a folder the only apt source of a root, with these .debs. Called again, it replaces what the source has. */
export function aptSource(root: string, folder: string, debs: readonly Buffer[]): void {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const [number, deb] of debs.entries()) writeFileSync(join(folder, `${number}.deb`), deb);
  const list = execFileSync('dpkg-scanpackages', ['--multiversion', '.'], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  writeFileSync(join(folder, 'Packages'), list);
  mkdirSync(join(root, 'etc/apt'), { recursive: true });
  writeFileSync(join(root, 'etc/apt/sources.list'), `deb [trusted=yes] file:${folder} ./\n`);
}
