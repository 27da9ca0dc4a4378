/** `npm run check`: lint and format, boundaries, types, house rules, dead code. Runs all, fails if one fails. */
import { existsSync, readFileSync } from 'node:fs';
import { WORKSPACES } from './import-table.ts';
import { runStep } from './run-step.ts';

const tsc = 'node_modules/typescript7/bin/tsc';
const steps = [
  ['lint', 'biome', ['check', '--error-on-warnings', '.']],
  ['boundaries', 'depcruise', ['packages', '--config', '.dependency-cruiser.js', '--output-type', 'err']],
  ['types (pure)', 'node', [tsc, '-p', 'tsconfig.pure.json']],
  ['types', 'node', [tsc, '-p', 'tsconfig.json']],
  ['tidy', 'node', ['tools/tidy.ts']],
  ['dead code', 'knip', ['--no-progress', '--no-config-hints']],
] as const;

const results = steps.map(([title, command, args]) => runStep(title, command, args));
results.push(tableHolds());
process.exit(results.every(Boolean) ? 0 : 1);

/** package.json, ARCHITECTURE.md and the import table say the same. */
function tableHolds(): boolean {
  const architecture = readFileSync('ARCHITECTURE.md', 'utf8');
  const wrong: string[] = [];
  for (const { name, imports } of WORKSPACES) {
    const manifest: { dependencies?: Record<string, string> } = JSON.parse(
      readFileSync(`packages/${name}/package.json`, 'utf8'),
    );
    const declared = Object.keys(manifest.dependencies ?? {})
      .filter((dependency) => dependency.startsWith('@scomo/'))
      .map((dependency) => dependency.slice('@scomo/'.length));
    const beyond = declared.filter((dependency) => !imports.includes(dependency));
    if (beyond.length > 0)
      wrong.push(`packages/${name}/package.json declares ${beyond.join(', ')} beyond the table`);
    const row = new RegExp(`^\\| \`${name}\` \\|.*\\| ${imports.join(', ') || '–'} \\|`, 'm');
    if (!row.test(architecture))
      wrong.push(`ARCHITECTURE.md: the row of ${name} differs from tools/import-table.ts`);
  }
  for (const [, path = ''] of architecture.matchAll(/`([a-z]+\/src[\w./-]*)`/g)) {
    if (!existsSync(`packages/${path}`))
      wrong.push(`ARCHITECTURE.md names packages/${path}, which is not there`);
  }
  for (const line of wrong) console.error(line);
  console.log(`── import table: ${wrong.length === 0 ? 'ok' : 'failed'}`);
  return wrong.length === 0;
}
