import { type Case, octets } from './case.ts';

type Row = readonly [why: string, uri: string, status: number | string];

/** A server's message with some commands in it. */
export function serverMessage(body: string, msgId = 1, final = '<Final/>'): string {
  return (
    '<SyncML xmlns="SYNCML:SYNCML1.2"><SyncHdr><VerDTD>1.2</VerDTD><VerProto>DM/1.2</VerProto><SessionID>1</SessionID>' +
    `<MsgID>${msgId}</MsgID><Target><LocURI>IMEI:004999010640000</LocURI></Target><Source><LocURI>https://dm.example.net/oma` +
    `</LocURI></Source></SyncHdr><SyncBody><Status><CmdID>1</CmdID><MsgRef>${msgId}</MsgRef><CmdRef>0</CmdRef>` +
    `<Cmd>SyncHdr</Cmd><Data>200</Data></Status>${body}${final}</SyncBody></SyncML>`
  );
}

const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
const target = (uri: string) => `<Target><LocURI>${escaped(uri)}</LocURI></Target>`;
const get = (uri: string) => `<Get><CmdID>2</CmdID><Item>${target(uri)}</Item></Get>`;
const add = (uri: string) => `<Add><CmdID>2</CmdID><Item>${target(uri)}<Data>x</Data></Item></Add>`;
const remove = (uri: string) => `<Delete><CmdID>2</CmdID><Item>${target(uri)}</Item></Delete>`;
const replace = (uri: string, data = 'x') =>
  `<Replace><CmdID>2</CmdID><Item>${target(uri)}<Data>${data}</Data></Item></Replace>`;
const exec = (uri: string) => `<Exec><CmdID>2</CmdID><Item>${target(uri)}</Item></Exec>`;

/** Paths that lead nowhere or out. spec/omadm.md §3.2 rules 1-3, security.md B12 */
const PATHS: readonly Row[] = [
  ['a path up', '../A', 400],
  ['a path up inside', './A/../A/x', 400],
  ['a path up at the end', './A/..', 400],
  ['a path up in escapes', './A/%2e%2e/A/x', 400],
  ['a path up in escapes, capitals', './A/%2E%2E/A/x', 400],
  ['a path up, half in escapes', './A/.%2e/A/x', 400],
  ['two dots', '..', 400],
  ['the file of passwords', '../../etc/passwd', 400],
  ['a dot inside', './A/./x', 400],
  ['a dot in escapes', './A/%2e/x', 400],
  ['two dots and slashes in front', '././A', 400],
  ['a slash at the end', './A/', 400],
  ['the root with a slash', './', 400],
  ['only a slash', '/', 400],
  ['two slashes in front', '//A', 400],
  ['two slashes inside', './A//x', 400],
  ['ten slashes', '//////////', 400],
  ['an escaped slash in a name', './A%2Fx', 404],
  ['an escape of an escape', './A/%252e%252e', 404],
  ['a backslash', './A\\..\\x', 404],
  ['an escape without digits', './A%', 400],
  ['an escape of letters', './A%zz', 400],
  ['an escape of half a character', './A%c3', 400],
  ['an escape that is overlong', './A%c0%ae', 400],
  ['an escape of a surrogate', './A%ed%a0%80', 400],
  ['NUL in escapes', './A/x%00', 400],
  ['a line end in escapes', './A/x%0a', 400],
  ['DEL in escapes', './A/x%7f', 400],
  ['a tab', './A/\tx', 400],
  ['a URL', 'http://evil.example/A', 400],
  ['a file URL', 'file:///etc/passwd', 400],
  ['a drive', 'C:/x', 404],
  ['a fragment', './A/x#y', 404],
  ['a star', './A/*', 404],
  ['another case', './a/X', 404],
  ['__proto__', './__proto__', 404],
  ['__proto__ below a node', './A/__proto__/x', 404],
  ['constructor', './A/constructor', 404],
  ['a name of objects', './A/hasOwnProperty', 404],
  ['a number', './A/0', 404],
  ['a blank name', './A/ /x', 404],
  ['a mark of direction', './A/\u202ex', 404],
  ['a name in another normal form', './A/e\u0301', 404],
  ['below a leaf', './A/x/y', 404],
];

const MANY = 33;

/** spec/omadm.md §3.2 rule 6 */
const LENGTHS: readonly Row[] = [
  ['33 segments', `.${'/a'.repeat(MANY)}`, 414],
  ['32 segments', `.${'/a'.repeat(MANY - 1)}`, 404],
  ['a name of 128 characters', `./${'a'.repeat(128)}`, 414],
  ['a name of 127 characters', `./${'a'.repeat(127)}`, 404],
  ['1,025 characters', `./${'ab/'.repeat(400)}`.slice(0, 1025), 414],
  ['10,000 characters', `./${'a'.repeat(10_000)}`, 414],
  ['10,000 slashes', '/'.repeat(10_000), 414],
  ['10,000 escapes', `./${'%61'.repeat(10_000)}`, 414],
];

