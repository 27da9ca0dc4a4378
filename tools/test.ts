/** `npm test`: house rules, every test, the mission rows that must pass. Ends with one line: N passed, N failed, N skipped. */
import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';
import { runStep } from './run-step.ts';
import type { Ran } from './spec-map.ts';

runStep('system', 'tools/setup-system', []);
const checked = runStep('check', 'node', ['tools/check.ts']);

const files = globSync('{packages,tools}/**/*.test.ts', {
  exclude: (path) => String(path).includes('node_modules'),
}).sort();
const counts = { passed: 0, failed: 0, skipped: 0 };
const skips: string[] = [];
const ran: Ran[] = [];
const note = (file: string | undefined, name: string, result: Ran['result']) =>
  ran.push({ file: relative(process.cwd(), file ?? ''), name, result });
const stream = run({ files, concurrency: 2, timeout: 300_000 });
stream.on('test:pass', ({ name, skip, details, file }) => {
  if (details.type === 'suite') return;
  if (skip === undefined || skip === false) {
    counts.passed += 1;
    note(file, name, 'passed');
  } else {
    counts.skipped += 1;
    note(file, name, 'skipped');
    skips.push(`${name}: ${skip === true ? 'no reason given' : skip}`);
  }
});
stream.on('test:fail', ({ name, details, file }) => {
  if (details.type === 'suite') return;
  counts.failed += 1;
  note(file, name, 'failed');
});
stream.compose(spec()).pipe(process.stdout);
await new Promise((resolve) => stream.on('end', resolve));

const mapHolds = checkSpecMap(ran);
const missionHolds = runStep('mission', 'node', ['tools/mission.ts', '--expected']);
const rows: readonly string[] = JSON.parse(readFileSync('mission/expected.json', 'utf8'));
counts[missionHolds ? 'passed' : 'failed'] += missionHolds ? rows.length : 1;
for (const holds of [checked, mapHolds]) counts[holds ? 'passed' : 'failed'] += 1;

for (const reason of skips) console.log(`skipped: ${reason}`);
console.log(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
// In CI a skip would hide what nobody tries elsewhere.
const skipCounts = process.env.CI !== undefined && process.env.CI !== '' && counts.skipped > 0;
process.exit(counts.failed > 0 || skipCounts ? 1 : 0);

/** Whether every rule of the specification has the test that docs/spec-map.md names for it. */
function checkSpecMap(results: readonly Ran[]): boolean {
  const folder = mkdtempSync(join(tmpdir(), 'scomo-ran-'));
  try {
    const file = join(folder, 'ran.json');
    writeFileSync(file, JSON.stringify(results));
    return runStep('spec map', 'node', ['tools/spec-map.ts', '--ran', file]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
