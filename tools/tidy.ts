/**
 * House rules that no linter knows: sizes, forbidden words, one-line duties. Prints one line per breach.
 * A rule stands here with the sentence that says why.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { WORKSPACES } from './import-table.ts';

const FILE_LINES_MAX = 600;
const FUNCTION_LINES_MAX = 70;
const MEDIAN_LINES_MAX = 100;

const tracked = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '*.ts'], {
  encoding: 'utf8',
})
  .split('\n')
  .filter((file) => file !== '' && existsSync(file));
const sources = tracked.filter((file) => !file.endsWith('.test.ts') && !file.includes('/test/'));
const pure = new RegExp(
  `^packages/(${WORKSPACES.filter((w) => w.runs === 'pure')
    .map((w) => w.name)
    .join('|')})/`,
);

/** Pattern, where it counts, why. */
const FORBIDDEN: readonly { pattern: RegExp; where: (file: string) => boolean; why: string }[] = [
  {
    pattern: /\bDate\.now\(|new Date\(\)|\bMath\.random\(|\bsetTimeout\(|\bperformance\.now\(/,
    where: (file) => pure.test(file) && !file.endsWith('.test.ts'),
    why: 'pure code gets time and random as values',
  },
  { pattern: /\b(test|it|describe)\.only\(/, where: () => true, why: 'a focused test hides the others' },
  { pattern: /\bFIX(?=ME\b)/, where: () => true, why: 'mend it or file it' },
  { pattern: /\bTODO\b(?! #\d)/, where: (file) => file !== 'tools/tidy.ts', why: 'a TODO names its issue' },
  {
    pattern: /createHash\(['"]md5/,
    where: (file) =>
      !/^packages\/(agent\/src\/base\/node-crypto|server\/src\/auth-ports|simulator\/src\/md5)\.ts$|\/test\//.test(
        file,
      ) && !file.endsWith('.test.ts'),
    why: 'MD5 lives in one module per program, for DM compatibility only',
  },
];

const breaches: string[] = [];
const complain = (file: string, line: number, why: string) => breaches.push(`${file}:${line}: ${why}`);

for (const file of tracked) {
  const lines = readFileSync(file, 'utf8').split('\n');
  for (const { pattern, where, why } of FORBIDDEN) {
    if (!where(file)) continue;
    lines.forEach((text, index) => {
      if (pattern.test(text)) complain(file, index + 1, why);
    });
  }
}

const sizes: number[] = [];
for (const file of sources) {
  const lines = readFileSync(file, 'utf8').split('\n');
  sizes.push(lines.length - 1);
  if (lines.length - 1 > FILE_LINES_MAX)
    complain(file, 1, `${lines.length - 1} lines; split it by duty (max ${FILE_LINES_MAX})`);
  for (const { start, length, table } of functionsOf(lines)) {
    if (length > FUNCTION_LINES_MAX && !table)
      complain(file, start, `function of ${length} lines (max ${FUNCTION_LINES_MAX})`);
  }
}
const median = sizes.sort((a, b) => a - b)[Math.floor(sizes.length / 2)] ?? 0;
if (median > MEDIAN_LINES_MAX)
  breaches.push(`median source file has ${median} lines (max ${MEDIAN_LINES_MAX})`);

for (const { name } of WORKSPACES) {
  const readme = `packages/${name}/README.md`;
  const duty = existsSync(readme) ? (readFileSync(readme, 'utf8').split('\n')[2] ?? '') : '';
  if (!/^[A-Z].*\.$/.test(duty)) breaches.push(`${readme}: third line is the workspace's duty, one sentence`);
}

for (const breach of breaches) console.error(breach);
console.log(
  `tidy: ${sources.length} source files, median ${median} lines, largest ${sizes.at(-1) ?? 0}, ${breaches.length} breaches`,
);
process.exit(breaches.length === 0 ? 0 : 1);

/** Functions by indentation: starts at a line with `function` or `=> {`, ends at the brace in the same column. A flat switch or table is exempt. */
function functionsOf(lines: readonly string[]): { start: number; length: number; table: boolean }[] {
  const found: { start: number; length: number; table: boolean }[] = [];
  lines.forEach((text, index) => {
    const opens =
      /^(\s*)(?:export )?(?:async )?(?:function\b|(?:const|readonly|private|static|get|set)?\s*\w+.*=> \{$|(?:async )?[\w#]+\(.*\{$)/.exec(
        text,
      );
    if (opens === null || !/\{$/.test(text) || /^\s*(if|for|while|switch|return|else|catch)\b/.test(text))
      return;
    const close = lines.findIndex((other, at) => at > index && new RegExp(`^${opens[1]}\\}`).test(other));
    if (close < 0) return;
    const body = lines.slice(index + 1, close);
    const cases = body.filter((line) => /^\s*case /.test(line)).length;
    found.push({ start: index + 1, length: close - index + 1, table: cases * 3 > body.length });
  });
  return found;
}
