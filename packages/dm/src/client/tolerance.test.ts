import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decode, type Message } from '@scomo/syncml';
import { accounts, clientEnv, DEVICE_ID, opening, testTree } from '../../test/pair.ts';
import { outline } from '../../test/vectors.ts';
import { client } from '../index.ts';

const RESP = 'https://dm.example.net/oma?sid=1&amp;node=a%2Fb';

/** A server's message as XML: header children after Source, and the body. */
function xml(body: string, more = '', msgId = 1, source = 'https://dm.example.net/oma'): Message {
  const text = `<SyncML xmlns="SYNCML:SYNCML1.2"><SyncHdr><VerDTD>1.2</VerDTD><VerProto>DM/1.2</VerProto><SessionID>1</SessionID><MsgID>${msgId}</MsgID><Target><LocURI>${DEVICE_ID}</LocURI></Target><Source><LocURI>${source}</LocURI></Source>${more}</SyncHdr><SyncBody>${body}</SyncBody></SyncML>`;
  return decode(new TextEncoder().encode(text), 'xml');
}

const status = (cmdId: number, cmdRef: number, cmd: string, code = 200, msgRef = 1) =>
  `<Status><CmdID>${cmdId}</CmdID><MsgRef>${msgRef}</MsgRef><CmdRef>${cmdRef}</CmdRef><Cmd>${cmd}</Cmd><Data>${code}</Data></Status>`;
const get = (cmdId: number, uri: string) =>
  `<Get><CmdID>${cmdId}</CmdID><Item><Target><LocURI>${uri}</LocURI></Target></Item></Get>`;
const OK = status(1, 0, 'SyncHdr') + status(2, 1, 'Alert') + status(3, 2, 'Replace');
const READ = ['Status SyncHdr 200', 'Status Get 200', 'Results', 'Final'];

function talk() {
  const account = accounts('none', 'none').device;
  const env = clientEnv();
  let { session } = client.openSession(opening(account, 'xml'), testTree(), env);
  return (message: Message) => {
    const turn = client.receive(session, account, message, testTree(), env);
    session = turn.session;
    return turn;
  };
}

/** First messages of servers that were seen, and what our device answers. spec/peers.md B */
const ROWS: readonly [id: string, message: Message, said: readonly string[]][] = [
  ['as usual', xml(`${OK}${get(4, './A/x')}<Final/>`), READ],
  [
    'duplicate CmdIDs',
    xml(`${OK}${get(4, './A/x')}${get(4, './A/y')}<Final/>`),
    ['Status SyncHdr 200', 'Status Get 200', 'Results', 'Status Get 200', 'Results', 'Final'],
  ],
  [
    'Data before TargetRef in a Status',
    xml(
      `<Status><CmdID>1</CmdID><Data>200</Data><TargetRef>x</TargetRef><Cmd>SyncHdr</Cmd><CmdRef>0</CmdRef><MsgRef>1</MsgRef></Status>${get(4, './A/x')}<Final/>`,
    ),
    READ,
  ],
  [
    'a Status for Results that we have not sent',
    xml(`${OK}${status(4, 9, 'Results')}${get(5, './A/x')}<Final/>`),
    READ,
  ],
  [
    'Source of another name than the URL',
    xml(`${OK}${get(4, './A/x')}<Final/>`, '', 1, 'urn:server:7'),
    READ,
  ],
  [
    'no Cred where the account asks for none',
    xml(
      `${OK}${get(4, './A/x')}<Final/>`,
      '<Meta><MaxMsgSize xmlns="syncml:metinf">5000</MaxMsgSize></Meta>',
    ),
    READ,
  ],
  ['RespURI with a query', xml(`${OK}${get(4, './A/x')}<Final/>`, `<RespURI>${RESP}</RespURI>`), READ],
  ['no SyncHdr Status at all', xml(`${get(1, './A/x')}<Final/>`), READ],
  [
    'commands without Final',
    xml(`${OK}${get(4, './A/x')}`),
    ['Status SyncHdr 200', 'Status Get 200', 'Results', 'Alert 1222'],
  ],
  [
    'Target of a Delete without LocURI',
    xml(`${OK}<Delete><CmdID>4</CmdID><Item><Target>./A/none</Target></Item></Delete><Final/>`),
    ['Status SyncHdr 200', 'Status Delete 404', 'Final'],
  ],
  [
    'a command that nobody knows',
    xml(`${OK}<Search><CmdID>4</CmdID></Search>${get(5, './A/x')}<Final/>`),
    ['Status SyncHdr 200', 'Status Search 406', ...READ.slice(1)],
  ],
  [
    'elements that nobody knows',
    xml(`${OK}<x:Foo xmlns:x="urn:x"><Bar/></x:Foo>${get(5, './A/x')}<Final/>`),
    READ,
  ],
];
for (const [id, message, said] of ROWS) {
  test(id, () => assert.deepEqual(outline(talk()(message).reply), said));
}

test('RespURI is followed as it was given, query and escapes included', () => {
  const hear = talk();
  const turn = hear(xml(`${OK}${get(4, './A/x')}<Final/>`, `<RespURI>${RESP}</RespURI>`));
  assert.equal(turn.session.url, 'https://dm.example.net/oma?sid=1&node=a%2Fb');
});

test('a message without Final, then 1222: the package goes on and ends once', () => {
  const hear = talk();
  const first = hear(xml(OK + get(4, './A/x')));
  assert.equal(first.reply?.final, false);
  const second = hear(
    xml(`${status(1, 0, 'SyncHdr', 200, 2)}<Alert><CmdID>2</CmdID><Data>1222</Data></Alert>`, '', 2),
  );
  assert.deepEqual(outline(second.reply), ['Status SyncHdr 200', 'Status Alert 200']);
  const third = hear(xml(`${status(1, 0, 'SyncHdr', 200, 3)}${get(2, './A/y')}<Final/>`, '', 3));
  assert.deepEqual(outline(third.reply), READ);
  const last = hear(
    xml(`${status(1, 0, 'SyncHdr', 200, 4)}${status(2, 2, 'Results', 200, 4)}<Final/>`, '', 4),
  );
  assert.equal(last.reply, undefined);
  assert.deepEqual(last.events.at(-1), { type: 'ended', why: 'done', detail: '' });
});
