import { type Case, octets } from './case.ts';
import { DEV_INFO, FIRST, message, START, second } from './session-messages.ts';
import { NEXT_MESSAGE, WITHOUT_TOKEN } from './session-script.ts';

type Row = readonly [
  why: string,
  messages: string | readonly string[],
  syncmlStatus?: number | undefined,
  commandStatus?: number | undefined,
  http?: number,
];

/** spec/omadm.md §1.3 */
const VERSIONS: readonly Row[] = [
  ['protocol DM/2.0', message({ verProto: 'DM/2.0' }), 513],
  ['protocol of SyncML DS', message({ verProto: 'SyncML/1.2' }), 513],
  ['no protocol', message({ verProto: '' }), 513],
  ['DTD 2.0', message({ verDtd: '2.0' }), 505],
  ['no DTD', message({ verDtd: '' }), 505],
  ['DTD __proto__', message({ verDtd: '__proto__' }), 505],
];

const size = (value: string) => `<Meta><MaxMsgSize xmlns="syncml:metinf">${value}</MaxMsgSize></Meta>`;

/** Odd but harmless. security.md B7 */
const HEADERS: readonly Row[] = [
  ...['0', '1', '-1', '99999999999999999999', '1e9', 'many', ''].map(
    (value): Row => [
      `MaxMsgSize ${value.replace('-', 'minus ') || 'empty'}`,
      message({ meta: size(value) }),
      212,
      200,
    ],
  ),
  ['a SessionID of 1,000 characters', message({ sessionId: 'a'.repeat(1000) }), 212, 200],
  ['a SessionID of __proto__', message({ sessionId: '__proto__' }), 212, 200],
  ['a first MsgID that is no number', message({ msgId: 'one' }), 401, 401],
  ['a first MsgID below zero', message({ msgId: '-1' }), 401, 401],
  ['a first MsgID beyond 64 bits', message({ msgId: '99999999999999999999' }), 401, 401],
  ['an empty body of a package', message().replace(START + DEV_INFO, ''), 401],
];

const item = (uri: string, data = '', extra = '') =>
  `<Item><Target><LocURI>${uri}</LocURI></Target>${extra}<Data>${data}</Data></Item>`;
const command = (name: string, content: string) => `<${name}><CmdID>9</CmdID>${content}</${name}>`;

/** What a client may not ask of a server. spec/omadm.md §1.6 rule 3 */
const COMMANDS: readonly Row[] = [
  ...['Add', 'Replace', 'Delete', 'Get', 'Copy', 'Exec'].map(
    (name): Row => [`a client's ${name}`, [FIRST, second(command(name, item('./A', 'b')))], 200, 406],
  ),
  ...['Map', 'Put', 'Search', 'Sync', 'Move'].map(
    (name): Row => [`a client's ${name}`, [FIRST, second(command(name, ''))], 200, 406],
  ),
  ["a client's Atomic", [FIRST, second(command('Atomic', command('Get', item('./A'))))], 200, 406],
  ["a client's Sequence", [FIRST, second(command('Sequence', command('Get', item('./A'))))], 200, 406],
  [
    'five containers',
    message({ body: '<Atomic>'.repeat(5) + '</Atomic>'.repeat(5) }),
    undefined,
    undefined,
    400,
  ],
  [
    'a Replace of what is no DevInfo',
    [FIRST, second(command('Replace', item('./SCOMO/Inventory', 'x')))],
    200,
    406,
  ],
];

const alert = (content: string) => command('Alert', content);

/** spec/omadm.md §1.12, §1.14 */
const ALERTS: readonly Row[] = [
  ['an Alert without a code', [FIRST, second(alert(''))], 200, 412],
  ['an Alert of words', [FIRST, second(alert('<Data>hello</Data>'))], 200, 412],
  ['an Alert of an unknown code', [FIRST, second(alert('<Data>9999</Data>'))], 200, 406],
  ['an Alert below zero', [FIRST, second(alert('<Data>-1226</Data>'))], 200, 412],
  ['a generic Alert without Items', [FIRST, second(alert('<Data>1226</Data>'))], 200, 412],
  [
    'a generic Alert in chunks',
    [FIRST, second(alert('<Data>1226</Data><Item><Data>a</Data><MoreData/></Item>'))],
    200,
    213,
  ],
  ['an Alert that breaks off', [FIRST, second(alert('<Data>1223</Data>'))], 200, 200],
  ['an Alert 1225 for nothing', [FIRST, second(alert('<Data>1225</Data>'))], 200, 200],
];

