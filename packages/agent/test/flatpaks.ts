import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type Sample, sample } from './packages.ts';

/** Why flatpaks cannot be tested here; undefined when they can. */
export function noFlatpak(): string | undefined {
  try {
    execFileSync('flatpak', ['--version'], { stdio: 'ignore' });
    execFileSync('bwrap', ['--ro-bind', '/', '/', '--unshare-pid', '--proc', '/proc', 'true'], {
      stdio: 'ignore',
    });
    return undefined;
  } catch (error) {
    return `flatpak cannot run here: ${error instanceof Error ? error.message.split('\n')[0] : error}`;
  }
}

const ARCH = process.arch === 'arm64' ? 'aarch64' : 'x86_64';
const RUNTIME = `org.example.Platform/${ARCH}/1`;
export const APP = 'org.example.Hello';

/** A bundle of a runtime that has nothing but the shell of this machine. */
export function makeRuntime(): Buffer {
  return inFolder((folder) => {
    const usr = join(folder, 'runtime/usr');
    for (const file of ['/bin/sh', ...librariesOf('/bin/sh')]) {
      const to = join(usr, file.replace(/^\/usr/, ''));
      mkdirSync(dirname(to), { recursive: true });
      copyFileSync(realpathSync(file), to);
    }
    mkdirSync(join(folder, 'runtime/files'));
    writeFileSync(
      join(folder, 'runtime/metadata'),
      `[Runtime]\nname=org.example.Platform\nruntime=${RUNTIME}\nsdk=${RUNTIME}\n`,
    );
    flatpak(folder, 'build-export', '--runtime', '--no-update-summary', 'repo', 'runtime', '1');
    flatpak(folder, 'build-bundle', '--runtime', 'repo', 'x.flatpak', 'org.example.Platform', '1');
  });
}

/** A bundle of an application whose command `hello` prints a line. */
export function makeBundle(app: string, version: string, runtime = RUNTIME, branch = 'stable'): Buffer {
  return inFolder((folder) => {
    for (const name of ['app/files/bin', 'app/export']) mkdirSync(join(folder, name), { recursive: true });
    const program = `#!/bin/sh\necho "${app} ${version} in $FLATPAK_ID $*\${SCOMO_INSTALL_PARAMS:+ with $SCOMO_INSTALL_PARAMS}"\n`;
    writeFileSync(join(folder, 'app/files/bin/hello'), program);
    chmodSync(join(folder, 'app/files/bin/hello'), 0o755);
    writeFileSync(
      join(folder, 'app/metadata'),
      `[Application]\nname=${app}\nruntime=${runtime}\nsdk=${runtime}\ncommand=hello\n`,
    );
    flatpak(folder, 'build-export', '--no-update-summary', 'repo', 'app', branch);
    flatpak(folder, 'build-bundle', 'repo', 'x.flatpak', app, branch);
  });
}

/** A signed package around a bundle. */
export function flatpakSample(app: string, version: string, bundle = makeBundle(app, version)): Sample {
  const activation = { probe: { argv: ['hello', 'probe'], timeoutMs: 30_000 } };
  const file = { path: 'bundle.flatpak', mode: 0o644, bytes: bundle };
  return sample(`flatpak:${app}`, version, { payload: 'flatpak', activation }, [file]);
}

/** Installs a bundle without us. */
export function installBundle(installation: string, bundle: Buffer): void {
  const folder = mkdtempSync(join(tmpdir(), 'scomo-flatpak-'));
  writeFileSync(join(folder, 'x.flatpak'), bundle);
  const words = ['install', '--system', '--noninteractive', '-y', '--bundle', join(folder, 'x.flatpak')];
  execFileSync('flatpak', words, {
    env: { ...process.env, FLATPAK_SYSTEM_DIR: installation },
    stdio: 'ignore',
  });
  rmSync(folder, { recursive: true });
}

function librariesOf(program: string): string[] {
  const told = execFileSync('ldd', [program], { encoding: 'utf8' });
  return [...told.matchAll(/(\/\S+)(?= \(0x)/g)].map(([path]) => path);
}

function flatpak(folder: string, ...words: readonly string[]): void {
  execFileSync('flatpak', words, { cwd: folder, stdio: 'ignore' });
}

function inFolder(make: (folder: string) => void): Buffer {
  const folder = mkdtempSync(join(tmpdir(), 'scomo-flatpak-'));
  try {
    make(folder);
    return readFileSync(join(folder, 'x.flatpak'));
  } finally {
    rmSync(folder, { recursive: true });
  }
}
