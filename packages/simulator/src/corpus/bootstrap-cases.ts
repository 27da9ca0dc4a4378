import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Case, octets } from './case.ts';

type Row = readonly [why: string, offer: Uint8Array, device: string];

const vector = (name: string) =>
  new Uint8Array(readFileSync(resolve(import.meta.dirname, '../../../../vectors', name)));
const DM = vector('09-bootstrap-dm.wbxml');
const CP = vector('11-bootstrap-cp.wbxml');

/** What the device and its right sender know. */
const PIN = '0123456789abcdef0123456789abcdef';
/** Semi-octets of IMSI 310150123456789. spec/omadm.md §6.5 */
const NETWORK = octets(0x39, 0x01, 0x51, 0x10, 0x32, 0x54, 0x76, 0x98);
const DM_KEY = octets(`${PIN}:`, NETWORK);
const CP_KEY = octets(NETWORK, PIN);

const mac = (body: Uint8Array, key: Uint8Array) =>
  createHmac('sha1', key).update(body).digest('hex').toUpperCase();
const TYPE = 'application/vnd.syncml.dm+wbxml';
const offer = (type: string, body: Uint8Array = DM) => octets(type, '\r\n\r\n', body);
/** A DM profile, rightly signed unless said otherwise. spec/omadm.md §6.4 */
const dm = (body: Uint8Array = DM, method = 'USERPIN_NETWORKID', key = DM_KEY) =>
  offer(`${TYPE}; SEC=${method}; MAC=${mac(body, key)}`, body);
/** A client provisioning push. spec/omadm.md §6.5 */
const cp = (body: Uint8Array = CP, sec = 2, key = CP_KEY, text = mac(body, key)) => {
  const value = octets(0xb6, 0x91, 0x80 | sec, 0x92, text, 0);
  const headers = octets(0x1f, value.length, value);
  return octets(1, 0x06, headers.length, headers, body);
};

const SIGNED: readonly Row[] = [
  ['DM profile, rightly signed, so that the rest means something', dm(), 'accepted'],
  ['client provisioning, rightly signed', cp(), 'accepted'],
  ['DM profile without SEC and MAC', offer(TYPE), 'unsigned'],
  ['DM profile with SEC alone', offer(`${TYPE}; SEC=USERPIN_NETWORKID`), 'unsigned'],
  ['DM profile with MAC alone', offer(`${TYPE}; MAC=${mac(DM, DM_KEY)}`), 'unsigned'],
  ['DM profile signed by an IMSI that is known to many', dm(DM, 'NETWORKID', NETWORK), 'method-not-allowed'],
  ...['0000', '1234', '9999', PIN].map(
    (pin): Row => [
      `DM profile signed by the PIN ${pin}`,
      dm(DM, 'USERPIN', octets(pin)),
      'method-not-allowed',
    ],
  ),
  ['DM profile by a method that nobody knows', dm(DM, 'NONE'), 'unknown-method'],
  ['DM profile by a method of __proto__', dm(DM, '__proto__'), 'unknown-method'],
  ['DM profile signed by another PIN', dm(DM, 'USERPIN_NETWORKID', octets('0:', NETWORK)), 'wrong-mac'],
  ['DM profile signed by no key', dm(DM, 'USERPIN_NETWORKID', octets('')), 'wrong-mac'],
  ['DM profile signed by the key of the other profile', dm(DM, 'USERPIN_NETWORKID', CP_KEY), 'wrong-mac'],
  ['DM profile with an octet added', octets(dm(), 0), 'wrong-mac'],
  ['DM profile with an octet less', dm().slice(0, -1), 'wrong-mac'],
  ['a MAC of zeros', offer(`${TYPE}; SEC=USERPIN_NETWORKID; MAC=${'0'.repeat(40)}`), 'wrong-mac'],
  ['an empty MAC', offer(`${TYPE}; SEC=USERPIN_NETWORKID; MAC=`), 'wrong-mac'],
  [
    'a MAC with a blank in front',
    offer(`${TYPE}; SEC=USERPIN_NETWORKID; MAC=" ${mac(DM, DM_KEY)}"`),
    'wrong-mac',
  ],
  ['half a MAC', offer(`${TYPE}; SEC=USERPIN_NETWORKID; MAC=${mac(DM, DM_KEY).slice(0, 20)}`), 'wrong-mac'],
  ['client provisioning without SEC', octets(1, 0x06, 1, 0xb6, CP), 'unsigned'],
  ['client provisioning signed by an IMSI', cp(CP, 0, NETWORK), 'method-not-allowed'],
  ['client provisioning signed by the PIN 0000', cp(CP, 1, octets('0000')), 'method-not-allowed'],
  ['client provisioning by USERPINMAC', cp(CP, 3), 'unknown-method'],
  ['client provisioning by SEC 127', cp(CP, 127), 'unknown-method'],
  ['client provisioning signed by another PIN', cp(CP, 2, octets(NETWORK, '0000')), 'wrong-mac'],
  ['client provisioning with a MAC of one letter', cp(CP, 2, CP_KEY, 'A'), 'wrong-mac'],
];

