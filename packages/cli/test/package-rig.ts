import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Command } from 'commander';
import { runToExitCode } from '../src/package/exit-codes.ts';
import { packageCommands } from '../src/package/package-commands.ts';

/** What one command left behind. */
export interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** A throw-away directory with a small component, and the commands to run on it. */
export class PackageRig implements Disposable {
  readonly dir = mkdtempSync(join(tmpdir(), 'scomo-package-'));

  constructor() {
    this.write('build/bin/hello', '#!/bin/sh\necho hello\n', 0o755);
    this.write('build/share/motd', 'good morning\n');
  }

  [Symbol.dispose](): void {
    rmSync(this.dir, { recursive: true });
  }

  path(name: string): string {
    return join(this.dir, name);
  }

  write(name: string, content: string | Uint8Array, mode = 0o644): void {
    mkdirSync(dirname(this.path(name)), { recursive: true });
    writeFileSync(this.path(name), content, { mode });
  }

  /** Runs `scomo package …`; words that start with `@` are paths in the directory. */
  async run(line: string, ...rest: readonly string[]): Promise<Outcome> {
    const words = [...line.split(' '), ...rest].map((word) =>
      word.startsWith('@') ? this.path(word.slice(1)) : word,
    );
    let out = '';
    let err = '';
    const program = new Command('scomo').version('9.9.9').configureOutput({
      writeOut: (text) => {
        out += text;
      },
      writeErr: (text) => {
        err += text;
      },
    });
    packageCommands(program);
    const code = await runToExitCode(program, ['package', ...words]);
    return { code, out, err };
  }

  /** Runs a command that must succeed. */
  async ok(line: string, ...rest: readonly string[]): Promise<string> {
    const { code, out, err } = await this.run(line, ...rest);
    if (code !== 0) throw new Error(`${line}: exit ${code}: ${err}`);
    return out;
  }

  /** Keys `root`, `release`, `other`, the root file and a package `hello.dp`. */
  async prepared(): Promise<this> {
    for (const name of ['root', 'release', 'other']) await this.ok(`keygen ${name} --out @keys`);
    await this.ok(
      'root --authority acme --root-key @keys/root.key --release-key @keys/release.key --out @root.json',
    );
    await this.ok(CREATE);
    return this;
  }
}

/** Makes `hello.dp` out of the small component. */
export const CREATE =
  'create @build --component hello --version 1.0.0 --counter 7 --authority acme --key @keys/release.key --out @hello.dp';
