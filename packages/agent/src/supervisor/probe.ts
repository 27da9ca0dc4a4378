import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { LIMITS } from '../base/limits.ts';
import type { ActiveComponent, Runtime } from '../installers/installer.ts';
import { componentEnvironment, runProgram } from './run-program.ts';
import type { Supervisor } from './supervisor.ts';

export interface Health {
  readonly healthy: boolean;
  /** What the probe printed, or why it is not healthy. */
  readonly detail: string;
}

/**
 * Whether a component that was just switched on does its work: its program lives and its probe exits 0 within its time.
 * A component with neither is healthy by being there.
 */
export async function checkHealth(
  state: string,
  component: ActiveComponent,
  supervisor: Supervisor,
): Promise<Health> {
  const { broken, runtime } = component;
  if (broken !== undefined) return { healthy: false, detail: `package is ${broken}` };
  if (runtime === undefined) return { healthy: true, detail: '' };
  const { start, probe } = runtime.activation;
  const dead = () => start !== undefined && supervisor.pidOf(component.id) === undefined;
  if (probe === undefined) {
    if (start !== undefined) await pause(LIMITS.settleMs);
    return dead() ? { healthy: false, detail: 'its program has ended' } : { healthy: true, detail: '' };
  }
  const deadline = performance.now() + probe.timeoutMs;
  for (;;) {
    const health = await probeOnce(state, component, runtime, probe.argv, deadline - performance.now());
    if (health.healthy) return dead() ? { healthy: false, detail: 'its program has ended' } : health;
    // A program that was just started may need a moment; one that is only called is judged by its first answer.
    if (start === undefined || performance.now() + LIMITS.probePauseMs >= deadline) return health;
    await pause(LIMITS.probePauseMs);
  }
}

async function probeOnce(
  state: string,
  { id, version }: ActiveComponent,
  { dir, installParams }: Runtime,
  argv: readonly string[],
  leftMs: number,
): Promise<Health> {
  const [program = '', ...rest] = argv;
  const { ok, how, output } = await runProgram([join(dir, program), ...rest], {
    cwd: dir,
    env: componentEnvironment(state, id, version, installParams),
    timeoutMs: Math.max(1, Math.floor(leftMs)),
  });
  const text = output.trim().slice(0, 1000);
  return ok
    ? { healthy: true, detail: text }
    : { healthy: false, detail: `probe: ${how}${text && `: ${text}`}` };
}
