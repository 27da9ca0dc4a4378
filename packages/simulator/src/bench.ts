/**
 * `npm run bench -- [--json] [names]`: each bench alternates ours with a reference in one run and prints the ratio ours ÷
 * reference, higher is better. Without names all are run. `--json` prints `{"benches":[…]}` last.
 */
import { parseArgs } from 'node:util';
import { CODEC_BENCHES, codecBench } from './bench/codec-bench.ts';
import type { BenchRow } from './bench/rounds.ts';
import { TURN_BENCH, turnBench } from './bench/turn-bench.ts';

const NAMES: readonly string[] = [...CODEC_BENCHES, TURN_BENCH];

const { values, positionals } = parseArgs({
  options: { json: { type: 'boolean', default: false } },
  allowPositionals: true,
});
const unknown = positionals.filter((name) => !NAMES.includes(name));
if (unknown.length > 0) {
  console.error(`bench: no such bench: ${unknown.join(', ')}. There are: ${NAMES.join(', ')}`);
  process.exit(2);
}
const benches: BenchRow[] = [];
for (const name of positionals.length > 0 ? positionals : NAMES) {
  console.error(`${name} …`);
  const row = name === TURN_BENCH ? await turnBench() : await codecBench(name);
  benches.push(row);
  console.error(
    `  ratio ${row.ratio.toFixed(2)} (${row.min.toFixed(2)}-${row.max.toFixed(2)} in ${row.rounds} rounds); ` +
      `ours ${Math.round(row.ours)}, reference ${Math.round(row.reference)} ${row.unit}`,
  );
}
if (values.json) console.log(JSON.stringify({ benches }));
