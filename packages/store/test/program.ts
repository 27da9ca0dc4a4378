import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** A helper program of these tests, run as a process of its own so that it can be killed. */
export interface Program {
  readonly child: ChildProcess;
  /** Lines it has written so far. */
  readonly lines: readonly string[];
  /** Resolves with its first line; rejects when it ends without one. */
  readonly firstLine: Promise<string>;
  /** SIGKILL; resolves when the process is gone and all its lines are read. */
  kill(): Promise<void>;
}

export function runProgram(file: string, args: readonly string[]): Program {
  const path = fileURLToPath(new URL(file, import.meta.url));
  const child = spawn(process.execPath, [path, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  const lines: string[] = [];
  const reader = createInterface({ input: child.stdout });
  const firstLine = new Promise<string>((resolve, reject) => {
    reader.on('line', (line) => {
      lines.push(line);
      resolve(line);
    });
    reader.once('close', () => reject(new Error(`${file} wrote nothing`)));
  });
  const closed = Promise.all([once(child, 'close'), once(reader, 'close')]);
  return {
    child,
    lines,
    firstLine,
    kill: async () => {
      child.kill('SIGKILL');
      await closed;
    },
  };
}
