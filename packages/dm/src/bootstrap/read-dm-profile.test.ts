import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Data, type Element, encode, encodeMarkup, type Message } from '@scomo/syncml';
import { VECTOR_PROFILE } from '../../test/bootstrap.ts';
import { alert, fromClient } from '../../test/build.ts';
import { vectorBytes } from '../../test/octets.ts';
import { LIMITS } from '../limits.ts';
import { BootstrapError } from './bootstrap-error.ts';
import { buildDmProfile } from './build-dm-profile.ts';
import { readDmProfile } from './read-dm-profile.ts';
import { element, interiorNode, leafNode } from './tnds-elements.ts';

const ACCOUNT = 'urn:oma:mo:oma-dm-dmacc:1.0';

/** An account of leaves and of lists; a part given as undefined is left out. */
function account(
  over: Readonly<Record<string, Element | undefined>> = {},
  ddfName = ACCOUNT,
  name = 'Acc',
): Element {
  const parts: Readonly<Record<string, Element | undefined>> = {
    appId: leafNode('AppID', 'w7'),
    serverId: leafNode('ServerID', 's'),
    addr: addr(leafNode('Addr', 'http://s')),
    ...over,
  };
  return interiorNode(
    name,
    Object.values(parts).filter((part) => part !== undefined),
    { ddfName },
  );
}
const addr = (...children: Element[]) => interiorNode('AppAddr', [interiorNode('x', children)]);
const auth = (...rows: Element[][]) =>
  interiorNode(
    'AppAuth',
    rows.map((row, index) => interiorNode(`a${index}`, row)),
  );
const tree = (...nodes: Element[]) => ({
  elements: [element('MgmtTree', element('VerDTD', '1.2'), ...nodes)],
});
const add = (data: Data | undefined, locUri = './Inbox'): Message['commands'][number] => ({
  kind: 'Add',
  cmdId: '1',
  items: [{ target: { locUri }, ...(data === undefined ? {} : { data }) }],
});
const message = (...commands: Message['commands']) => encode(fromClient(1, commands), 'wbxml');
const nested = (...nodes: Element[]) => encodeMarkup(tree(...nodes), 'wbxml');
const xmlText = (...nodes: Element[]) => Buffer.from(encodeMarkup(tree(...nodes), 'xml')).toString();

const least = { node: 'Acc', serverId: 's', name: '', addr: 'http://s', authPref: '', auth: [] };
const level = (name: string, ...more: Element[]) => [leafNode('AAuthLevel', name), ...more];
const digest = leafNode('AAuthType', 'DIGEST');
const credential = { type: 'DIGEST', name: '', secret: '', data: new Uint8Array() };

const read: readonly [why: string, bytes: Uint8Array, expected: object][] = [
  ['the least account', message(add(nested(account()))), least],
  ['to ./DMAcc', message(add(nested(account()), './DMAcc/New')), least],
  ['tree as tags of the message', message(add(tree(account()))), least],
  ['tree as XML text', message(add(xmlText(account()))), least],
  ['the older name', message(add(nested(account({}, 'org.openmobilealliance/1.0/w7')))), least],
  [
    'other commands and objects around',
    message(alert(1201), add(nested(account({}, 'urn:x')), './Inbox'), add(nested(account()))),
    least,
  ],
  ['two objects in one document', message(add(nested(account({}, 'urn:oma:mo:x', 'Con'), account()))), least],
  ['added elsewhere too', message(add(nested(account()), './Vendor'), add(nested(account()))), least],
  ['without a name', message(add(nested(account({}, ACCOUNT, '')))), { ...least, node: '1' }],
  ['an escaped name', message(add(nested(account({}, ACCOUNT, 'a%2Fb')))), { ...least, node: 'a/b' }],
  [
    'an empty address type',
    message(add(nested(account({ addr: addr(leafNode('Addr', 'http://s'), leafNode('AddrType', '')) })))),
    least,
  ],
  [
    'levels of web servers',
    message(add(nested(account({ auth: auth(level('OBEX'), level('HTTP', digest)) })))),
    least,
  ],
  [
    'a nonce that is no base64',
    message(add(nested(account({ auth: auth(level('SRVCRED', digest, leafNode('AAuthData', 'a!'))) })))),
    { ...least, auth: [{ ...credential, level: 'SRVCRED', data: new TextEncoder().encode('a!') }] },
  ],
];
for (const [why, bytes, expected] of read) {
  test(`read: ${why}`, () => assert.deepEqual(readDmProfile(bytes), expected));
}

