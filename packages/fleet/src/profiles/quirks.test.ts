import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TreeCommand } from '@scomo/scomo';
import { decode, encode } from '@scomo/syncml';
import { DEVICE_ID, treeTask } from '../../test/fixture.ts';
import {
  devInfo,
  FINAL,
  foreign,
  outcomes,
  outline,
  PACKAGE_1,
  results,
  START,
  status,
  xml,
} from '../../test/foreign.ts';

const HEADER = status('0', 'SyncHdr', 200);
/** The two Gets of every session here are commands 4 and 5 of our first message. */
const TWO = HEADER + status('4', 'Get', 200) + results('4', './A', 'one') + status('5', 'Get', 404);
const DONE = ['get ./A 200 =one', 'get ./B 404'];
const ASKED = ['Status SyncHdr 200', 'Status Alert 200', 'Status Replace 200', 'Get ./A', 'Get ./B', 'Final'];
const OVER = ['Status SyncHdr 200', 'Final'];
const MET = 'xmlns="syncml:metinf"';
const second = (body: string) => xml(body, { msgId: '2' });
const third = (body: string) => xml(body, { msgId: '3' });
const refs = (cmdRef: string) => `<MsgRef>1</MsgRef><CmdRef>${cmdRef}</CmdRef>`;

/** Bytes of a message in WBXML, its header written by hand; `tail` follows it. */
function wbxml(text: string, head: readonly number[], tail: readonly number[] = []): Uint8Array {
  const bytes = encode(decode(new TextEncoder().encode(text), 'xml'), 'wbxml');
  return Uint8Array.from([...head, ...bytes.slice(5), ...tail]);
}
const literal = [...'-//SYNCML//DTD SyncML 1.2//EN'].map((char) => char.charCodeAt(0));
const utf16 = (text: string) =>
  Uint8Array.from([0xff, 0xfe, ...[...text].flatMap((char) => [char.charCodeAt(0), 0])]);

interface Row {
  readonly id: string;
  /** Messages of the client, in order. */
  readonly sends: readonly (string | Uint8Array)[];
  /** What the last one is answered; the end of the session unless told. */
  readonly said?: readonly string[];
  /** What became of the two Gets; DONE unless told. */
  readonly outcomes?: readonly string[];
}

const answers = (id: string, body: string, over: Partial<Row> = {}): Row => ({
  id,
  sends: [PACKAGE_1, second(body + FINAL)],
  ...over,
});
const opens = (id: string, first: string | Uint8Array, said: readonly string[] = ASKED): Row => ({
  id,
  sends: [first],
  said,
  outcomes: ['get ./A -', 'get ./B -'],
});