const status = (cmdRef: string, code: string, cmd = 'Get') =>
  `<Status><CmdID>1</CmdID><MsgRef>1</MsgRef><CmdRef>${cmdRef}</CmdRef><Cmd>${cmd}</Cmd><Data>${code}</Data></Status>`;
const results = (content: string) =>
  `<Results><CmdID>2</CmdID><MsgRef>1</MsgRef><CmdRef>5</CmdRef>${content}</Results>`;
const hugeSize = '<Meta><Size xmlns="syncml:metinf">2147483648</Size></Meta>';

/** Answers to what was never asked. security.md B9 */
const ANSWERS: readonly Row[] = [
  ['a Status for a command that never was', [FIRST, second(status('99', '200'))], 200],
  ['a Status of code 0', [FIRST, second(status('0', '0', 'SyncHdr'))], 200],
  ['a Status of code 99999', [FIRST, second(status('0', '99999', 'SyncHdr'))], 200],
  ['a Status of words', [FIRST, second(status('0', 'well', 'SyncHdr'))], 200],
  ['500 Statuses for the header', [FIRST, second(status('0', '200', 'SyncHdr').repeat(500))], 200],
  ['Results that nobody asked for', [FIRST, second(results(item('./A', 'b')))], 200],
  [
    'Results of an object of 2 GiB',
    [FIRST, second(results(item('./A', 'b', hugeSize).replace('</Item>', '<MoreData/></Item>')))],
    200,
    413,
  ],
  ['Results for __proto__', [FIRST, second(results(item('__proto__', 'b')))], 200],
];

/** Messages out of step. security.md A12, P8 */
const ORDER: readonly Row[] = [
  ['the second message without its token', [FIRST, WITHOUT_TOKEN + second('')], 407],
  ['the second message with the MsgID of the first', [FIRST, second('', { msgId: '1' })], 400],
  ['the second message of another session', [FIRST, second('', { sessionId: '8' })], 400],
  [
    'the first message with its octets changed, in the session',
    [FIRST, message({ body: '<Get><CmdID>3</CmdID></Get>' })],
    212,
  ],
  ['the same first message twice', [message(), message()], 212, 200],
  ['a message after the server has ended the session', [message(), second('')], 200],
  [
    'a message after the device has broken off',
    [FIRST, second(alert('<Data>1223</Data>')), second('', { msgId: '3' })],
    200,
  ],
  ['a second message that is no XML', [FIRST, '<SyncML>'], undefined, undefined, 400],
  ['a second message from another device', [FIRST, second('', { source: 'IMEI:none' })], 407],
];

const GROUPS: readonly (readonly [source: string, rows: readonly Row[]])[] = [
  ['spec/omadm.md §1.3', [...VERSIONS, ...HEADERS]],
  ['spec/omadm.md §1.6', COMMANDS],
  ['spec/omadm.md §1.12, §1.14', ALERTS],
  ['security.md B9', ANSWERS],
  ['security.md A12, P8', ORDER],
];

/** Sessions of a device with a basic account of its own. */
export const SESSION_CASES: readonly Case[] = GROUPS.flatMap(([source, rows]) =>
  rows.map(([why, messages, syncmlStatus, commandStatus, http = 200]) => ({
    bytes: octets(typeof messages === 'string' ? messages : messages.join(NEXT_MESSAGE)),
    sidecar: {
      why,
      source,
      http,
      ...(syncmlStatus === undefined ? {} : { syncmlStatus }),
      ...(commandStatus === undefined ? {} : { commandStatus }),
      maxMs: 1000,
    },
  })),
);
