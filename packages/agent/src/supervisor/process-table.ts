import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { writeDurably } from '../base/files.ts';
import { LIMITS } from '../base/limits.ts';
import { ORPHAN_MARK, signalGroup } from './run-program.ts';

/** A process that cannot be mistaken for a later one with the same number. */
export interface ProcessIdentity {
  readonly pid: number;
  /** Clock ticks since boot, field 22 of /proc/PID/stat. */
  readonly started: string;
}

/** Identity of a living process; undefined when there is none (a zombie counts as none). */
export function identify(pid: number): ProcessIdentity | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The name in parentheses may hold blanks and parentheses itself: fields count from the last one.
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    const started = fields[19];
    return fields[0] === 'Z' || started === undefined ? undefined : { pid, started };
  } catch {
    return undefined;
  }
}

/** Notes a started program, so that an agent that comes after us finds it. */
export function notePid(state: string, name: string, identity: ProcessIdentity): void {
  mkdirSync(join(state, 'run'), { recursive: true, mode: 0o700 });
  writeDurably(join(state, 'run', name), JSON.stringify(identity));
}

/** Notes a process that was just started; one that is gone already needs no note. */
export function noteProcess(state: string, name: string, pid: number | undefined): void {
  const identity = pid === undefined ? undefined : identify(pid);
  if (identity !== undefined) notePid(state, name, identity);
}

export function forgetPid(state: string, name: string): void {
  rmSync(join(state, 'run', name), { force: true });
}

/** Processes that an agent with this state folder left behind: by their notes, and by the mark in their environment. */
export function findOrphans(state: string): ProcessIdentity[] {
  const found = new Map<number, ProcessIdentity>();
  for (const noted of notes(state)) {
    const now = identify(noted.pid);
    if (now?.started === noted.started) found.set(now.pid, now);
  }
  const mark = `${ORPHAN_MARK}=${state}`;
  for (const name of readdirSync('/proc')) {
    if (!/^[1-9]\d*$/.test(name) || Number(name) === process.pid) continue;
    const identity = environmentOf(name).includes(mark) ? identify(Number(name)) : undefined;
    if (identity) found.set(identity.pid, identity);
  }
  return [...found.values()];
}

/** Ends what a killed agent has left behind, so that nothing runs twice. */
export async function endOrphans(state: string): Promise<number> {
  const orphans = findOrphans(state);
  for (const { pid } of orphans) signalProcess(pid, 'SIGTERM');
  const deadline = performance.now() + LIMITS.stopMs;
  let left = orphans.filter(alive);
  while (left.length > 0 && performance.now() < deadline) {
    await pause(20);
    left = left.filter(alive);
  }
  for (const { pid } of left) signalProcess(pid, 'SIGKILL');
  rmSync(join(state, 'run'), { recursive: true, force: true });
  return orphans.length;
}

function alive({ pid, started }: ProcessIdentity): boolean {
  return identify(pid)?.started === started;
}

function signalProcess(pid: number, signal: NodeJS.Signals): void {
  signalGroup(pid, signal);
  try {
    process.kill(pid, signal);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}

function notes(state: string): ProcessIdentity[] {
  const folder = join(state, 'run');
  try {
    return readdirSync(folder)
      .filter((name) => !name.endsWith('.new'))
      .map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as ProcessIdentity);
  } catch {
    return [];
  }
}

function environmentOf(pid: string): readonly string[] {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'latin1').split('\0');
  } catch {
    return [];
  }
}
