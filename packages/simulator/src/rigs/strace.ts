import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { CALLS } from './call-points.ts';

export type ErrorName = 'EIO' | 'ENOSPC' | 'ETIMEDOUT' | 'ECONNRESET';

/** A fault at the n-th call of the agent's main thread; with `andAfter` at every later one too. */
export interface Fault {
  readonly syscall: string;
  readonly when: number;
  readonly do: 'kill' | ErrorName;
  readonly andAfter?: boolean;
}

/** Why rigs that inject faults cannot run here; undefined when they can. */
export function noStrace(): string | undefined {
  try {
    execFileSync('strace', ['-f', '-qq', '-o', '/dev/null', '-e', 'trace=fsync', 'true'], { stdio: 'pipe' });
    return undefined;
  } catch (error) {
    return `strace does not work here: ${error instanceof Error ? error.message.split('\n').join(' ') : error}`;
  }
}

/** Options that write down every call of CALLS. */
export function tracing(file: string): readonly string[] {
  return [...following(file), '-ttt', '-yy', '-e', `trace=${CALLS.join()}`];
}

/** The same; each flush takes 4 ms, so that whoever looks on can follow. */
export function slowly(file: string): readonly string[] {
  return [...tracing(file), '-e', 'inject=fsync:delay_exit=4000'];
}

export function injecting({ syscall, when, do: action, andAfter = false }: Fault): readonly string[] {
  const effect = action === 'kill' ? 'signal=KILL' : `error=${action}`;
  const inject = `inject=${syscall}:${effect}:when=${when}${andAfter ? '+' : ''}`;
  return [...following('/dev/null'), '-e', `trace=${syscall}`, '-e', inject];
}

/** The threads of the agent, but not the programs that it starts. */
function following(file: string): readonly string[] {
  return ['-f', '-b', 'execve', '-qq', '-o', file];
}

export interface Ended {
  /** Exit code; undefined after a signal. */
  readonly code: number | undefined;
  readonly output: string;
  /** Milliseconds until it first said something. */
  readonly spokeMs: number;
}

/** Runs a program to its end; `options` are those of strace, none runs it without. Rejects when time is up. */
export async function runTraced(
  options: readonly string[],
  argv: readonly string[],
  env: NodeJS.ProcessEnv,
  timeoutMs: number,
): Promise<Ended> {
  const [command = '', ...args] = options.length > 0 ? ['strace', ...options, ...argv] : argv;
  const child = spawn(command, args, { env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  const since = performance.now();
  let output = '';
  let spokeMs = Number.POSITIVE_INFINITY;
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (data: Buffer) => {
      spokeMs = Math.min(spokeMs, performance.now() - since);
      output = (output + data.toString('utf8')).slice(-20_000);
    });
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
  }, timeoutMs);
  const [code] = (await once(child, 'exit')) as [number | null];
  clearTimeout(timer);
  if (late) throw new Error(`no end within ${timeoutMs} ms: ${argv.join(' ')}\n${output.slice(-3000)}`);
  return { code: code ?? undefined, output, spokeMs };
}
