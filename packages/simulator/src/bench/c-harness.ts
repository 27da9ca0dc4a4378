import { type ChildProcessByStdio, execFile, spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const SOURCES = fileURLToPath(new URL('../../bench-c/', import.meta.url));
const run = promisify(execFile);

/** Name of a harness in `bench-c/`, with what its compiler needs. */
export const HARNESSES = {
  expat: ['-lexpat'],
  wbxml: ['-I/usr/include/libwbxml-1.0', '-lwbxml2'],
  convert: ['-I/usr/include/libwbxml-1.0', '-lwbxml2'],
} as const;
export type HarnessName = keyof typeof HARNESSES;

/** A reference in C that keeps running, so that rounds can alternate with ours. Holds a process and a folder. */
export class CHarness {
  readonly #folder: string;
  readonly #process: ChildProcessByStdio<Writable, Readable, null>;
  readonly #lines: AsyncIterator<string>;
  readonly #interface: Interface;

  private constructor(folder: string, program: string) {
    this.#folder = folder;
    this.#process = spawn(program, { stdio: ['pipe', 'pipe', 'inherit'] });
    this.#interface = createInterface(this.#process.stdout);
    this.#lines = this.#interface[Symbol.asyncIterator]();
  }

  /** Compiles and starts a harness. Rejects when the compiler or the library is missing. */
  static async start(name: HarnessName): Promise<CHarness> {
    const { folder, program } = await compile(name);
    return new CHarness(folder, program);
  }

  /** File with these bytes for the harness to read. */
  async file(name: string, bytes: Uint8Array): Promise<string> {
    const path = join(this.#folder, name);
    await writeFile(path, bytes);
    return path;
  }

  /** Documents per second of processor time. */
  async rate(operation: string, path: string, seconds: number): Promise<number> {
    this.#process.stdin.write(`${operation} ${path} ${seconds}\n`);
    const line = await this.#lines.next();
    const rate = line.done ? Number.NaN : Number(line.value);
    if (!(rate > 0)) throw new Error(`the harness failed at ${operation} ${path}`);
    return rate;
  }

  async stop(): Promise<void> {
    this.#process.stdin.end();
    this.#interface.close();
    await rm(this.#folder, { recursive: true, force: true });
  }
}

/** Compiles a harness into a folder of its own, which the caller removes. Rejects when the compiler or the library is missing. */
export async function compile(name: HarnessName): Promise<{ folder: string; program: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'scomo-bench-'));
  try {
    const program = join(folder, name);
    await run('cc', ['-O2', '-o', program, join(SOURCES, `${name}.c`), ...HARNESSES[name]]);
    return { folder, program };
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
}
