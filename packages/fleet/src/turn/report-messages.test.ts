import assert from 'node:assert/strict';
import { test } from 'node:test';
import { devInfo, FINAL, foreign, outline, START, xml } from '../../test/foreign.ts';

const TYPE = 'urn:oma:at:scomo:1.0:OperationComplete';

/** An Item of a generic alert as clients send it. */
function item(type: string, data: string, mark = ''): string {
  const meta = `<Meta><Type xmlns="syncml:metinf">${type}</Type><Format xmlns="syncml:metinf">text/plain</Format>${mark}</Meta>`;
  return `<Item><Source><LocURI>./SCOMO/Download/x/Operations/Download</LocURI></Source>${meta}<Data>${data}</Data></Item>`;
}

const alert = (id: number, ...items: readonly string[]) =>
  `<Alert><CmdID>${id}</CmdID><Data>1226</Data>${items.join('')}</Alert>`;
const done = '&lt;ResultCode&gt;1200&lt;/ResultCode&gt;&lt;Identifier&gt;p&lt;/Identifier&gt;';

async function answered(...alerts: readonly string[]): Promise<readonly string[]> {
  return outline(await foreign().post(xml(START + devInfo() + alerts.join('') + FINAL)));
}

const HEAD = ['Status SyncHdr 200', 'Status Alert 200', 'Status Replace 200'];

test('R25 Alert 1200 opens the session, ResultCode 1200 is a result, both in one message', async () => {
  const opened = START.replace('1201', '1200');
  const said = await foreign().post(xml(opened + devInfo() + alert(3, item(TYPE, done)) + FINAL));
  assert.deepEqual(outline(said), [...HEAD, 'Status Alert 200', 'Final']);
});

test('R16 R18 several alerts, one of two Items: a Status for each alert', async () => {
  const said = await answered(alert(3, item(TYPE, done), item(TYPE, done)), alert(4, item(TYPE, '1405')));
  assert.deepEqual(said, [...HEAD, 'Status Alert 200', 'Status Alert 200', 'Final']);
});

test('R17 an unknown Type is 415, and the session goes on', async () => {
  const said = await answered(alert(3, item('urn:com.example:other', 'x')), alert(4, item(TYPE, done)));
  assert.deepEqual(said, [...HEAD, 'Status Alert 415', 'Status Alert 200', 'Final']);
});

for (const mark of ['', '<Mark xmlns="syncml:metinf">fatal</Mark>', '<Mark xmlns="syncml:metinf">x</Mark>']) {
  test(`R22 a report with ${mark === '' ? 'no Mark' : mark.replace(/<[^>]*>/g, '')} is taken by its code`, async () => {
    const said = await answered(alert(3, item(TYPE, done, mark)));
    assert.deepEqual(said, [...HEAD, 'Status Alert 200', 'Final']);
  });
}

test('R20 the older Type, with a prefix too', async () => {
  const older = 'org.openmobilealliance.dm.softwarecomponent.OperationComplete';
  const said = await answered(
    ...[older, `Reversed-Domain-Name: ${older}`, `Content-Type:${TYPE}`].map((type, index) =>
      alert(index + 3, item(type, done)),
    ),
  );
  assert.deepEqual(said, [...HEAD, ...Array<string>(3).fill('Status Alert 200'), 'Final']);
});
