import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { LIMITS } from '../base/limits.ts';
import type { ActiveComponent } from '../installers/installer.ts';
import { boundLog, openLog } from './log-file.ts';
import { forgetPid, noteProcess } from './process-table.ts';
import { componentEnvironment, signalGroup } from './run-program.ts';

/** Keeps the programs of the active components running. */
export interface Supervisor {
  /** Stops what is no longer wanted or has changed, then starts what is missing. Given up ones stay so, unless they are in `again`. */
  reconcile(components: readonly ActiveComponent[], again?: readonly string[]): Promise<void>;
  /** Process number of a component's program while it lives. */
  pidOf(component: string): number | undefined;
  /** Why a component's program has been given up. */
  brokenOf(component: string): string | undefined;
  stopAll(): Promise<void>;
}

interface Program {
  readonly component: string;
  /** Differs when anything differs that a running process would not notice. */
  readonly key: string;
  readonly argv: readonly string[];
  readonly dir: string;
  readonly version: string;
  readonly installParams: string | undefined;
  wanted: boolean;
  child?: ChildProcess;
  timer?: NodeJS.Timeout;
  /** Ends in a row, each after a short life. */
  deaths: number;
  broken?: string;
}

/** One supervisor per state folder, owned by whoever holds the folder's lock. */
export function createSupervisor(state: string): Supervisor {
  const programs = new Map<string, Program>();
  const bound = setInterval(() => {
    for (const name of programs.keys()) boundLog(state, name);
  }, LIMITS.logCheckMs).unref();

  async function stop(program: Program): Promise<void> {
    program.wanted = false;
    clearTimeout(program.timer);
    const { child } = program;
    if (child !== undefined) await endChild(child);
    forgetPid(state, program.component);
    if (programs.get(program.component) === program) programs.delete(program.component);
  }
  return {
    async reconcile(components, again = []) {
      const wanted = new Map(
        components.flatMap((component) => programOf(component) ?? []).map((p) => [p.component, p]),
      );
      const stale = [...programs.values()].filter(
        ({ component, key, broken }) =>
          wanted.get(component)?.key !== key || (broken !== undefined && again.includes(component)),
      );
      await Promise.all(stale.map(stop));
      for (const program of wanted.values()) {
        if (programs.has(program.component)) continue;
        programs.set(program.component, program);
        launch(state, program);
      }
    },
    pidOf(component) {
      const child = programs.get(component)?.child;
      return child?.exitCode === null && child.signalCode === null ? child.pid : undefined;
    },
    brokenOf: (component) => programs.get(component)?.broken,
    async stopAll() {
      clearInterval(bound);
      await Promise.all([...programs.values()].map(stop));
    },
  };
}

function programOf({ id, version, pkgId, runtime }: ActiveComponent): Program | undefined {
  const argv = runtime?.activation.start;
  if (runtime === undefined || argv === undefined) return undefined;
  const { dir, installParams } = runtime;
  const key = JSON.stringify([version, pkgId, dir, argv, installParams]);
  return { component: id, key, argv, dir, version, installParams, wanted: true, deaths: 0 };
}

function launch(state: string, program: Program): void {
  const { component, version, dir, argv, installParams } = program;
  const [name = '', ...rest] = argv;
  const log = openLog(state, component);
  const since = performance.now();
  const child = spawn(join(dir, name), rest, {
    cwd: dir,
    env: componentEnvironment(state, component, version, installParams),
    detached: true,
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  program.child = child;
  noteProcess(state, component, child.pid);
  const again = (how: string) => {
    if (!program.wanted || program.timer !== undefined || program.broken !== undefined) return;
    if (performance.now() - since > LIMITS.restartMaxMs) program.deaths = 0;
    program.deaths += 1;
    if (program.deaths >= LIMITS.deathsMax) {
      program.broken = `its program ended ${program.deaths} times in a row, at last with ${how}`;
      return;
    }
    const wait = Math.min(LIMITS.restartFirstMs * 2 ** (program.deaths - 1), LIMITS.restartMaxMs);
    program.timer = setTimeout(() => {
      delete program.timer;
      if (program.wanted) launch(state, program);
    }, wait);
  };
  child.on('exit', (code, signal) => {
    // At once, what it left in its group: later the number may be that of somebody else's.
    signalGroup(child.pid, 'SIGKILL');
    again(signal ?? `exit ${code}`);
  });
  child.on('error', (error) => again(error.message));
}

async function endChild(child: ChildProcess): Promise<void> {
  const gone = () => child.pid === undefined || child.exitCode !== null || child.signalCode !== null;
  if (gone()) return;
  signalGroup(child.pid, 'SIGTERM');
  const deadline = performance.now() + LIMITS.stopMs;
  while (!gone() && performance.now() < deadline) await pause(10);
  if (!gone()) signalGroup(child.pid, 'SIGKILL');
  while (!gone()) await pause(10);
}
