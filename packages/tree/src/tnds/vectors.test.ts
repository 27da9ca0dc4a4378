import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { type Command, decode, parseMarkup } from '@scomo/syncml';
import { emptyTree, interior, leaf } from '../build.ts';
import { getNode, putNode } from '../edit.ts';
import { execute, type TreeCommand } from '../execute.ts';
import type { Tree } from '../node.ts';

function commands(name: string): readonly Command[] {
  const file = new URL(`../../../../vectors/messages/${name}.xml`, import.meta.url);
  return decode(new Uint8Array(readFileSync(file)), 'xml').commands;
}

function fixture(): Tree {
  const acme = interior({
    Poll: leaf('60', { format: 'int' }),
    A: leaf('1'),
    Wlan: leaf('', { access: ['Replace'] }),
  });
  const tree: Tree = { ...emptyTree(), acl: 'Add=*&Get=*&Replace=*' };
  return putNode(putNode(tree, './Vendor', interior()), './Vendor/Acme', acme);
}

test('message 31 gives the document of message 32; Copy is done here', () => {
  const context = { serverId: 'dm.example.net', objects: [], now: '2026-02-03T04:05:06Z' };
  let tree = fixture();
  const codes: number[] = [];
  const found = commands('31-properties-acl-rename').flatMap((command) => {
    if (command.kind === 'Status') return [];
    const outcome = execute(tree, command as TreeCommand, context);
    tree = outcome.tree;
    codes.push(...outcome.statuses.map(({ code }) => code));
    return outcome.results.flatMap(({ items }) => items);
  });
  assert.deepEqual(codes, [200, 200, 200, 200, 200]);
  const wanted = commands('32-properties-results')
    .flatMap((command) => (command.kind === 'Results' ? command.items : []))
    .at(-1);
  assert.ok(typeof wanted?.data === 'string');
  assert.deepEqual(found.at(-1), { ...wanted, data: parseMarkup(wanted.data) });
  const copied = getNode(tree, './Vendor/Acme/B');
  assert.ok(copied?.format === 'chr' && copied.value === '1');
  assert.ok(getNode(tree, './Vendor/Acme/Wifi'));
});