/** spec/omadm.md §14; what concerns one layer alone is tested there and named in docs/spec-map.md. */
const ROWS: readonly Row[] = [
  answers('as usual', TWO),
  opens('Q1 package 1 without Final: asked for more', xml(START + devInfo()), [
    ...ASKED.slice(0, 3),
    'Alert 1222',
  ]),
  {
    id: 'Q1 and taken as final when nothing more comes',
    sends: [xml(START + devInfo()), second(HEADER + status('4', 'Alert', 200))],
    said: ['Status SyncHdr 200', 'Get ./A', 'Get ./B', 'Final'],
    outcomes: ['get ./A -', 'get ./B -'],
  },
  {
    id: 'Q2 Final, and Results only in the next message',
    sends: [
      PACKAGE_1,
      second(HEADER + status('4', 'Get', 200) + status('5', 'Get', 404) + FINAL),
      third(HEADER + results('4', './A', 'one') + FINAL),
    ],
    outcomes: ['get ./A - =one', 'get ./B 404'],
  },
  {
    id: 'Q3 MsgID 1 again in an open session: a new one',
    sends: [PACKAGE_1, xml(START + devInfo({ Man: 'Acme', Mod: 'One', Lang: 'en' }) + FINAL)],
    said: ASKED,
    outcomes: ['get ./A -', 'get ./B -'],
  },
  opens('Q5 namespace 1.1 with VerDTD 1.2', PACKAGE_1.replace('SYNCML1.2', 'SYNCML1.1')),
  opens('Q5 no namespace', PACKAGE_1.replace(' xmlns="SYNCML:SYNCML1.2"', '')),
  opens('Q5 WBXML with the public id of 1.1', wbxml(PACKAGE_1, [2, 0x9f, 0x53, 0x6a, 0])),
  opens('Q5 a DOCTYPE is refused: safety first', `<!DOCTYPE SyncML>${PACKAGE_1}`, ['HTTP 400']),
  answers(
    'Q7 SyncHdr Status without CmdID, CmdRef and MsgRef',
    TWO.replace(/<CmdID>1<\/CmdID><MsgRef>1<\/MsgRef><CmdRef>0<\/CmdRef>/, ''),
  ),
  answers('Q8 212 though we gave no Cred', TWO.replace('<Data>200</Data>', '<Data>212</Data>')),
  answers(
    'Q9 Results without MsgRef, CmdRef and Meta',
    TWO.replace(/<CmdID>2<\/CmdID><MsgRef>1<\/MsgRef><CmdRef>4<\/CmdRef>/, ''),
  ),
  answers(
    'Q9 Results without Source either: the oldest Get without any',
    TWO.replace(/<CmdID>2<\/CmdID><MsgRef>1<\/MsgRef><CmdRef>4<\/CmdRef>/, '').replace(
      /<Source>.*?<\/Source>(?=<Data>one)/,
      '',
    ),
  ),
  answers(
    'Q10 Results with a Cmd',
    TWO.replace('<Results><CmdID>2</CmdID>', '<Results><CmdID>2</CmdID><Cmd>Get</Cmd>'),
  ),
  answers(
    'Q11 children of a Status in any order',
    TWO.replace(
      /<Status><CmdID>1<\/CmdID>(<MsgRef>1<\/MsgRef><CmdRef>5<\/CmdRef>)<Cmd>Get<\/Cmd><Data>404<\/Data>/,
      '<Status><Data>404</Data><TargetRef>./B</TargetRef>$1<Cmd>Get</Cmd><CmdID>1</CmdID>',
    ),
  ),
  answers(
    'Q13 TargetRef escaped by the client',
    TWO.replace('<Cmd>Get</Cmd><Data>404', '<Cmd>Get</Cmd><TargetRef>./%42</TargetRef><Data>404'),
  ),
  opens(
    'Q14 Correlator before Data, and empty',
    xml(
      `${START}<Alert><CmdID>9</CmdID><Correlator/><Data>1226</Data><Item><Meta><Type ${MET}>urn:oma:at:scomo:1.1:UpdateUserRequest</Type><Format ${MET}>chr</Format></Meta><Data/></Item></Alert>${devInfo()}${FINAL}`,
    ),
    [
      'Status SyncHdr 200',
      'Status Alert 200',
      'Status Alert 200',
      'Status Replace 200',
      'Get ./A',
      'Get ./B',
      'Final',
    ],
  ),
  ...[
    'Reversed-Domain-Name: org.openmobilealliance.dm.softwarecomponent.OperationComplete',
    '\n urn:oma:at:scomo:1.0:OperationComplete \n',
    'Content-Type:URN:OMA:AT:SCOMO:1.0:OPERATIONCOMPLETE',
  ].map((type) =>
    opens(
      `Q15 alert type ${JSON.stringify(type)}`,
      xml(
        `${START}<Alert><CmdID>9</CmdID><Data>1226</Data><Item><Meta><Type ${MET}>${type}</Type><Format ${MET}>chr</Format></Meta><Data>1200</Data></Item></Alert>${devInfo()}${FINAL}`,
      ),
      [
        'Status SyncHdr 200',
        'Status Alert 200',
        'Status Alert 200',
        'Status Replace 200',
        'Get ./A',
        'Get ./B',
        'Final',
      ],
    ),
  ),
  opens(
    'Q16 event 1224 without Format, Type beside Meta',
    xml(
      `${START}<Alert><CmdID>9</CmdID><Data>1224</Data><Item><Meta/><Type>com.microsoft.mdm.synctype</Type><Data>device</Data></Item></Alert>${devInfo()}${FINAL}`,
    ),
    [
      'Status SyncHdr 200',
      'Status Alert 200',
      'Status Alert 200',
      'Status Replace 200',
      'Get ./A',
      'Get ./B',
      'Final',
    ],
  ),
  opens('Q17 package 1 without 1200 and 1201', xml(devInfo() + FINAL), [
    'Status SyncHdr 200',
    'Status Replace 200',
    'Get ./A',
    'Get ./B',
    'Final',
  ]),
  opens(
    'Q22 numbers with blanks and line ends around them',
    PACKAGE_1.replace('1201', '\n 1201\t').replace('<MsgID>1<', '<MsgID> 1 <'),
  ),
  answers('Q22 a value as CDATA is kept as it is', TWO.replace('>one<', '><![CDATA[ <one> ]]><'), {
    outcomes: ['get ./A 200 = <one> ', 'get ./B 404'],
  }),
  answers(
    'Q23 Format Chr and Type TEXT/PLAIN',
    TWO.replace(
      '<Data>one',
      `<Meta><Format ${MET}>Chr</Format><Type ${MET}>TEXT/PLAIN;charset=utf-8</Type></Meta><Data>one`,
    ),
  ),
  opens(
    'Q27 Target of another host',
    PACKAGE_1.replace('http://127.0.0.1/dm', 'https://elsewhere.example/x/'),
  ),
  opens('Q29 public id in a string table without NUL', wbxml(PACKAGE_1, [2, 0, 0, 0x6a, 0x1d, ...literal])),
  opens('Q29 and with one', wbxml(PACKAGE_1, [2, 0, 0, 0x6a, 0x1e, ...literal, 0])),
  answers(
    'Q31 Size of a whole Item wrong',
    TWO.replace('<Data>one', `<Meta><Size ${MET}>77</Size></Meta><Data>one`),
  ),
  answers('Q33 500 for whatever it was', HEADER + status('4', 'Get', 500) + status('5', 'Get', 405), {
    outcomes: ['get ./A 500', 'get ./B 405'],
  }),
  answers('Q34 Results without a Status', HEADER + results('4', './A', 'one') + status('5', 'Get', 404), {
    outcomes: ['get ./A - =one', 'get ./B 404'],
  }),
  opens('Q38 byte order mark and NULs at the end', `\ufeff${PACKAGE_1}\0\0`),
  opens(
    'Q38 UTF-16 is refused: nothing that is checked twice',
    utf16(`<?xml version="1.0" encoding="UTF-16"?>${PACKAGE_1}`),
    ['HTTP 400'],
  ),
  opens('Q39 WBXML with rubbish behind it', wbxml(PACKAGE_1, [2, 0xa4, 1, 0x6a, 0], [0, 0xff, 3])),
  answers(
    'Q40 a Status for a Status, and for our Final',
    TWO + status('1', 'Status', 200) + status('2', 'Results', 200),
  ),
  {
    id: 'Q41 a Status that comes a message late',
    sends: [
      PACKAGE_1,
      xml(HEADER + status('4', 'Get', 200) + results('4', './A', 'one'), { msgId: '2' }),
      third(status('0', 'SyncHdr', 200, '2') + status('5', 'Get', 404) + FINAL),
    ],
  },
  answers('Q45 a Status that names Results Result', TWO + status('2', 'Result', 200)),
  {
    id: 'Q46 the same request again gets the same answer',
    sends: [PACKAGE_1, PACKAGE_1],
    said: ASKED,
    outcomes: ['get ./A -', 'get ./B -'],
  },
  answers(
    'several Results Items in one',
    TWO.replace(
      /<Results>.*<\/Results>/,
      `<Results><CmdID>2</CmdID>${refs('4')}<Item><Source><LocURI>./A</LocURI></Source><Data>one</Data></Item><Item><Source><LocURI>./A/x</LocURI></Source><Data>two</Data></Item></Results>`,
    ),
    {
      outcomes: ['get ./A 200 =one =two', 'get ./B 404'],
    },
  ),
  answers(
    'peers A6 Statuses in any order',
    HEADER + status('5', 'Get', 404) + status('4', 'Get', 200) + results('4', './A', 'one'),
  ),
  answers(
    'peers A7 Results before all Statuses',
    HEADER + results('4', './A', 'one') + status('5', 'Get', 404) + status('4', 'Get', 200),
  ),
  answers(
    'peers A7 an alert before the Status that it is about',
    `<Alert><CmdID>7</CmdID><Data>1224</Data><Item><Data>x</Data></Item></Alert>${TWO}`,
    {
      said: ['Status SyncHdr 200', 'Status Alert 200', 'Final'],
    },
  ),
  answers('peers A7 an unknown alert', `${TWO}<Alert><CmdID>7</CmdID><Data>1299</Data></Alert>`, {
    said: ['Status SyncHdr 200', 'Status Alert 406', 'Final'],
  }),
  opens('peers A12 a NUL inside XML', PACKAGE_1.replace('Acme', 'Ac\0me'), ['HTTP 400']),
];

