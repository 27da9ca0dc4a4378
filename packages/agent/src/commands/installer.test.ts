import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { freshFolder } from '../../test/folder.ts';
import { rootFile } from '../../test/packages.ts';
import { CONFIG } from '../../test/rig.ts';
import { openJournal } from '../journal/journal.ts';

const PROGRAM = join(import.meta.dirname, '../../bin/scomo-agent');

/** A device of two parts that do not run. */
function device(t: TestContext) {
  const folder = freshFolder(t);
  const [config, state, root] = ['config.json', 'state', 'root.json'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  writeFileSync(root, rootFile, { mode: 0o644 });
  writeFileSync(config, JSON.stringify({ ...CONFIG, trustRoot: root }), { mode: 0o600 });
  mkdirSync(join(state, 'downloads'), { recursive: true });
  openJournal(state).close();
  return {
    ...{ folder, config, state, root },
    installer: () =>
      call(
        ...['installer', '--config', config, '--state', join(folder, 'own')],
        ...['--downloads', join(state, 'downloads'), '--socket', join(folder, 'x.sock')],
      ),
    look: (...args: string[]) => call('inventory', '--config', config, '--state', state, ...args),
  };
}

function call(...args: readonly string[]) {
  return spawnSync(process.execPath, [PROGRAM, ...args], { encoding: 'utf8', timeout: 30_000 });
}

/** What is wrong with the files, and what the privileged part says before it believes any of them. */
const WRONG: readonly (readonly [string, (box: ReturnType<typeof device>) => void, RegExp])[] = [
  [
    'a configuration that others may write',
    ({ config }) => chmodSync(config, 0o666),
    /config\.json could be changed by others/,
  ],
  [
    'a trust root that a group may write',
    ({ root }) => chmodSync(root, 0o664),
    /root\.json could be changed by others/,
  ],
  [
    'a folder in which files may be exchanged',
    ({ folder }) => chmodSync(folder, 0o777),
    /could be changed by others/,
  ],
  ['no downloads folder', ({ state }) => rmdirSync(join(state, 'downloads')), /downloads is not there/],
];
for (const [title, spoil, said] of WRONG) {
  test(`the privileged part does not start with ${title}`, (t) => {
    const box = device(t);
    spoil(box);
    const { status, stderr } = box.installer();
    assert.deepEqual([status, said.test(stderr)], [1, true], stderr);
  });
}

test('looking at a device of two parts: it is said where to ask, and who is not there', (t) => {
  const box = device(t);
  const unasked = box.look();
  assert.deepEqual([unasked.status, /--installer/.test(unasked.stderr)], [2, true], unasked.stderr);
  const away = box.look('--installer', join(box.folder, 'x.sock'));
  assert.deepEqual([away.status, /no privileged part answers/.test(away.stderr)], [1, true], away.stderr);
});
