import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type Sample, sample } from './packages.ts';

export const TAR_PLUGIN: string = resolve(import.meta.dirname, '../examples/tar-plugin');

/** Why the example plug-in cannot run here; undefined when it can. */
export function noJq(): string | undefined {
  try {
    execFileSync('jq', ['--version'], { stdio: 'ignore' });
    return undefined;
  } catch {
    return 'jq is not installed';
  }
}

/** A tar archive with the program `bin/say`. */
export function makeTar(name: string, version: string): Buffer {
  const folder = mkdtempSync(join(tmpdir(), 'scomo-tar-'));
  try {
    mkdirSync(join(folder, 'bin'));
    writeFileSync(join(folder, 'bin/say'), `#!/bin/sh\necho "${name} ${version} $SCOMO_INSTALL_PARAMS"\n`);
    chmodSync(join(folder, 'bin/say'), 0o755);
    execFileSync('tar', ['-cf', 'x.tar', 'bin'], { cwd: folder });
    return readFileSync(join(folder, 'x.tar'));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** A signed package around an archive. */
export function tarSample(
  name: string,
  version: string,
  bytes: Buffer = makeTar(name, version),
  path = 'x.tar',
): Sample {
  const activation = { probe: { argv: ['bin/say'], timeoutMs: 20_000 } };
  return sample(`tar:${name}`, version, { payload: 'exec:tar', activation }, [{ path, mode: 0o644, bytes }]);
}