const COMMANDS: readonly TreeCommand[] = [
  { kind: 'get', uri: './A' },
  { kind: 'get', uri: './B' },
];
for (const row of ROWS) {
  test(row.id, async () => {
    const client = foreign([treeTask('tk_1', COMMANDS)]);
    let said: readonly string[] = [];
    for (const message of row.sends) said = outline(await client.post(message));
    assert.deepEqual(said, row.said ?? OVER);
    if (said[0]?.startsWith('HTTP')) return;
    assert.deepEqual(outcomes(client), row.outcomes ?? DONE);
  });
}

for (const sessionId of ['12345', '0a', 'ab1F', '1', '0x3F%']) {
  test(`Q4 session id ${sessionId} is opaque`, async () => {
    const client = foreign([treeTask('tk_1', COMMANDS)]);
    const first = await client.post(xml(START + devInfo() + FINAL, { sessionId }));
    assert.ok(typeof first !== 'number');
    assert.equal(first.header.sessionId, sessionId);
    await client.post(xml(TWO + FINAL, { sessionId, msgId: '2' }));
    assert.deepEqual(outcomes(client), DONE);
  });
}

test('Q6 a device of DM 1.1 is answered in 1.1', async () => {
  const client = foreign();
  const said = await client.post(xml(START + devInfo() + FINAL, { version: '1.1' }));
  assert.ok(typeof said !== 'number');
  assert.deepEqual([said.header.verDtd, said.header.verProto], ['1.1', 'DM/1.1']);
});

