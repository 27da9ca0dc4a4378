import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type TestContext, test } from 'node:test';
import { freshFolder } from '../../../test/folder.ts';
import { makeTar, noJq, TAR_PLUGIN } from '../../../test/plugins.ts';
import { RULES } from './conformance.ts';

const AGENT = resolve(import.meta.dirname, '../../../bin/scomo-agent');
const skip = noJq();
const options = skip === undefined ? {} : { skip };

/** Runs the command on the example, with its text changed if told so. */
async function check(t: TestContext, change?: readonly [from: string, to: string]) {
  const folder = freshFolder(t);
  const plugin = join(folder, 'tar-plugin');
  const text = readFileSync(TAR_PLUGIN, 'utf8');
  const changed = change === undefined ? text : text.replace(...change);
  assert.equal(changed === text, change === undefined);
  writeFileSync(plugin, changed);
  chmodSync(plugin, 0o755);
  for (const version of ['1', '2']) writeFileSync(join(folder, `${version}.tar`), makeTar('x', version));
  const words = ['check-plugin', plugin, '--payload', join(folder, '1.tar'), '--next', join(folder, '2.tar')];
  return run(words);
}

function run(words: readonly string[]): Promise<{ readonly code: number; readonly output: string }> {
  return new Promise((done) => {
    execFile(process.execPath, [AGENT, ...words], (error, stdout, stderr) =>
      done({ code: error === null ? 0 : Number(error.code), output: stdout + stderr }),
    );
  });
}

test('check-plugin: the example keeps every rule', options, async (t) => {
  const { code, output } = await check(t);
  assert.doesNotMatch(output, /FAIL/);
  assert.match(output, new RegExp(`tar: ${RULES.length} rules, 0 broken`));
  assert.equal(code, 0);
});

/** One change to the example for rules that it then breaks. */
const BREACHES: readonly (readonly [rule: RegExp, from: string, to: string])[] = [
  [/FAIL {2}a verb that it does not know/, '*) fail 1411', '*) echo {}; exit 0; fail 1411'],
  [
    /FAIL {2}stage refuses a payload/,
    'stage)\n',
    'stage)\n  [ -d "$(ask .payload)" ] || { echo {}; exit 0; }\n',
  ],
  [/FAIL {2}stage changes nothing/, '  sync -f "unpacked/$hash"\n', '  point "$(ask .component)" "$hash"\n'],
  [
    /FAIL {2}revert brings the old/,
    'while read -r id hash; do point "$id" "$hash"; done\n  sync -f active',
    'cat >/dev/null',
  ],
  [/FAIL {2}remove takes/, "for id in $(ask '.remove[]'); do point", "for id in $(ask '.remove[]'); do true"],
];
for (const [rule, from, to] of BREACHES) {
  test(`check-plugin: it finds ${rule.source}`, options, async (t) => {
    const { code, output } = await check(t, [from, to]);
    assert.match(output, rule);
    assert.equal(code, 1);
  });
}

test('check-plugin: a wrong call says what is missing', async () => {
  assert.deepEqual((await run(['check-plugin'])).code, 2);
  assert.match((await run(['check-plugin', '/nowhere'])).output, /comes first: check-plugin \.\/my-plugin/);
  assert.match((await run(['check-plugin', AGENT, '--payload', '/etc'])).output, /belong together/);
  assert.match(
    (await run(['check-plugin', '/etc/hosts', '--name', '../x'])).output,
    /is no name of a plug-in/,
  );
});
