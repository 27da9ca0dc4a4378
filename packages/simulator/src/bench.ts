/**
 * `npm run bench -- [--json] [names]`: each bench alternates ours with a reference in one run and prints the ratio ours ÷
 * reference, higher is better. Without names all are run, each in a process of its own: what the others left in memory
 * would be in its way. `--json` prints `{"benches":[…]}` last.
 */
import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import { CODEC_BENCHES, codecBench } from './bench/codec-bench.ts';
import type { BenchRow } from './bench/rounds.ts';

/** What needs the whole server is loaded when its turn comes: it would be in the way of the others' garbage collection. */
const BENCHES: Readonly<Record<string, () => Promise<BenchRow>>> = {
  ...Object.fromEntries(CODEC_BENCHES.map((name) => [name, () => codecBench(name)])),
  'download-vs-sha256': async () => (await import('./bench/download-bench.ts')).downloadBench(),
  'agent-inventory-vs-dpkg-query': async () => (await import('./bench/inventory-bench.ts')).inventoryBench(),
  'agent-memory-vs-60-mib': async () => (await import('./bench/memory-bench.ts')).memoryBench(),
  'turn-durable-vs-raw-http': async () => (await import('./bench/turn-bench.ts')).durableTurnBench(),
  'turn-idle-vs-raw-http': async () => (await import('./bench/turn-bench.ts')).idleTurnBench(),
};
const NAMES = Object.keys(BENCHES);

const { values, positionals } = parseArgs({
  options: { json: { type: 'boolean', default: false } },
  allowPositionals: true,
});
const unknown = positionals.filter((name) => !NAMES.includes(name));
if (unknown.length > 0) {
  console.error(`bench: no such bench: ${unknown.join(', ')}. There are: ${NAMES.join(', ')}`);
  process.exit(2);
}
const names = positionals.length > 0 ? positionals : NAMES;
const benches: readonly BenchRow[] = names.length === 1 ? [await measure(names[0])] : names.map(measureApart);
if (values.json) console.log(JSON.stringify({ benches }));

async function measure(name = ''): Promise<BenchRow> {
  console.error(`${name} …`);
  const row = await (BENCHES[name] as () => Promise<BenchRow>)();
  console.error(
    `  ratio ${row.ratio.toFixed(2)} (${row.min.toFixed(2)}-${row.max.toFixed(2)} in ${row.rounds} rounds); ` +
      `ours ${Math.round(row.ours)}, reference ${Math.round(row.reference)} ${row.unit}`,
  );
  return row;
}

function measureApart(name: string): BenchRow {
  const { status, stdout } = spawnSync(process.execPath, [import.meta.filename, '--json', name], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (status !== 0) process.exit(1);
  const { benches } = JSON.parse(stdout) as { readonly benches: readonly BenchRow[] };
  return benches[0] as BenchRow;
}