test('Q24, Q25, Q26 DevInfo under any spelling, without Data, and of another id', async () => {
  const leaf = (uri: string, data: string) => `<Item><Source><LocURI>${uri}</LocURI></Source>${data}</Item>`;
  const items = [
    leaf('DevInfo/Man', '<Data> Acme </Data>'),
    leaf(' /DevInfo/Mod ', '<Data>One</Data>'),
    leaf('./DevInfo/Lang', ''),
    leaf('./DevInfo/DevId', '<Data>imei:4999</Data>'),
  ];
  const client = foreign();
  await client.post(xml(`${START}<Replace><CmdID>2</CmdID>${items.join('')}</Replace>${FINAL}`));
  const device = client.store.rows.get(DEVICE_ID)?.device;
  assert.deepEqual(device?.info, { Man: 'Acme', Mod: 'One', Lang: '', DevId: 'imei:4999' });
});

test('Q12 a Status per Item without TargetRef: in the order of the Items', async () => {
  const inner: TreeCommand[] = [
    { kind: 'get', uri: './A' },
    { kind: 'get', uri: './B' },
  ];
  const client = foreign([treeTask('tk_1', [{ kind: 'sequence', commands: inner }])]);
  await client.post(PACKAGE_1);
  const body =
    HEADER +
    status('4', 'Sequence', 200) +
    status('5', 'Get', 200) +
    results('5', './A', 'one') +
    status('6', 'Get', 404);
  await client.post(second(body + FINAL));
  assert.deepEqual(outcomes(client), ['sequence  200', ...DONE]);
});

