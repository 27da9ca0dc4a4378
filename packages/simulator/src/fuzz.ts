/**
 * `npm run fuzz -- TARGET|all [--runs 200000] [--seed 1]`: changes good and bad inputs again and again, led by the
 * coverage of our sources, and looks for anything but a plain refusal. `npm run fuzz -- TARGET --replay FILE…` runs
 * given inputs. A finding is written to corpus/found/TARGET/. Exit 1 on any.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { startCoverage } from './fuzz/coverage.ts';
import { type FuzzResult, fuzzLoop } from './fuzz/fuzz-loop.ts';
import { runInput } from './fuzz/run-input.ts';
import { loadTarget, ROOT, TARGETS } from './fuzz/targets.ts';
import { startWatchdog } from './fuzz/watchdog.ts';

const BATCH = 256;
const HANG_MS = 10_000;
const WATCHED_BYTES_MAX = 1 << 20;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    runs: { type: 'string', default: '200000' },
    seed: { type: 'string', default: '1' },
    replay: { type: 'boolean', default: false },
  },
});
const [name = 'all', ...files] = positionals;
const runs = count('--runs', values.runs);
const seed = count('--seed', values.seed);
const failed = values.replay ? await replay() : await fuzzAll();
process.exit(failed ? 1 : 0);

async function fuzzAll(): Promise<boolean> {
  const names = name === 'all' ? TARGETS.map((target) => target.name) : [name];
  const coverage = startCoverage();
  let findings = 0;
  for (const each of names) {
    const target = await loadTarget(each);
    const watchdog = startWatchdog(join(ROOT, 'corpus/found', each, 'hang.bin'), WATCHED_BYTES_MAX, HANG_MS);
    const result = fuzzLoop(target, { runs, seed, batch: BATCH, coverage, watchdog });
    await watchdog.stop();
    findings += result.findings.length;
    tell(result);
  }
  coverage.stop();
  return findings > 0;
}

function tell({ target, runs: done, seconds, blocks, corpus, findings }: FuzzResult): void {
  const rate = Math.round(done / seconds);
  console.log(
    `${target.padEnd(14)} ${done} runs, ${rate}/s, ${blocks} blocks, ${corpus} inputs kept, ${findings.length} findings`,
  );
  const folder = join(ROOT, 'corpus/found', target);
  for (const { data, what } of findings) {
    const file = join(folder, `${createHash('sha256').update(data).digest('hex').slice(0, 16)}.bin`);
    mkdirSync(folder, { recursive: true });
    writeFileSync(file, data);
    console.log(
      `  ${what.slice(0, 2000)}\n  replay: npm run fuzz -- ${target} --replay ${relative(ROOT, file)}`,
    );
  }
}

async function replay(): Promise<boolean> {
  const target = await loadTarget(name);
  let failures = 0;
  for (const file of files) {
    const what = runInput(target, new Uint8Array(readFileSync(file)));
    if (what !== undefined) failures += 1;
    console.log(`${file}: ${what ?? 'ok'}`);
  }
  return failures > 0;
}

function count(option: string, text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new Error(`${option} is a number, not ${text}`);
  return Number(text);
}
