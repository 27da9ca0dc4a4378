import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { seeded } from '../random.ts';
import type { Coverage } from './coverage.ts';
import { mutate, splice } from './mutate.ts';
import { runInput } from './run-input.ts';
import type { Target } from './targets.ts';
import type { Watchdog } from './watchdog.ts';

export interface FuzzOptions {
  readonly runs: number;
  readonly seed: number;
  /** Inputs between two looks at the coverage. */
  readonly batch: number;
  readonly coverage: Coverage;
  readonly watchdog: Pick<Watchdog, 'begin' | 'rest'>;
}

export interface Finding {
  readonly data: Uint8Array;
  readonly what: string;
}

export interface FuzzResult {
  readonly target: string;
  readonly runs: number;
  readonly seconds: number;
  readonly blocks: number;
  readonly corpus: number;
  readonly findings: readonly Finding[];
}

/** Octets of an input at most, unless a seed is longer. */
const SIZE_MAX = 8 * 1024;
/** Different faults that end the run. */
const FINDINGS_MAX = 10;
const HEAP_GROWTH_MAX = 64 * 1024 * 1024;

/** Coverage-guided: inputs that reach new source are kept, cut down and changed again. security.md §3 rig 6, G13 */
export function fuzzLoop(target: Target, options: FuzzOptions): FuzzResult {
  const { runs, seed, batch, coverage, watchdog } = options;
  const started = performance.now();
  const findings = new Map<string, Finding>();
  const corpus: Uint8Array[] = [...target.seeds];
  const sizeMax = Math.max(SIZE_MAX, ...corpus.map((data) => data.length));
  const pool = { corpus, tokens: target.tokens, random: seeded(seed), sizeMax };
  let done = 0;
  const tryOut = (data: Uint8Array): void => {
    watchdog.begin(data);
    const what = runInput(target, data);
    watchdog.rest();
    done += 1;
    if (what !== undefined && !findings.has(kindOf(what))) findings.set(kindOf(what), { data, what });
  };
  coverage.reset();
  const heapBefore = heapUsed();
  corpus.forEach(tryOut);
  coverage.sample(true);
  while (done < runs && findings.size < FINDINGS_MAX) {
    const inputs = Array.from({ length: Math.min(batch, runs - done) }, () => mutate(pool));
    inputs.forEach(tryOut);
    if (!coverage.sample(false)) continue;
    for (const data of reaching(inputs, tryOut, coverage)) {
      corpus.push(shrink(data, tryOut, coverage));
      tryOut(data);
      coverage.sample(true);
    }
  }
  const growth = heapUsed() - heapBefore;
  if (growth > HEAP_GROWTH_MAX)
    findings.set('heap', { data: new Uint8Array(), what: `the heap grew by ${growth} bytes` });
  return {
    target: target.name,
    runs: done,
    seconds: (performance.now() - started) / 1000,
    blocks: coverage.blocks(),
    corpus: corpus.length,
    findings: [...findings.values()],
  };
}

/** Those of a batch that reach something new by themselves, found by halving. */
function* reaching(
  inputs: readonly Uint8Array[],
  tryOut: (data: Uint8Array) => void,
  coverage: Coverage,
): Generator<Uint8Array> {
  coverage.sample(false);
  inputs.forEach(tryOut);
  if (!coverage.sample(false)) return;
  const [only] = inputs;
  if (inputs.length === 1 && only !== undefined) {
    yield only;
    return;
  }
  const middle = inputs.length >> 1;
  yield* reaching(inputs.slice(0, middle), tryOut, coverage);
  yield* reaching(inputs.slice(middle), tryOut, coverage);
}

/** The input without what it does not need to reach something new. */
function shrink(data: Uint8Array, tryOut: (data: Uint8Array) => void, coverage: Coverage): Uint8Array {
  let kept = data;
  for (const parts of [2, 4]) {
    const length = Math.max(1, Math.ceil(data.length / parts));
    for (let start = kept.length - length; start >= 0; start -= length) {
      const shorter = splice(kept, start, length, new Uint8Array());
      tryOut(shorter);
      if (coverage.sample(false)) kept = shorter;
    }
  }
  return kept;
}

/** Two findings are one when they come from the same place. */
function kindOf(what: string): string {
  return /\n\s+at .*/.exec(what)?.[0] ?? what.replaceAll(/\d+/g, '#');
}

function heapUsed(): number {
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  if (typeof collect === 'function') collect();
  return process.memoryUsage().heapUsed;
}