const basic = (name: string) =>
  `<Cred><Meta><Format ${MET}>b64</Format><Type ${MET}>SYNCML:auth-basic</Type></Meta><Data>${btoa(`${name}:a-client-secret-of-32-characters`)}</Data></Cred>`;

test('Q18 after the challenge only the header comes again', async () => {
  const client = foreign([treeTask('tk_1', COMMANDS)], 'basic');
  assert.deepEqual(outline(await client.post(PACKAGE_1)).slice(0, 3), [
    'Status SyncHdr 407',
    'Status Alert 407',
    'Status Replace 407',
  ]);
  const said = await client.post(xml(HEADER + FINAL, { msgId: '2', more: basic('dev') }));
  assert.deepEqual(outline(said), ['Status SyncHdr 212', 'Get ./A', 'Get ./B', 'Final']);
  assert.equal(client.store.rows.get(DEVICE_ID)?.device.info.Man, 'Acme');
});

test('Q19 a Cred repeated after 212 does no harm, not even a wrong one', async () => {
  const client = foreign([treeTask('tk_1', COMMANDS)], 'basic');
  await client.post(xml(START + devInfo() + FINAL, { more: basic('dev') }));
  const said = await client.post(xml(TWO + FINAL, { msgId: '2', more: basic('nobody') }));
  assert.deepEqual(outline(said), ['Status SyncHdr 212', 'Final']);
  assert.deepEqual(outcomes(client), DONE);
});

test('peers A4 the user name is in the credential, not in Source', async () => {
  const client = foreign([treeTask('tk_1', COMMANDS)], 'basic');
  const source = '<LocName>somebody else</LocName>';
  const said = await client.post(xml(START + devInfo() + FINAL, { more: basic('dev'), source }));
  assert.deepEqual(outline(said)[0], 'Status SyncHdr 212');
});

test('peers A8 1222 is never answered with 1222', async () => {
  const client = foreign();
  const alert = '<Alert><CmdID>3</CmdID><Data>1222</Data></Alert>';
  for (const msgId of ['1', '2', '3']) {
    const body = msgId === '1' ? START + devInfo() + alert : HEADER + alert;
    const said = outline(await client.post(xml(body, { msgId })));
    assert.ok(!said.includes('Alert 1222'), said.join());
    if (said.includes('Alert 1223') || said.length <= 3) break;
  }
});

test('Q34 200 without Results: asked again, but not for ever', async () => {
  const client = foreign([treeTask('tk_1', COMMANDS)]);
  await client.post(PACKAGE_1);
  let said = outline(
    await client.post(second(HEADER + status('4', 'Get', 200) + status('5', 'Get', 404) + FINAL)),
  );
  let asked = 1;
  for (let msgId = 3; said.includes('Get ./A'); msgId += 1) {
    asked += 1;
    const body = HEADER + status('2', 'Get', 200, String(msgId - 1)) + FINAL;
    said = outline(await client.post(xml(body, { msgId: String(msgId) })));
  }
  assert.equal(asked, 5);
  assert.deepEqual(said, OVER);
  assert.deepEqual(outcomes(client), ['get ./A 200', 'get ./B 404']);
});
