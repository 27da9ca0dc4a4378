import { readFileSync } from 'node:fs';

/** Resident memory of a process over a stretch of work, in bytes. */
export interface Memory {
  readonly before: number;
  readonly peak: number;
  readonly after: number;
}

/** Bytes that a process holds in memory now; 0 when it is gone. */
export function residentBytes(pid: number | undefined): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1] ?? 0) * 1024;
  } catch {
    return 0;
  }
}

/** Watches a process until `stop`, ten times a second. */
export function watchMemory(pid: number | undefined): { stop(): Memory } {
  const before = residentBytes(pid);
  let peak = before;
  const timer = setInterval(() => {
    peak = Math.max(peak, residentBytes(pid));
  }, 100);
  return {
    stop() {
      clearInterval(timer);
      const after = residentBytes(pid);
      return { before, peak: Math.max(peak, after), after };
    },
  };
}
