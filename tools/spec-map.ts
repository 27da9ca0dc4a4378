/**
 * `node tools/spec-map.ts [--ran FILE]`: holds `docs/spec-map.md` to be true. Every rule of `spec-rows.ts` has its row, every
 * test that a row names has run and passed. `npm test` hands over what ran; by hand the named files are run first.
 * A name that ends in … stands for all tests that begin so. A row without a file says why there is no test.
 */
import { existsSync, readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { run } from 'node:test';
import { parseArgs } from 'node:util';
import { SPEC_ROWS } from './spec-rows.ts';

const MAP = 'docs/spec-map.md';
const NONE = '–';

interface MapRow {
  readonly line: number;
  readonly id: string;
  readonly level: string;
  readonly file: string;
  /** Name of a test, or the reason why there is none. */
  readonly test: string;
}

export interface Ran {
  readonly file: string;
  readonly name: string;
  readonly result: 'passed' | 'failed' | 'skipped';
}

const { values } = parseArgs({ options: { ran: { type: 'string' } } });
const rows = readRows();
const ran =
  values.ran === undefined ? await runNamed(rows) : (JSON.parse(readFileSync(values.ran, 'utf8')) as Ran[]);
const faults = [...faultsOfIds(rows), ...rows.flatMap((row) => faultsOf(row, ran))];
for (const fault of faults) console.log(`${MAP}:${fault}`);
const without = new Set(rows.filter(({ file }) => file === NONE).map(({ id }) => id));
console.log(
  `spec map: ${SPEC_ROWS.size} rules, ${rows.length - without.size} tests named, ${without.size} rules without one, ${faults.length} faults`,
);
process.exit(faults.length === 0 ? 0 : 1);

function readRows(): readonly MapRow[] {
  return readFileSync(MAP, 'utf8')
    .split('\n')
    .flatMap((text, index) => {
      const cells = /^\| ([A-Z]\d+) \| (\w+) \| .+? \| (\S+) \| (.+) \|$/.exec(text);
      if (cells === null) return [];
      const [, id = '', level = '', file = '', test = ''] = cells;
      return [{ line: index + 1, id, level, file: file.replaceAll('`', ''), test }];
    });
}

function faultsOfIds(given: readonly MapRow[]): readonly string[] {
  const ids = given.map(({ id }) => id);
  const missing = [...SPEC_ROWS.keys()].filter((id) => !ids.includes(id)).map((id) => `1: no row for ${id}`);
  const wrong = given
    .filter(({ id, level }) => SPEC_ROWS.get(id) !== level)
    .map(({ line, id, level }) => `${line}: ${id} is ${SPEC_ROWS.get(id) ?? 'no rule'}, not ${level}`);
  return [...missing, ...wrong];
}

function faultsOf({ line, id, file, test }: MapRow, all: readonly Ran[]): readonly string[] {
  if (file === NONE) return [];
  if (!existsSync(file)) return [`${line}: ${id}: no file ${file}`];
  const named = all.filter((one) => one.file === file && isNamed(one.name, test));
  if (named.length === 0) return [`${line}: ${id}: no test "${test}" ran in ${file}`];
  const failed = named.filter(({ result }) => result === 'failed');
  return failed.map(({ name }) => `${line}: ${id}: "${name}" failed in ${file}`);
}

function isNamed(name: string, test: string): boolean {
  return test.endsWith('…') ? name.startsWith(test.slice(0, -1)) : name === test;
}

/** What becomes of the tests in the files that the map names. */
async function runNamed(given: readonly MapRow[]): Promise<readonly Ran[]> {
  const files = [...new Set(given.map(({ file }) => file))].filter((file) => existsSync(file));
  const results: Ran[] = [];
  const stream = run({ files, concurrency: 2, timeout: 300_000 });
  const keep =
    (result: Ran['result']) => (event: { readonly file?: string | undefined; readonly name: string }) =>
      results.push({ file: relative(process.cwd(), event.file ?? ''), name: event.name, result });
  stream.on('test:pass', (event) => keep(event.skip === undefined ? 'passed' : 'skipped')(event));
  stream.on('test:fail', keep('failed'));
  for await (const _event of stream);
  return results;
}
