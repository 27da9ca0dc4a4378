import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync } from 'node:fs';

/** A program of ours running as a process, its output kept in a file. */
export interface Child {
  readonly process: ChildProcess;
  /** Everything it has printed so far. */
  output(): string;
  /** Resolves when a line of its output matches; rejects when it ends first or time is up. */
  says(pattern: RegExp, timeoutMs: number): Promise<RegExpExecArray>;
  /** SIGTERM, then waits; SIGKILL after `timeoutMs`. Gives the exit code. */
  stop(timeoutMs?: number): Promise<number | null>;
  kill(): Promise<void>;
}

/** Starts a program; `log` gets its output as well. */
export function startChild(
  argv: readonly string[],
  options: {
    env: NodeJS.ProcessEnv;
    cwd: string;
    log: string;
  },
): Child {
  const [command = process.execPath, ...args] = argv;
  const child = spawn(command, args, {
    cwd: options.cwd,
    env: options.env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const hear = (data: Buffer) => {
    output += data.toString('utf8');
    appendFileSync(options.log, data);
    child.emit('heard');
  };
  child.stdout.on('data', hear);
  child.stderr.on('data', hear);
  const ended = once(child, 'exit');
  const gone = () => child.exitCode !== null || child.signalCode !== null;
  return {
    process: child,
    output: () => output,
    says: (pattern, timeoutMs) =>
      heard(child, pattern, timeoutMs, () => output, `${argv.join(' ')} (log ${options.log})`),
    async stop(timeoutMs = 10_000) {
      if (!gone()) child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), timeoutMs);
      if (!gone()) await ended;
      clearTimeout(timer);
      return child.exitCode;
    },
    async kill() {
      if (gone()) return;
      child.kill('SIGKILL');
      await ended;
    },
  };
}

function heard(
  child: ChildProcess,
  pattern: RegExp,
  timeoutMs: number,
  output: () => string,
  name: string,
): Promise<RegExpExecArray> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(
      () => done(new Error(`${name} did not say ${pattern} in ${timeoutMs} ms`)),
      timeoutMs,
    );
    const onExit = () =>
      done(new Error(`${name} ended before it said ${pattern}:\n${output().slice(-2000)}`));
    const look = () => {
      const match = pattern.exec(output());
      if (match !== null) done(match);
    };
    function done(result: RegExpExecArray | Error): void {
      clearTimeout(timer);
      child.off('heard', look);
      child.off('exit', onExit);
      if (result instanceof Error) reject(result);
      else resolve(result);
    }
    child.on('heard', look);
    child.on('exit', onExit);
    look();
  });
}
