import assert from 'node:assert/strict';
import { test } from 'node:test';
import { VECTOR_CP_PROFILE } from '../../test/bootstrap.ts';
import { fromHex, vectorBytes } from '../../test/octets.ts';
import { LIMITS } from '../limits.ts';
import { BootstrapError } from './bootstrap-error.ts';
import { readCpProfile } from './read-cp-profile.ts';

const text = (value: string) => `03${Buffer.from(value).toString('hex')}00`;
/** A parm whose name is a token of page 1; its value stands on page 0. */
const parm = (token: string, value: string) => `870001${token}000006${value}01`;
const START = '020b6a00';
const DOCUMENT = 'c54503312e310001';
const APPLICATION = 'c600015501';
const W7 = parm('36', text('w7'));
const SERVER = parm('38', text('dm.example.net'));
const ADDR = parm('34', text('https://dm.example.net/oma'));
const APPADDR = `c600015601${ADDR}01`;
const account = (content: string) => `${APPLICATION}${W7}${SERVER}${content}01`;
const whole = (content: string, start = START) => fromHex(`${start}${DOCUMENT}${content}01`);
const auth = (content: string) => `c600015701${content}01`;

const least = {
  node: '1',
  serverId: 'dm.example.net',
  name: '',
  addr: 'https://dm.example.net/oma',
  authPref: '',
  auth: [],
};
const credential = { type: 'DIGEST', name: '', secret: '', data: new Uint8Array() };

const read: readonly [why: string, bytes: Uint8Array, expected: object][] = [
  ['the least account', whole(account(APPADDR)), least],
  ['another version, no charset', whole(account(APPADDR), '030b0000'), least],
  ['the public id as text', whole(account(APPADDR), '0200006a024142'), least],
  [
    'names and types as text',
    whole(`c65003${Buffer.from('APPLICATION').toString('hex')}0001${W7}${SERVER}${APPADDR}01`),
    least,
  ],
  [
    'a parameter named by text',
    whole(account(`8705${text('NAME')}06${text('N')}01${APPADDR}`)),
    { ...least, name: 'N' },
  ],
  [
    'value from the string table, with an entity and octets behind it',
    whole(account(`${parm('07', '8303024ac3024f50')}${APPADDR}`), '020b6a054142004344'),
    { ...least, name: 'CDJOP' },
  ],
  ['a tag page', whole(`0001${account(APPADDR)}`), least],
  ['two applications, one w7', whole(`${APPLICATION}${parm('36', text('w2'))}01${account(APPADDR)}`), least],
  ['elements of other kinds', whole(`c65501871506${text('P')}0101${account(APPADDR)}`), least],
  [
    'a credential without a type',
    whole(account(APPADDR + auth(parm('30', '00018d')))),
    {
      ...least,
      auth: [{ ...credential, level: 'CLCRED' }],
    },
  ],
  ['a credential of OBEX is passed over', whole(account(APPADDR + auth(parm('30', text('OBEX'))))), least],
  [
    'a nonce that is no base64',
    whole(account(APPADDR + auth(parm('30', text('CLIENT')) + parm('2f', text('a!'))))),
    {
      ...least,
      auth: [{ ...credential, level: 'SRVCRED', data: new TextEncoder().encode('a!') }],
    },
  ],
];
for (const [why, bytes, expected] of read) {
  test(`read: ${why}`, () => assert.deepEqual(readCpProfile(bytes), expected));
}

const DEEP = 'c65501';
const nested = (depth: number) => `${DEEP.repeat(depth)}${'01'.repeat(depth)}`;
const OPEN = whole(account(APPADDR)).subarray(0, -1);
const vector = new Uint8Array(vectorBytes('11-bootstrap-cp.wbxml'));

