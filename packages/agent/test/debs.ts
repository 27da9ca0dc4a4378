import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Sample, sample } from './packages.ts';

/** Why Debian packages cannot be tested here; undefined when they can. */
export function noDpkg(): string | undefined {
  try {
    execFileSync('dpkg-deb', ['--version'], { stdio: 'ignore' });
    return undefined;
  } catch {
    return 'dpkg-deb is not installed';
  }
}

/** A signed package around a real .deb with one file and, if given, a postinst script. */
export function debSample(name: string, version: string, postinst?: string): Sample {
  const folder = mkdtempSync(join(tmpdir(), 'scomo-deb-'));
  try {
    const tree = join(folder, 'tree');
    mkdirSync(join(tree, 'DEBIAN'), { recursive: true });
    mkdirSync(join(tree, 'opt', name), { recursive: true });
    chmodSync(folder, 0o755);
    writeFileSync(join(tree, 'opt', name, 'version'), `${version}\n`);
    writeFileSync(
      join(tree, 'DEBIAN/control'),
      `Package: ${name}\nVersion: ${version}\nArchitecture: all\nMaintainer: Acme <a@example.net>\nDescription: test package ${name}\n`,
    );
    if (postinst !== undefined) {
      writeFileSync(join(tree, 'DEBIAN/postinst'), `#!/bin/sh\n${postinst}\n`, { mode: 0o755 });
    }
    const deb = join(folder, 'package.deb');
    execFileSync('dpkg-deb', ['--root-owner-group', '--build', tree, deb], { stdio: 'ignore' });
    const file = { path: `${name}.deb`, mode: 0o644, bytes: readFileSync(deb) };
    const base = sample(`deb:${name}`, version, { payload: 'deb', activation: undefined as never }, [file]);
    return base;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
