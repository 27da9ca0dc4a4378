import assert from 'node:assert/strict';
import { test } from 'node:test';
import { execute, type TreeCommand } from '../execute.ts';
import { putAccount } from './account.ts';
import { standardTree } from './standard-tree.ts';

const facts = {
  devId: 'IMEI:004999010640000',
  man: 'Acme',
  mod: 'One',
  dmV: '0.1.0',
  lang: 'en',
  devTyp: 'gateway',
  oem: 'Acme',
  fwV: 'f1',
  swV: 's1',
  hwV: 'h1',
  lrgObj: false,
};
const tree = putAccount(standardTree(facts), {
  node: 'one',
  serverId: 'A',
  name: 'Home',
  addr: 'https://dm.example.net/dm',
  authPref: 'DIGEST',
  auth: [
    { level: 'CLCRED', type: 'DIGEST', name: 'dev', secret: 's', data: Uint8Array.of(1) },
    { level: 'SRVCRED', type: 'DIGEST', name: 'A', secret: 's', data: Uint8Array.of() },
  ],
});
const context = { serverId: 'A', objects: [], now: '2026-01-01T00:00:00Z' };
const ask = (kind: 'Get' | 'Delete', locUri: string) =>
  execute(tree, { kind, cmdId: '1', items: [{ target: { locUri } }] }, context);

const READS: [string, string][] = [
  ['.', 'DevInfo/DevDetail/DMAcc'],
  ['./DevInfo', 'DevId/Man/Mod/DmV/Lang'],
  ['./DevInfo/DevId', 'IMEI:004999010640000'],
  ['./DevInfo?prop=Type', 'urn:oma:mo:oma-dm-devinfo:1.0'],
  ['./DevDetail', 'URI/DevTyp/OEM/FwV/SwV/HwV/LrgObj'],
  ['./DevDetail/URI', 'MaxDepth/MaxTotLen/MaxSegLen'],
  ['./DevDetail/LrgObj', 'false'],
  ['./DMAcc/one?prop=Type', 'urn:oma:mo:oma-dm-dmacc:1.0'],
  ['./DMAcc/one/AppID', 'w7'],
  ['./DMAcc/one/ServerID', 'A'],
  ['./DMAcc/one/AppAddr/1/Addr', 'https://dm.example.net/dm'],
  ['./DMAcc/one/AppAuth', 'CLCRED/SRVCRED'],
  ['./DMAcc/one/AppAuth/CLCRED/AAuthName', 'dev'],
];
for (const [uri, value] of READS) {
  test(`standard tree: ${uri}`, () => {
    assert.equal(ask('Get', uri).results[0]?.items[0]?.data, value);
  });
}

for (const leaf of ['AAuthSecret', 'AAuthData']) {
  test(`${leaf} cannot be read`, () => {
    assert.equal(ask('Get', `./DMAcc/one/AppAuth/CLCRED/${leaf}`).statuses[0]?.code, 405);
    const list = ask('Get', '.?list=StructData').results[0]?.items ?? [];
    assert.equal(
      list.some((item) => item.source?.locUri.endsWith(leaf)),
      false,
    );
  });
}

for (const uri of ['./DevInfo', './DevInfo/Lang', './DMAcc/one', './DMAcc']) {
  test(`built in: ${uri}`, () => {
    const root = { ...tree, acl: 'Add=*&Delete=*&Get=*&Replace=*' };
    const commands: TreeCommand[] = [
      { kind: 'Delete', cmdId: '1', items: [{ target: { locUri: uri } }] },
      { kind: 'Replace', cmdId: '1', items: [{ target: { locUri: uri }, data: 'x' }] },
      { kind: 'Replace', cmdId: '1', items: [{ target: { locUri: `${uri}?prop=Name` }, data: 'x' }] },
      { kind: 'Add', cmdId: '1', items: [{ target: { locUri: `${uri}/x` }, data: 'x' }] },
    ];
    for (const command of commands) {
      assert.equal(execute(root, command, context).statuses[0]?.code, 405, command.kind);
    }
  });
}