const refused: readonly [code: string, why: string, bytes: Uint8Array][] = [
  ['malformed', 'empty', new Uint8Array()],
  ['malformed', 'XML', vectorBytes('11-bootstrap-cp.xml')],
  ['malformed', 'a message', vectorBytes('09-bootstrap-dm.wbxml')],
  ['malformed', 'version 4', whole(account(APPADDR), '040b6a00')],
  ['malformed', 'charset ISO-8859-1', whole(account(APPADDR), '020b0400')],
  ['malformed', 'string table beyond the end', fromHex('020b6a7fc5')],
  ['malformed', 'header only', fromHex(START)],
  ['malformed', 'characteristic as document', fromHex(`${START}c6550101`)],
  ['malformed', 'END as document', fromHex(`${START}01`)],
  ['malformed', 'document inside itself', whole(`${DOCUMENT}01`)],
  ['malformed', 'end missing', OPEN],
  ['malformed', 'unknown tag', whole('08')],
  ['malformed', 'text between elements', whole(text('x'))],
  ['malformed', 'a parm with content', whole(account('c7000136010101'))],
  ['malformed', 'attributes without end', fromHex(`${START}c545`)],
  ['malformed', 'string index beyond the table', whole(account(parm('07', '8305')))],
  ['malformed', 'surrogate entity', whole(account(parm('07', '0283b000')))],
  ['malformed', 'entity 0', whole(account(parm('07', '0200')))],
  ['malformed', 'opaque beyond the end', whole(account(parm('07', 'c37f')))],
  ['malformed', 'opaque not UTF-8', whole(account(parm('07', 'c301ff')))],
  ['malformed', 'text not UTF-8', whole(account(parm('07', '03ff00')))],
  ['malformed', 'extension token', whole(account(parm('07', '8001')))],
  ['malformed', 'attribute literal', whole(account('870400'))],
  ['no-account', 'an empty document', fromHex(`${START}854501`)],
  ['no-account', 'another application', whole(`${APPLICATION}${parm('36', text('w5'))}${APPADDR}01`)],
  ['no-account', 'w7 one level deeper', whole(`${DEEP}${account(APPADDR)}01`)],
  ['several-accounts', 'two', whole(account(APPADDR) + account(APPADDR))],
  ['bad-account', 'no server id', whole(`${APPLICATION}${W7}${APPADDR}01`)],
  ['bad-account', 'no address', whole(account(''))],
  ['bad-account', 'address type IPV4', whole(account(`c600015601${ADDR}${parm('35', '85')}01`))],
  ['bad-account', 'port of letters', whole(account(`c600015601${ADDR}c65301${parm('23', text('44a'))}0101`))],
  [
    'bad-account',
    'credential type X509',
    whole(account(APPADDR + auth(parm('30', text('CLIENT')) + parm('33', text('X509'))))),
  ],
  [
    'bad-account',
    'a value that ends with an unknown token',
    whole(account(APPADDR + auth(parm('30', text('CLIENT')) + parm('33', '000193a0')))),
  ],
  ['bad-account', 'a level twice', whole(account(APPADDR + auth(parm('30', text('CLIENT'))).repeat(2)))],
];
for (const [code, why, bytes] of refused) {
  test(`refused as ${code}: ${why}`, () => {
    assert.throws(
      () => readCpProfile(new Uint8Array(bytes)),
      (error) => error instanceof BootstrapError && error.code === code,
    );
  });
}

const codeOf = (bytes: Uint8Array) => {
  try {
    readCpProfile(bytes);
  } catch (error) {
    return error instanceof BootstrapError ? error.code : error;
  }
  return 'read';
};

for (const over of [-1, 0, 1]) {
  const expected = over > 0 ? 'too-large' : 'read';
  test(`at the limits ${over}`, () => {
    // Document, application with two parms, address with one.
    const elements = LIMITS.provisioningElementsMax - 6 + over;
    assert.equal(codeOf(whole(account(APPADDR) + '06'.repeat(elements))), expected);
    assert.equal(codeOf(whole(account(APPADDR) + nested(LIMITS.provisioningDepthMax - 1 + over))), expected);
    const padding = LIMITS.bootstrapBytesMax - whole(account(APPADDR)).length + over;
    const table = Uint8Array.from([
      ...fromHex('020b6a'),
      0x80 | ((padding - 2) >> 14),
      0x80 | (((padding - 2) >> 7) & 127),
      (padding - 2) & 127,
    ]);
    const padded = Uint8Array.from([
      ...table,
      ...new Uint8Array(padding - 2),
      ...whole(account(APPADDR)).subarray(4),
    ]);
    assert.equal(padded.length, LIMITS.bootstrapBytesMax + over);
    assert.equal(codeOf(padded), expected);
  });

  test(`text named again and again, at the limit ${over}`, () => {
    const used = '1.1'.length + 'w7'.length + 'dm.example.net'.length + 'https://dm.example.net/oma'.length;
    const left = LIMITS.provisioningTextMax - used + over;
    const length = 1_000;
    const start = `020b6a8768${'41'.repeat(length)}`;
    const rest = `03${'42'.repeat(left % length)}00`;
    const bytes = whole(
      account(`${APPADDR}${parm('3a', '8300'.repeat(Math.floor(left / length)) + rest)}`),
      start,
    );
    assert.equal(codeOf(bytes), expected);
  });
}

test('the vector is read', () => assert.deepEqual(readCpProfile(vector), VECTOR_CP_PROFILE));