const withAddr = (...children: Element[]) => message(add(nested(account({ addr: addr(...children) }))));
const port = (text: string) => interiorNode('Port', [interiorNode('1', [leafNode('PortNbr', text)])]);
const web = leafNode('Addr', 'http://s');
const refused: readonly [code: string, why: string, bytes: Uint8Array][] = [
  ['malformed', 'empty', new Uint8Array()],
  ['malformed', 'XML', new Uint8Array(vectorBytes('09-bootstrap-dm.xml'))],
  ['malformed', 'client provisioning', new Uint8Array(vectorBytes('11-bootstrap-cp.wbxml'))],
  ['malformed', 'cut off', new Uint8Array(vectorBytes('09-bootstrap-dm.wbxml')).subarray(0, -1)],
  ['malformed', 'nested document cut off', message(add(nested(account()).subarray(0, -1)))],
  ['malformed', 'text that is no XML', message(add('x'))],
  ['malformed', 'octets that are nothing', message(add(Uint8Array.of(0xff, 0, 1)))],
  ['no-account', 'no command', message()],
  ['no-account', 'no data', message(add(undefined))],
  ['no-account', 'added elsewhere', message(add(nested(account()), './Vendor'))],
  ['no-account', 'added to a name that begins alike', message(add(nested(account()), './Inboxes'))],
  [
    'no-account',
    'replaced',
    message({ ...(add(nested(account())) as object), kind: 'Replace' } as Message['commands'][number]),
  ],
  [
    'no-account',
    'inside Atomic',
    message({ kind: 'Atomic', cmdId: '1', commands: [add(nested(account()))] }),
  ],
  ['no-account', 'no object of that name', message(add(nested(account({}, 'urn:oma:mo:oma-dm-dmacc:2.0'))))],
  ['no-account', 'inside another object', message(add(nested(interiorNode('x', [account()]))))],
  ['several-accounts', 'in one document', message(add(nested(account(), account())))],
  ['several-accounts', 'in two commands', message(add(nested(account())), add(nested(account())))],
  ['bad-account', 'name of two segments', message(add(nested(account({}, ACCOUNT, 'a/b'))))],
  ['bad-account', 'name ..', message(add(nested(account({}, ACCOUNT, '..'))))],
  ['bad-account', 'name with a query', message(add(nested(account({}, ACCOUNT, 'a?prop=ACL'))))],
  ['bad-account', 'no AppID', message(add(nested(account({ appId: undefined }))))],
  ['bad-account', 'another AppID', message(add(nested(account({ appId: leafNode('AppID', 'w5') }))))],
  ['bad-account', 'no server id', message(add(nested(account({ serverId: undefined }))))],
  ['bad-account', 'no address', message(add(nested(account({ addr: undefined }))))],
  ['bad-account', 'address of another kind', withAddr(leafNode('Addr', 'ftp://s'))],
  ['bad-account', 'address type IPv4', withAddr(web, leafNode('AddrType', 'IPv4'))],
  ['bad-account', 'port 0', withAddr(web, port('0'))],
  ['bad-account', 'port 65536', withAddr(web, port('65536'))],
  ['bad-account', 'port of six digits', withAddr(web, port('000443'))],
  ['bad-account', 'empty port', withAddr(web, port(''))],
  [
    'bad-account',
    'credential without a type',
    message(add(nested(account({ auth: auth(level('CLCRED')) })))),
  ],
  [
    'bad-account',
    'credential type X509',
    message(add(nested(account({ auth: auth(level('SRVCRED', leafNode('AAuthType', 'X509'))) })))),
  ],
  [
    'bad-account',
    'a level twice',
    message(add(nested(account({ auth: auth(level('CLCRED', digest), level('CLCRED', digest)) })))),
  ],
];
for (const [code, why, bytes] of refused) {
  test(`refused as ${code}: ${why}`, () => {
    assert.throws(
      () => readDmProfile(bytes),
      (error) => error instanceof BootstrapError && error.code === code,
    );
  });
}

for (const over of [-1, 0, 1]) {
  test(`octets of a document at the limit ${over}`, () => {
    const vendor = (length: number) =>
      message(add(nested(account())), add('x'.repeat(length), './Vendor/long/x'));
    const bytes = vendor(LIMITS.bootstrapBytesMax - vendor(1_000).length + 1_000 + over);
    assert.equal(bytes.length, LIMITS.bootstrapBytesMax + over);
    const code = over > 0 ? 'too-large' : undefined;
    if (code === undefined) assert.deepEqual(readDmProfile(bytes), least);
    else assert.throws(() => readDmProfile(bytes), { name: 'BootstrapError', code });
  });
}

test('a profile beyond the limit is not built', () => {
  const data = new Uint8Array();
  const auth = (['CLCRED', 'SRVCRED'] as const).map((one) => ({
    level: one,
    type: 'DIGEST' as const,
    name: 'x'.repeat(1_024),
    secret: 'x'.repeat(1_024),
    data,
  }));
  const device = 'x'.repeat(12_000);
  assert.throws(
    () => buildDmProfile({ ...VECTOR_PROFILE, auth }, device),
    /^Error: bootstrap of \d+ octets$/,
  );
});
