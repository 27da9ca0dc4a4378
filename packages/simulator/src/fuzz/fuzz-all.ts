import { execFile } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ROOT, TARGETS } from './targets.ts';

const run = promisify(execFile);
const PROGRAM = join(ROOT, 'packages/simulator/src/fuzz.ts');
const OUTPUT_BYTES_MAX = 1 << 24;
/** Messages made at random, and how many of them go through libwbxml as well. security.md G19 */
const MESSAGES_MAX = 100_000;
const LIBWBXML_RUNS_MAX = 5_000;

/** Every target in a process of its own, as many at once as there are processors; true when nothing was found. */
export async function fuzzAll(runs: number, seed: number): Promise<boolean> {
  const left = [
    ...TARGETS.map(({ name }) => ({ name, runs })),
    { name: 'messages', runs: Math.min(runs, MESSAGES_MAX) },
    { name: 'libwbxml', runs: Math.min(runs, LIBWBXML_RUNS_MAX) },
  ];
  let clean = true;
  const lane = async (): Promise<void> => {
    for (let next = left.shift(); next !== undefined; next = left.shift())
      clean = (await fuzzOne(next.name, next.runs, seed)) && clean;
  };
  await Promise.all(Array.from({ length: availableParallelism() }, lane));
  return clean;
}

/** A process that ends otherwise than by its own word, killed by the watchdog for one, counts as a finding. */
async function fuzzOne(name: string, runs: number, seed: number): Promise<boolean> {
  const args = [PROGRAM, name, '--runs', String(runs), '--seed', String(seed)];
  try {
    const { stdout } = await run(process.execPath, args, { cwd: ROOT, maxBuffer: OUTPUT_BYTES_MAX });
    process.stdout.write(stdout);
    return true;
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { readonly stdout?: string; readonly stderr?: string };
    process.stdout.write(`${stdout}${stderr}`);
    if (stdout === '') console.log(`${name.padEnd(14)} ended without a result: 1 finding`);
    return false;
  }
}
