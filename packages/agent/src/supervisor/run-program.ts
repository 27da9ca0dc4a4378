import { spawn } from 'node:child_process';
import { LIMITS } from '../base/limits.ts';

export interface RunOptions {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  /** Called with the process number as soon as there is one. */
  readonly started?: (pid: number) => void;
}

/** How a program ended. `output` is the start of what it wrote to both streams. */
export interface RunResult {
  readonly ok: boolean;
  readonly output: string;
  /** In words: `exit 1`, `killed by SIGSEGV`, `no end within 5000 ms`, `could not be started: …`. */
  readonly how: string;
}

/** Environment variable by which an agent finds what an earlier one left behind. */
export const ORPHAN_MARK = 'SCOMO_SUPERVISED_BY';

/** Environment of a component's program. Package scripts do not get the mark: a system service that they start is not ours to end. */
export function componentEnvironment(
  state: string,
  component: string,
  version: string,
  installParams: string | undefined,
) {
  return programEnvironment(state, {
    [ORPHAN_MARK]: state,
    SCOMO_COMPONENT: component,
    SCOMO_VERSION: version,
    ...paramsEnvironment(installParams),
  });
}

/** How programs and package scripts find InstallParams. spec/scomo.md §13.1 P07 */
export function paramsEnvironment(installParams: string | undefined): Readonly<Record<string, string>> {
  return installParams === undefined ? {} : { SCOMO_INSTALL_PARAMS: installParams };
}

/** What every program of a package gets; nothing of the agent's own environment. security.md C11 */
export function programEnvironment(state: string, extra: Readonly<Record<string, string>> = {}) {
  return {
    PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
    LANG: 'C.UTF-8',
    SCOMO_AGENT_STATE: state,
    ...extra,
  };
}

/** Runs a program to its end in a process group of its own; the group is killed when time is up. Never rejects. */
export function runProgram(argv: readonly string[], options: RunOptions): Promise<RunResult> {
  const [program = '', ...rest] = argv;
  return new Promise((resolve) => {
    const child = spawn(program, rest, {
      cwd: options.cwd,
      env: options.env,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    if (child.pid !== undefined) options.started?.(child.pid);
    let output = Buffer.alloc(0);
    let late = false;
    const take = (bytes: Buffer) => {
      if (output.length < LIMITS.outputBytesMax) {
        output = Buffer.concat([output, bytes]).subarray(0, LIMITS.outputBytesMax);
      }
    };
    child.stdout.on('data', take);
    child.stderr.on('data', take);
    const killGroup = () => signalGroup(child.pid, 'SIGKILL');
    const timer = setTimeout(() => {
      late = true;
      killGroup();
      child.stdout.destroy();
      child.stderr.destroy();
    }, options.timeoutMs);
    const end = (ok: boolean, how: string) => {
      clearTimeout(timer);
      resolve({ ok, how, output: output.toString('utf8') });
    };
    child.on('error', (error) => end(false, `could not be started: ${error.message}`));
    // `exit`, not `close`: a child that was left behind may hold the streams open for ever.
    child.on('exit', (code, signal) => {
      setImmediate(() => {
        killGroup();
        if (late) end(false, `no end within ${options.timeoutMs} ms`);
        else end(code === 0, signal === null ? `exit ${code}` : `killed by ${signal}`);
      });
    });
  });
}

/** Signals a whole process group; one that is gone is no error. */
export function signalGroup(pid: number | undefined, signal: NodeJS.Signals): void {
  if (pid === undefined || pid <= 1) return;
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}
