import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { join } from 'node:path';
import { test } from 'node:test';

/** What a device needs to say yes or no to the bytes of a package. */
const ENTRIES = ['verify-package.ts', 'trust-state.ts', 'container.ts', 'chunk-map.ts', 'file-map.ts'];
/** Read on the way, but nothing is trusted because of it: texts for people, and what fits together. */
const BESIDE = ['parse-shown.ts', 'parse-relations.ts', 'relation.ts', 'compare-versions.ts'];

const source = (file: string) => readFileSync(join(import.meta.dirname, file), 'utf8');
const importsOf = (text: string) => [...text.matchAll(/\bfrom '([^']+)'/g)].map(([, name]) => name ?? '');

function closure(): ReadonlySet<string> {
  const seen = new Set<string>();
  const open = [...ENTRIES];
  for (let file = open.pop(); file !== undefined; file = open.pop()) {
    if (seen.has(file)) continue;
    seen.add(file);
    open.push(...importsOf(source(file)).map((name) => name.replace('./', '')));
  }
  return seen;
}

/** Lines that run: without types, comments and blanks. */
function codeLines(text: string): number {
  const bare = stripTypeScriptTypes(text).replaceAll(/\/\*.*?\*\//gs, '');
  return bare.split('\n').filter((line) => line.trim() !== '' && !line.trim().startsWith('//')).length;
}

test('the verifier has no dependency and at most 800 lines of code that run', (t) => {
  const files = [...closure()];
  for (const file of files)
    for (const name of importsOf(source(file)))
      assert.match(name, /^\.\/[a-z0-9-]+\.ts$/, `${file} imports ${name}`);
  const verifier = files.filter((file) => !BESIDE.includes(file));
  const lines = verifier.reduce((sum, file) => sum + codeLines(source(file)), 0);
  t.diagnostic(`${lines} lines of code in ${verifier.length} files`);
  assert.ok(lines <= 800, `${lines} lines of code in ${verifier.join(', ')}`);
});
