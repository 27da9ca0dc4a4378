import type { Arrow } from './arrows.ts';

/** Calls that change something outside the process, or show others that it lives. security.md §3 rig 1 */
export const CALLS = [
  ...['openat', 'write', 'writev', 'pwrite64', 'fsync', 'fdatasync', 'ftruncate', 'fchmod', 'fallocate'],
  ...['rename', 'symlink', 'link', 'unlink', 'unlinkat', 'rmdir', 'mkdir', 'connect', 'sendto', 'sendmsg'],
] as const;

/** The `when`-th call of `syscall` by the agent's main thread. */
export interface CallPoint {
  readonly syscall: string;
  readonly when: number;
  /** What it is about: the state folder, or a connection. */
  readonly about: 'file' | 'socket';
  /** Where the agent stood in a run without faults. */
  readonly arrow: Arrow;
}

/** When the agent came to an arrow, seconds since the epoch. */
export interface ArrowTime {
  readonly at: number;
  readonly arrow: Arrow;
}

const LINE = /^(\d+) +(\d+\.\d+) ([a-z0-9_]+)\((.*)$/;

interface Call {
  readonly at: number;
  readonly syscall: string;
  readonly args: string;
}

/** Calls of the main thread in a trace (`strace -f -ttt -yy`). */
function callsOf(trace: string): readonly Call[] {
  const lines = trace.split('\n').flatMap((line) => {
    const [, thread, at, syscall = '', args = ''] = LINE.exec(line) ?? [];
    return thread === undefined ? [] : [{ thread, at: Number(at), syscall, args }];
  });
  return lines.filter(({ thread }) => thread === lines[0]?.thread);
}

/** The arrow at which the agent stood from its n-th flush on; the first entry is from the beginning. */
export function arrowsByFlush(trace: string, seen: readonly ArrowTime[]): readonly Arrow[] {
  const flushes = callsOf(trace).filter(({ syscall }) => syscall === 'fsync');
  const ends = [...flushes.slice(1).map(({ at }) => at), Number.POSITIVE_INFINITY];
  return ['IDLE', ...ends.map((end) => seen.findLast(({ at }) => at < end)?.arrow ?? 'IDLE')];
}

/**
 * Calls in a trace that touch the state folder or a TCP connection, in order. Those before the first touch are the start
 * of the program: they differ in nothing that a fault could show.
 */
export function pointsOf(trace: string, state: string, arrows: readonly Arrow[]): readonly CallPoint[] {
  const counts = new Map<string, number>();
  const points: CallPoint[] = [];
  for (const { syscall, args } of callsOf(trace)) {
    const when = (counts.get(syscall) ?? 0) + 1;
    counts.set(syscall, when);
    const about = args.includes(state) ? 'file' : args.includes('<TCP:') ? 'socket' : undefined;
    if (about === undefined) continue;
    points.push({ syscall, when, about, arrow: arrows[counts.get('fsync') ?? 0] ?? 'CLEAN' });
  }
  return points;
}
