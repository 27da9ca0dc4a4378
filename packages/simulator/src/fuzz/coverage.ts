import { Session } from 'node:inspector';

/** What of our sources has run, by V8's block coverage. */
export interface Coverage {
  /** Whether what ran since the last call reached a character of source that nothing had reached; `keep` counts it as reached. */
  sample(keep: boolean): boolean;
  /** Blocks that have run at least once. */
  blocks(): number;
  /** Forgets what was reached so far. */
  reset(): void;
  stop(): void;
}

const OURS = /\/packages\/(?!simulator\/)[a-z]+\/src\//;

/** Starts counting; modules loaded later are counted in whole. Only one at a time in a process. */
export function startCoverage(): Coverage {
  const session = new Session();
  session.connect();
  session.post('Profiler.enable');
  session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
  let reached = new Map<string, Uint8Array>();
  let blocks = new Set<string>();
  return {
    sample(keep) {
      let fresh = false;
      session.post('Profiler.takePreciseCoverage', (error, { result }) => {
        if (error !== null) throw error;
        for (const { url, functions } of result) {
          if (!OURS.test(url)) continue;
          const ranges = functions.flatMap((part) => part.ranges);
          const size = Math.max(...ranges.map((range) => range.endOffset));
          const before = fitted(reached.get(url), size);
          const now = paint(ranges, size);
          for (let at = 0; at < size && !fresh; at += 1) fresh = now[at] === 1 && before[at] === 0;
          if (!keep) continue;
          for (let at = 0; at < size; at += 1) if (now[at] === 1) before[at] = 1;
          reached.set(url, before);
          for (const { startOffset, endOffset, count } of ranges)
            if (count > 0) blocks.add(`${url}:${startOffset}:${endOffset}`);
        }
      });
      return fresh;
    },
    blocks: () => blocks.size,
    reset() {
      reached = new Map();
      blocks = new Set();
    },
    stop() {
      session.post('Profiler.stopPreciseCoverage');
      session.disconnect();
    },
  };
}

interface Range {
  readonly startOffset: number;
  readonly endOffset: number;
  readonly count: number;
}

/** One octet a character: 1 where it ran. Inner ranges come behind the outer ones and have the last word. */
function paint(ranges: readonly Range[], size: number): Uint8Array {
  const painted = new Uint8Array(size);
  for (const { startOffset, endOffset, count } of ranges)
    painted.fill(count > 0 ? 1 : 0, startOffset, endOffset);
  return painted;
}

function fitted(bytes: Uint8Array | undefined, size: number): Uint8Array {
  if (bytes !== undefined && bytes.length >= size) return bytes;
  const larger = new Uint8Array(size);
  larger.set(bytes ?? []);
  return larger;
}