/** spec/omadm.md §3.2 rule 7, §3.4, §3.5 */
const QUERIES: readonly Row[] = [
  ['an empty query', './A/x?', 400],
  ['an unknown query', './A/x?x=1', 400],
  ['two queries', './A/x?prop=ACL?prop=Name', 400],
  ['two queries with &', './A/x?prop=ACL&list=Struct', 400],
  ['a query in capitals', './A/x?PROP=ACL', 400],
  ['an unknown property', './A/x?prop=Nope', 406],
  ['a property of __proto__', './A/x?prop=__proto__', 400],
  ['a property of constructor', './A/x?prop=constructor', 406],
  ['an unknown list', './A?list=MOS', 406],
  ['an empty list', './A?list=', 400],
  ['a list with a suffix it has not', './A?list=Struct+ACL', 400],
  ['a list with mixed suffixes', './A?list=TNDS+ACL-Name', 400],
  ['a list of an unknown property', './A?list=TNDS+Nope', 406],
  ['a list of constructor', './A?list=TNDS-constructor', 406],
  ['Size of an interior node', './A?prop=Size', 406],
  ['a property of what is not there', './B?prop=ACL', 404],
  ['a list of what is not there', './B?list=Struct', 404],
];

type Command = readonly [why: string, body: string, status: number | string];

/** What may not be changed, by any name. spec/omadm.md §2.3-§2.8, §3.1, §3.4, §3.6 */
const CHANGES: readonly Command[] = [
  ['Delete of the root', remove('.'), 405],
  ['Delete of DevInfo', remove('./DevInfo'), 405],
  ['Delete of DevInfo in escapes', remove('./%44evInfo'), 405],
  ['Delete of a property', remove('./A/x?prop=ACL'), 405],
  ['Delete of a list', remove('./A?list=Struct'), 405],
  ['Replace of the root', replace('.'), 405],
  ['Replace of an interior node', replace('./A'), 405],
  ['Replace of what is not there', replace('./A/none'), 404],
  ['Replace of the device id', replace('./DevInfo/DevId'), 405],
  ['Replace of a Type', replace('./A/x?prop=Type'), 405],
  ['Replace of a Format', replace('./A/x?prop=Format'), 405],
  ['Replace of a Size', replace('./A/x?prop=Size'), 405],
  ['a Name that is there already', replace('./A/x?prop=Name', 'y'), 418],
  ['a new Name with a slash', replace('./A/x?prop=Name', 'a/b'), 400],
  ['a new Name of two dots', replace('./A/x?prop=Name', '..'), 400],
  ['a new Name that is empty', replace('./A/x?prop=Name', ''), 400],
  ['a new Name of 128 characters', replace('./A/x?prop=Name', 'a'.repeat(128)), 414],
  ['a Name for DevInfo', replace('./DevInfo?prop=Name', 'B'), 405],
  ['an ACL of words', replace('./A?prop=ACL', 'everybody'), 400],
  ['an ACL of an unknown command', replace('./A?prop=ACL', 'Copy=*'), 400],
  ['Add of what is there', add('./A/x'), 418],
  ['Add of the root', add('.'), 418],
  ['Add below a leaf', add('./A/x/y'), 405],
  ['Add of a property', add('./A/x?prop=ACL'), 405],
  ['Add with a path up', add('./A/../B'), 400],
  ['Add of a name of 128 characters', add(`./A/${'a'.repeat(128)}`), 414],
  ['Add to DevInfo', add('./DevInfo/Evil'), 405],
  ['Exec of a leaf', exec('./A/x'), 405],
  ['Exec of the root', exec('.'), 405],
  ['Exec of what is not there', exec('./none'), 404],
  ['Exec of a property', exec('./A/x?prop=ACL'), 405],
  ['Get of the secret of the account', get('./DMAcc/ExampleDM/AppAuth/CLCRED/AAuthSecret'), 405],
  ['Get of the Inbox', get('./Inbox'), 405],
  ['Get below the Inbox', get('./Inbox/x'), 405],
];

/** Commands that lack what they need. spec/omadm.md §2.1 */
const INCOMPLETE: readonly Command[] = [
  ['a Get without an Item', '<Get><CmdID>2</CmdID></Get>', 412],
  ['a Get of an Item without a Target', '<Get><CmdID>2</CmdID><Item/></Get>', 412],
  ['an Add without Data', `<Add><CmdID>2</CmdID><Item>${target('./A/z')}</Item></Add>`, 412],
  [
    'an Exec with two Items',
    `<Exec><CmdID>2</CmdID><Item>${target('./A/x')}</Item><Item>${target('./A/y')}</Item></Exec>`,
    412,
  ],
  ['a Copy without a Source', `<Copy><CmdID>2</CmdID><Item>${target('./A/x')}</Item></Copy>`, 412],
  ['an Atomic with a Get', `<Atomic><CmdID>2</CmdID>${get('./A/x').replace('2', '3')}</Atomic>`, '507,500'],
  [
    'an Atomic in an Atomic',
    `<Atomic><CmdID>2</CmdID><Atomic><CmdID>3</CmdID>${add('./A/z').replace('2', '4')}</Atomic></Atomic>`,
    '507,500,215',
  ],
];

const GROUPS: readonly (readonly [source: string, rows: readonly Command[]])[] = [
  ['spec/omadm.md §3.2, security.md B12', PATHS.map(([why, uri, status]) => [why, get(uri), status])],
  ['spec/omadm.md §3.2 rule 6', LENGTHS.map(([why, uri, status]) => [why, get(uri), status])],
  ['spec/omadm.md §3.2 rule 7, §3.5', QUERIES.map(([why, uri, status]) => [why, get(uri), status])],
  ['spec/omadm.md §2.3-§2.8, §3.1-§3.6', CHANGES],
  ['spec/omadm.md §2.1, §2.10', INCOMPLETE],
];

/** Commands of a proven server that its device must refuse, the tree staying as it was. */
export const URI_CASES: readonly Case[] = GROUPS.flatMap(([source, rows]) =>
  rows.map(([why, body, status]) => ({
    bytes: octets(serverMessage(body)),
    sidecar: { why, source, device: String(status), maxMs: 250 },
  })),
);
