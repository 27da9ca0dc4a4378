import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { parseMarkup } from '@scomo/syncml';
import { freshFolder } from '../../test/folder.ts';
import { rootFile } from '../../test/packages.ts';
import { CONFIG } from '../../test/rig.ts';
import { openJournal } from '../journal/journal.ts';

const PROGRAM = join(import.meta.dirname, '../../bin/scomo-agent');

test('ddf prints the description of the tree, and --check that the standard objects are as they should be', (t) => {
  const folder = freshFolder(t);
  const config = join(folder, 'config.json');
  const trustRoot = join(folder, 'root.json');
  writeFileSync(trustRoot, rootFile);
  writeFileSync(config, JSON.stringify({ ...CONFIG, serverUrl: 'https://dm.example.net/dm', trustRoot }));
  const call = (...args: string[]) =>
    spawnSync(process.execPath, [PROGRAM, 'ddf', ...args, '--config', config, '--state', folder], {
      encoding: 'utf8',
    });
  assert.equal(call().status, 2, 'no agent has run there yet');
  openJournal(folder).close();
  const { status, stdout } = call();
  assert.equal(status, 0);
  const [root] = parseMarkup(stdout.trim()).elements;
  assert.equal(root?.name, 'MgmtTree');
  for (const secret of [CONFIG.clientSecret, CONFIG.serverSecret]) assert.ok(!stdout.includes(secret));
  assert.ok(stdout.includes('<NodeName>SCOMO</NodeName>') && stdout.includes('urn:oma:mo:oma-scomo:1.0'));
  const checked = call('--check');
  assert.deepEqual(
    [checked.status, checked.stdout],
    [0, './DevInfo, ./DevDetail, ./DMAcc/main, ./Inbox, ./SCOMO: as the standard objects ask for\n'],
  );
  writeFileSync(
    config,
    JSON.stringify({ ...CONFIG, serverUrl: 'https://dm.example.net/dm', trustRoot, moVersion: '1.1' }),
  );
  const newer = call();
  assert.ok(newer.stdout.includes('urn:oma:mo:oma-scomo:1.1') && newer.stdout.includes('CheckUpdateFreq'));
  assert.equal(call('--check').status, 0);
});
