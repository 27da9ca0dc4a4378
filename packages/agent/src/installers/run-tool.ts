import { LIMITS } from '../base/limits.ts';
import { programEnvironment, type RunResult, runProgram } from '../supervisor/run-program.ts';

export interface ToolOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Called with the process number as soon as there is one. */
  readonly started?: (pid: number) => void;
}

/** Runs a program of the device to its end. Both of its streams are one, in the order in which it wrote. Never rejects. */
export function runTool(
  state: string,
  argv: readonly string[],
  { cwd = '/', env = {}, started }: ToolOptions = {},
): Promise<RunResult> {
  return runProgram(['/bin/sh', '-c', 'exec "$@" 2>&1', 'sh', ...argv], {
    cwd,
    env: programEnvironment(state, { DEBIAN_FRONTEND: 'noninteractive', ...env }),
    timeoutMs: LIMITS.scriptMs,
    ...(started && { started }),
  });
}
