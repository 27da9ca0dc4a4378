/** One line of `npm run bench -- --json`. Rates in `unit`, ratio = ours ÷ reference, min and max over the rounds. */
export interface BenchRow {
  readonly name: string;
  readonly ours: number;
  readonly reference: number;
  readonly ratio: number;
  readonly unit: string;
  readonly rounds: number;
  readonly min: number;
  readonly max: number;
}

/** Two rates of one document, measured right after each other. */
export interface Contest {
  readonly ours: (seconds: number) => Promise<number>;
  readonly reference: (seconds: number) => Promise<number>;
}

export interface RoundOptions {
  /** At least 5. */
  readonly rounds: number;
  /** Length of one measurement. */
  readonly seconds: number;
  /** Length of the run of each side that is not counted. */
  readonly warmSeconds: number;
}

export const DEFAULT_ROUNDS: RoundOptions = { rounds: 5, seconds: 0.5, warmSeconds: 1 };

/**
 * Alternates both sides. With several contests (documents) a round's rates and ratio are geometric means
 * over them; reported are the medians over the rounds.
 */
export async function compare(
  name: string,
  contests: readonly Contest[],
  unit: string,
  options: RoundOptions = DEFAULT_ROUNDS,
): Promise<BenchRow> {
  for (const { ours, reference } of contests) {
    await ours(options.warmSeconds);
    await reference(options.warmSeconds);
  }
  const oursRates: number[] = [];
  const referenceRates: number[] = [];
  const ratios: number[] = [];
  for (let round = 0; round < options.rounds; round++) {
    const ours: number[] = [];
    const reference: number[] = [];
    for (const contest of contests) {
      ours.push(await contest.ours(options.seconds));
      reference.push(await contest.reference(options.seconds));
    }
    oursRates.push(geometricMean(ours));
    referenceRates.push(geometricMean(reference));
    ratios.push(geometricMean(ours) / geometricMean(reference));
  }
  return {
    name,
    ours: median(oursRates),
    reference: median(referenceRates),
    ratio: median(ratios),
    unit,
    rounds: options.rounds,
    min: Math.min(...ratios),
    max: Math.max(...ratios),
  };
}

/**
 * Calls per second of processor time, all threads of this process counted, garbage collection too. Unlike
 * wall time it hardly depends on what else the machine does.
 */
export function cpuRateOf(call: () => unknown, seconds: number): number {
  const start = cpuSeconds();
  let used = 0;
  let calls = 0;
  while (used < seconds) {
    for (let i = 0; i < 16; i++) call();
    calls += 16;
    used = cpuSeconds() - start;
  }
  return calls / used;
}

function cpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? Number.NaN)) / 2;
}

export function geometricMean(values: readonly number[]): number {
  return Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length);
}
