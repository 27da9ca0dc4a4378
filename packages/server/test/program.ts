import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** The program as an operator starts it. */
export interface Program {
  readonly child: ChildProcessWithoutNullStreams;
  readonly url: string;
  /** Code and signal of its end. */
  readonly ended: Promise<readonly [number | null, NodeJS.Signals | null]>;
  /** All it has printed. */
  printed(): string;
}

/** Starts the program and resolves when it says where it is, or has ended. */
export async function program(env: Readonly<Record<string, string>>): Promise<Program> {
  const main = fileURLToPath(new URL('../src/main.ts', import.meta.url));
  const child = spawn(process.execPath, [main], { env: { PATH: process.env.PATH, ...env } });
  let output = '';
  const ended = once(child, 'close') as Promise<[number | null, NodeJS.Signals | null]>;
  const url = await new Promise<string>((resolve) => {
    const read = (piece: Buffer) => {
      output += String(piece);
      const at = /^Data: /m.test(output) ? /^Scomo is at (\S+)$/m.exec(output)?.[1] : undefined;
      if (at !== undefined) resolve(at);
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    ended.then(() => resolve(''));
  });
  return { child, url, ended, printed: () => output };
}
