/**
 * `npm run mission [-- A1 B5 …]`: one line a row, exit 1 if one fails. A row without a test counts as failed.
 * `--expected` runs the rows of mission/expected.json only: these must pass, and the list may only grow.
 */
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { run } from 'node:test';

const ROWS =
  'A1 A2 A3 A4 A5 A6 B1 B2 B3 B4 B5 B6 C1 C2 C3 C4 C5 D0 D1 D2 D3 E0 E1 E2 E3 F0 F1 F2 F3 G1 G2 G3 G4 G5 G6 G7'.split(
    ' ',
  );

const args = process.argv.slice(2);
const expected: readonly string[] = JSON.parse(readFileSync('mission/expected.json', 'utf8'));
const named = args.filter((arg) => !arg.startsWith('--'));
const unknown = named.filter((row) => !ROWS.includes(row));
if (unknown.length > 0) {
  console.error(`mission: no such row: ${unknown.join(', ')}. Rows: ${ROWS.join(' ')}`);
  process.exit(2);
}
const wanted = args.includes('--expected') ? expected : named.length > 0 ? named : ROWS;

let failed = 0;
for (const row of wanted) {
  const { pass, seen } = await play(row);
  if (!pass) failed += 1;
  console.log(`${row} ${pass ? 'pass' : 'fail'} ${seen}`);
}
process.exit(failed === 0 ? 0 : 1);

/** Runs one row's test in a process of its own; what it saw comes as its diagnostic. */
async function play(row: string): Promise<{ pass: boolean; seen: string }> {
  const file = resolve('mission', `${row}.test.ts`);
  if (!existsSync(file)) return { pass: false, seen: 'not built yet' };
  const seen: string[] = [];
  let passed = 0;
  let problem: string | undefined;
  const stream = run({ files: [file], concurrency: 1, timeout: 180_000 });
  stream.on('test:diagnostic', ({ message, nesting }) => {
    if (nesting === 0 && message.startsWith('seen: ')) seen.push(message.slice('seen: '.length));
  });
  stream.on('test:pass', ({ skip, name }) => {
    if (skip === undefined && name === row) passed += 1;
  });
  stream.on('test:fail', ({ details }) => {
    const cause = details.error.cause;
    problem ??= (cause instanceof Error ? cause.message : details.error.message)
      .split('\n')
      .slice(0, 3)
      .join(' ');
  });
  for await (const _event of stream);
  const pass = problem === undefined && passed === 1;
  return { pass, seen: pass ? seen.join('; ') : (problem ?? 'its test did not run') };
}
