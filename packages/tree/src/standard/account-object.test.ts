import assert from 'node:assert/strict';
import { test } from 'node:test';
import { getNode, putNode } from '../edit.ts';
import { execute, type TreeCommand } from '../execute.ts';
import type { Tree } from '../node.ts';
import { putAccount } from './account.ts';
import { accountObject, openAccounts } from './account-object.ts';
import { standardTree } from './standard-tree.ts';

const facts = {
  ...{ devId: 'IMEI:1', man: 'M', mod: 'X', dmV: '1', lang: 'en', devTyp: 'T' },
  ...{ oem: 'O', fwV: '1', swV: '1', hwV: '1', lrgObj: false },
};
const account = (node: string, serverId: string) =>
  ({
    ...{ node, serverId, name: serverId, addr: 'https://dm.example.net/', authPref: '' },
    auth: [{ level: 'CLCRED', type: 'DIGEST', name: 'dev', secret: 's', data: Uint8Array.of(1) }],
  }) as const;

/** The built-in account of A, and accounts that B has added: ids as given. */
function device(...others: readonly string[]): Tree {
  const own = putAccount(openAccounts(standardTree(facts)), account('main', 'A'));
  const root: Tree = { ...own, acl: 'Add=*&Delete=B&Get=*&Replace=B' };
  return others.reduce((tree, id, i) => {
    const add = (path: string, more: object) =>
      ({
        kind: 'Add',
        cmdId: '1',
        items: [{ target: { locUri: `./DMAcc/x${i}${path}` }, ...more }],
      }) as const;
    const made = run(tree, add('', { meta: { format: 'node' } }), 'B').tree;
    return run(made, add('/ServerID', { data: id }), 'B').tree;
  }, root);
}

function run(tree: Tree, command: TreeCommand, serverId: string) {
  return execute(tree, command, { serverId, objects: [accountObject<never>()], now: '2026-01-01T00:00:00Z' });
}
const on = (kind: 'Get' | 'Delete' | 'Replace', locUri: string, data?: string): TreeCommand => ({
  kind,
  cmdId: '1',
  items: [{ target: { locUri }, ...(data === undefined ? {} : { data }) }],
});

const SECRET = './DMAcc/main/AppAuth/CLCRED/AAuthSecret';
const CASES: readonly [id: string, server: string, command: TreeCommand, code: number][] = [
  ['C37 its server reads the account', 'A', on('Get', './DMAcc/main/Name'), 200],
  ['C37 another server does not', 'B', on('Get', './DMAcc/main/Name'), 425],
  ['C31 no secret is read', 'A', on('Get', SECRET), 405],
  ['C31 no size of a secret is read', 'A', on('Get', `${SECRET}?prop=Size`), 405],
  ['C31 its server replaces the secret', 'A', on('Replace', SECRET, 'new'), 200],
  ['C31 another server does not', 'B', on('Replace', SECRET, 'new'), 425],
  ['the built-in account stays', 'A', on('Delete', './DMAcc/main'), 405],
  ['its address stays', 'A', on('Replace', './DMAcc/main/AppAddr/1/Addr', 'http://evil'), 405],
  ['a ServerID is not exchanged', 'B', on('Replace', './DMAcc/x0/ServerID', 'C'), 405],
  ['a ServerID is not taken away', 'B', on('Delete', './DMAcc/x0/ServerID'), 405],
];
for (const [id, server, command, code] of CASES) {
  test(id, () => {
    assert.equal(run(device('B2'), command, server).statuses[0]?.code, code);
  });
}

test('with an account its ServerID leaves every ACL', () => {
  const bad = getNode(device('C'), './DevInfo');
  assert.ok(bad);
  const tree = putNode(device('C'), './DevInfo', { ...bad, acl: 'Get=C+D&Exec=C' });
  const { tree: left, statuses } = run(tree, on('Delete', './DMAcc/x0'), 'B');
  assert.equal(statuses[0]?.code, 200);
  assert.equal(getNode(left, './DevInfo')?.acl, 'Get=D');
});

test('rights stay while another account has the same ServerID', () => {
  const found = getNode(device('C', 'C'), './DevInfo');
  assert.ok(found);
  const tree = putNode(device('C', 'C'), './DevInfo', { ...found, acl: 'Get=C' });
  assert.equal(getNode(run(tree, on('Delete', './DMAcc/x0'), 'B').tree, './DevInfo')?.acl, 'Get=C');
});