const HEADERS: readonly Row[] = [
  [
    'a DM profile under the name of XML',
    offer(`application/vnd.syncml.dm+xml; SEC=USERPIN; MAC=00`),
    'no offer',
  ],
  ['a DM profile of no type', offer(''), 'no offer'],
  ['SEC twice', offer(`${TYPE}; SEC=NETWORKID; SEC=USERPIN_NETWORKID; MAC=00`), 'no offer'],
  ['MAC twice', offer(`${TYPE}; SEC=USERPIN_NETWORKID; MAC=00; MAC=${mac(DM, DM_KEY)}`), 'no offer'],
  ['a parameter without a value', offer(`${TYPE}; SEC`), 'no offer'],
  ['a type of 300 characters', offer(`${TYPE}; X=${'a'.repeat(300)}`), 'no offer'],
];

const signedDm = (why: string, body: Uint8Array, device: string): Row => [why, dm(body), device];
const signedCp = (why: string, body: Uint8Array, device: string): Row => [why, cp(body), device];
const edited = (body: Uint8Array, from: string, to: string) => {
  const at = Buffer.from(body).lastIndexOf(from);
  if (at < 0 || from.length !== to.length) throw new Error(`no ${from} to be edited`);
  return octets(body.slice(0, at), to, body.slice(at + from.length));
};

/** Rightly signed: even who holds the secret cannot harm the reader. security.md A5 */
const DOCUMENTS: readonly Row[] = [
  signedDm('DM profile of nothing', octets(''), 'malformed'),
  signedDm('DM profile of noise', octets(0xff, 0, 0xff, 0), 'malformed'),
  signedDm('DM profile that is XML', octets('<SyncML/>'), 'malformed'),
  signedDm('half a DM profile', DM.slice(0, DM.length >> 1), 'malformed'),
  signedDm('DM profile of 16,385 octets', new Uint8Array(16_385), 'too-large'),
  signedDm(
    'DM profile of endless tags',
    octets(2, 0xa4, 1, 0x6a, 0, new Uint8Array(10_000).fill(0x6d)),
    'malformed',
  ),
  signedDm('client provisioning as DM profile', CP, 'malformed'),
  signedDm('DM profile for another application', edited(DM, 'w7', 'w5'), 'bad-account'),
  signedDm(
    'DM profile with an address of a file',
    edited(DM, 'https://dm.example.net/oma', 'file:///dm.example.net/oma'),
    'bad-account',
  ),
  signedCp('client provisioning of nothing', octets(''), 'malformed'),
  signedCp('client provisioning of noise', octets(0xff, 0, 0xff, 0), 'malformed'),
  signedCp('half of client provisioning', CP.slice(0, CP.length >> 1), 'malformed'),
  signedCp('client provisioning for another application', edited(CP, 'w7', 'w5'), 'no-account'),
  signedCp(
    'client provisioning of 8,000 tags',
    octets(CP.slice(0, 4), 0, new Uint8Array(8_000).fill(0x45)),
    'malformed',
  ),
  signedCp(
    'client provisioning with a string table that is not there',
    octets(3, 0x0b, 0x6a, 0x7f, 'a'),
    'malformed',
  ),
  signedCp(
    'client provisioning with a table length of 2^32-1',
    octets(3, 0x0b, 0x6a, 0x8f, 0xff, 0xff, 0xff, 0x7f),
    'malformed',
  ),
  signedCp('DM profile as client provisioning', DM, 'malformed'),
];

const GROUPS: readonly (readonly [source: string, rows: readonly Row[]])[] = [
  ['spec/omadm.md §6.4, §6.5, security.md A4', SIGNED],
  ['spec/omadm.md §6.4', HEADERS],
  ['spec/omadm.md §6.4, §6.5, security.md A5', DOCUMENTS],
];

/** Bootstrap documents for a device that has none of the accounts yet, and takes PINs of 128 bits with its IMSI only. */
export const BOOTSTRAP_CASES: readonly Case[] = GROUPS.flatMap(([source, rows]) =>
  rows.map(([why, bytes, device]) => ({ bytes, sidecar: { why, source, device, maxMs: 100 } })),
);
