import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Message } from '@scomo/syncml';
import { DEVICE_ID, inventoryTask } from '../../test/fixture.ts';
import { devInfo, FINAL, type Foreign, foreign, outline, START, status, xml } from '../../test/foreign.ts';
import { profileOf } from './recognise.ts';

const MET = 'xmlns="syncml:metinf"';
const DEPLOYED = './SCOMO/Inventory/Deployed';
/** What the client has: children with slashes between are those of a node. */
const TREE: Readonly<Record<string, string>> = {
  '.': 'DevInfo/SCOMO',
  './SCOMO?prop=Type': 'urn:oma:mo:oma-scomo:1.0',
  './SCOMO': 'Download/Inventory',
  './SCOMO/Download': 'CMCCSCM/',
  './SCOMO/Download/CMCCSCM/Status': '10',
  './SCOMO/Inventory': 'Deployed/',
  [DEPLOYED]: 'a/',
  [`${DEPLOYED}/a/ID`]: 'com.a',
  [`${DEPLOYED}/a/State`]: '20',
  [`${DEPLOYED}/a/Status`]: '10',
};

/** A client without lists: it answers every Get from TREE, and every list with 406. */
function answerTo(message: Message, msgId: string): string {
  const parts = message.commands.flatMap((command) => {
    if (command.kind !== 'Get') return [];
    const uri = command.items[0]?.target?.locUri ?? '';
    const value = TREE[uri];
    const code = uri.includes('?list=') ? 406 : value === undefined ? 404 : 200;
    const said = status(command.cmdId, 'Get', code, message.header.msgId);
    if (code !== 200 || value === undefined) return [said];
    const format =
      value.includes('/') && uri !== './SCOMO?prop=Type' ? `<Meta><Format ${MET}>node</Format></Meta>` : '';
    return [
      `${said}<Results><CmdID>9</CmdID><MsgRef>${message.header.msgId}</MsgRef><CmdRef>${command.cmdId}</CmdRef><Item><Source><LocURI>${uri}</LocURI></Source>${format}<Data>${value}</Data></Item></Results>`,
    ];
  });
  return xml(status('0', 'SyncHdr', 200, message.header.msgId) + parts.join('') + FINAL, { msgId });
}

/** One whole session; everything that the server asked for. */
async function callIn(client: Foreign, sessionId: string): Promise<readonly string[]> {
  const asked: string[] = [];
  const first = xml(START + devInfo() + FINAL, { sessionId });
  let said = await client.post(first, 'Phone/1');
  for (
    let msgId = 2;
    typeof said !== 'number' && said.commands.some(({ kind }) => kind === 'Get');
    msgId += 1
  ) {
    asked.push(...outline(said).filter((line) => line.startsWith('Get ')));
    const next = answerTo(said, String(msgId)).replace('<SessionID>1<', `<SessionID>${sessionId}<`);
    said = await client.post(next, 'Phone/1');
  }
  return asked;
}

test('a client that refuses lists is known for it and for its nodes; the next session asks for none', async () => {
  const client = foreign([inventoryTask('tk_1')]);
  const first = await callIn(client, '1');
  assert.ok(first.some((line) => line.includes('?list=')));
  assert.equal(client.store.tasks.get('tk_1')?.state, 'verified');
  assert.deepEqual(
    client.store.inventory?.deployed.map(({ id, state }) => [id, state]),
    [['com.a', 20]],
  );
  const device = client.store.rows.get(DEVICE_ID)?.device;
  assert.deepEqual(device?.learnt, { userAgent: 'Phone/1', lists: 'refused', nodes: 'CMCCSCM' });
  assert.ok(device);
  assert.deepEqual([profileOf(device).name, profileOf(device).ways.lists], ['mediatek', false]);
  client.store.tasks.set('tk_2', inventoryTask('tk_2'));
  const second = await callIn(client, '2');
  assert.deepEqual(
    second.filter((line) => line.includes('?list=')),
    [],
  );
  assert.equal(client.store.tasks.get('tk_2')?.state, 'verified');
});
