/**
 * `npm run fuzz -- TARGET|all [--runs 200000] [--seed 1]`: changes good and bad inputs again and again, led by the
 * coverage of our sources, and looks for anything but a plain refusal. `messages` and `libwbxml` are no parsers but
 * messages made at random, compared after their way through both encodings, and through libwbxml (with `all` at most 100,000 and 5,000).
 * `npm run fuzz -- TARGET --replay FILE…` runs given inputs. A finding is written to corpus/found/TARGET/. Exit 1 on any.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { startCoverage } from './fuzz/coverage.ts';
import { fuzzAll } from './fuzz/fuzz-all.ts';
import { type FuzzResult, fuzzLoop } from './fuzz/fuzz-loop.ts';
import { GENERATED } from './fuzz/generated.ts';
import { runInput } from './fuzz/run-input.ts';
import { loadTarget, ROOT } from './fuzz/targets.ts';
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
process.exit((await chosen()) ? 0 : 1);

function chosen(): Promise<boolean> {
  if (values.replay) return replay();
  if (name === 'all') return fuzzAll(runs, seed);
  return name === 'messages' || name === 'libwbxml' ? generate(name) : fuzz();
}

async function fuzz(): Promise<boolean> {
  const coverage = startCoverage();
  const target = await loadTarget(name);
  const watchdog = startWatchdog(join(ROOT, 'corpus/found', name, 'hang.bin'), WATCHED_BYTES_MAX, HANG_MS);
  const result = fuzzLoop(target, { runs, seed, batch: BATCH, coverage, watchdog });
  await watchdog.stop();
  coverage.stop();
  tell(result);
  return result.findings.length === 0;
}

async function generate(what: keyof typeof GENERATED): Promise<boolean> {
  const result = await GENERATED[what](runs, seed).catch((error: unknown) => {
    if (what === 'messages' || !isMissing(error)) throw error;
    console.log(`${what.padEnd(14)} left out: it needs cc and libwbxml2 (Debian: gcc, libwbxml2-dev)`);
  });
  if (result === undefined) return true;
  const { runs: done, seconds, findings } = result;
  console.log(`${what.padEnd(14)} ${done} runs, ${rate(done, seconds)}/s, ${findings.length} findings`);
  for (const finding of findings) console.log(`  ${finding.slice(0, 4000)}`);
  return findings.length === 0;
}

function tell({ target, runs: done, seconds, blocks, corpus, findings }: FuzzResult): void {
  console.log(
    `${target.padEnd(14)} ${done} runs, ${rate(done, seconds)}/s, ${blocks} blocks, ${corpus} inputs kept, ${findings.length} findings`,
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
  return failures === 0;
}

/** The compiler is not there, or does not find the library. */
function isMissing(error: unknown): boolean {
  return error instanceof Error && 'cmd' in error;
}

function rate(done: number, seconds: number): number {
  return Math.round(done / seconds);
}

function count(option: string, text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new Error(`${option} is a number, not ${text}`);
  return Number(text);
}
