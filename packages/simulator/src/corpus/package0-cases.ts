import { md5 } from '../md5.ts';
import { type Case, octets } from './case.ts';

type Row = readonly [why: string, bytes: Uint8Array, device?: string];

const SERVER = 'a.example';
const SECRET = 'server secret';
const NONCE = Buffer.from('bm9uY2Utbm9uY2Utbm8=', 'base64');

interface Said {
  readonly version?: readonly [number, number];
  readonly sessionId?: number;
  readonly length?: number;
  readonly name?: string | Uint8Array;
  readonly vendor?: Uint8Array;
  readonly secret?: string;
  readonly nonce?: Uint8Array;
}

/** A notification, signed by what is said in it. spec/omadm.md §6.1 */
function trigger(said: Said = {}): Uint8Array {
  const { version = [0x02, 0xd8], sessionId = 0x1a2b, name = SERVER, vendor = new Uint8Array() } = said;
  const bytes = octets(name);
  const fields = octets(...version, 0, 0, 0, sessionId >> 8, sessionId & 0xff, said.length ?? bytes.length);
  const body = octets(fields, bytes, vendor);
  return octets(digest(body, said), body);
}

/** spec/omadm.md §5.2 */
function digest(body: Uint8Array, { secret = SECRET, nonce = NONCE, name = SERVER }: Said): Uint8Array {
  const a1 = md5(name, ':', secret).toString('base64');
  return md5(a1, ':', nonce, ':', md5(body).toString('base64'));
}

const GOOD = trigger();
const TYPE = octets(0xc4, 0xaf, 0x87);
/** A WSP push PDU. spec/omadm.md §6.3 */
const push = (body: Uint8Array = GOOD, headers = TYPE, kind = 0x06) =>
  octets(1, kind, headers.length, headers, body);
const PORTS = octets(0x05, 0x04, 0x0b, 0x84, 0xc0, 0x02);
/** User data of a short message. */
const sms = (payload: Uint8Array, header = PORTS) => octets(header.length, header, payload);
const changed = (bytes: Uint8Array, at: number, mask = 1) =>
  bytes.map((octet, index) => (index === at ? octet ^ mask : octet));

const SIGNED: readonly Row[] = [
  ['a right one, so that the rest means something', GOOD, 'ours'],
  ['a right one in a push', push(), 'ours'],
  ['a right one in a short message', sms(push()), 'ours'],
  ['a right one of another version', trigger({ version: [0x03, 0x18] }), 'ours'],
  ['a right one with vendor octets', trigger({ vendor: octets('x'.repeat(100)) }), 'ours'],
  ['a wrong secret', trigger({ secret: 'guess' }), 'not ours'],
  ['an empty secret', trigger({ secret: '' }), 'not ours'],
  ['a nonce that was never told', trigger({ nonce: Buffer.from('other') }), 'not ours'],
  ['the four zero octets of resynchronisation', trigger({ nonce: Buffer.alloc(4) }), 'not ours'],
  ['the ten characters of resynchronisation', trigger({ nonce: Buffer.from('0x00000000') }), 'not ours'],
  ['another server', trigger({ name: 'b.example' }), 'not ours'],
  ['a server id with NUL behind', trigger({ name: `${SERVER}\0` }), 'not ours'],
  ['a server id in capitals', trigger({ name: SERVER.toUpperCase() }), 'not ours'],
  ['a server id of __proto__', trigger({ name: '__proto__' }), 'not ours'],
  ['another session id under the same digest', changed(GOOD, 22), 'not ours'],
  ['another way to ask the user under the same digest', changed(GOOD, 17, 0x30), 'not ours'],
  ['reserved bits changed under the same digest', changed(GOOD, 18), 'not ours'],
  ['vendor octets added under the same digest', octets(GOOD, 'x'), 'not ours'],
  ['a digest of zeros', octets(new Uint8Array(16), GOOD.subarray(16)), 'not ours'],
  ['a digest with one bit changed', changed(GOOD, 0), 'not ours'],
];

const FORM: readonly Row[] = [
  ['nothing', octets('')],
  ['one octet', octets(0)],
  ['only a digest', GOOD.slice(0, 16)],
  ['one octet short of a server id', GOOD.slice(0, 23)],
  ['no server id', trigger({ name: '', length: 0 })],
  ['a server id longer than what is left', trigger({ length: 10 })],
  ['a server id of 255 octets that are not there', trigger({ length: 255 })],
  ['session id 0', trigger({ sessionId: 0 })],
  ['a server id that is no UTF-8', trigger({ name: octets(0xff, 0xfe) })],
  ['a server id of half a surrogate', trigger({ name: octets(0xed, 0xa0, 0x80) })],
  ['1,025 octets', trigger({ vendor: new Uint8Array(1025 - GOOD.length) })],
  ['100,000 octets', trigger({ vendor: new Uint8Array(100_000) })],
  ['XML', octets('<SyncML/>')],
];

const PUSHES: readonly Row[] = [
  ['a push without headers', push(GOOD, new Uint8Array())],
  ['a push of another kind', push(GOOD, TYPE, 0x07)],
  ['headers longer than the push', octets(1, 0x06, 0x7f, TYPE, GOOD)],
  ['a header length beyond 32 bits', octets(1, 0x06, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f, TYPE)],
  ['a header length of endless octets', octets(1, 0x06, new Uint8Array(64).fill(0x80))],
  ['another media type', push(GOOD, octets(0xae, 0xaf, 0x87))],
  [
    'the media type as a text, as Kannel writes it',
    push(GOOD, octets('application/vnd.syncml.notification', 0, 0xaf, 0x87)),
    'ours',
  ],
  ['another media type as a text', push(GOOD, octets('application/vnd.syncml.notificatio', 0, 0xaf, 0x87))],
  ['no application id', push(GOOD, octets(0xc4))],
  ['another application id', push(GOOD, octets(0xc4, 0xaf, 0x88))],
  ['an application id as a text', push(GOOD, octets(0xc4, 0xaf, 'x-wap-application:syncml.dm', 0))],
  ['a value longer than the headers', push(GOOD, octets(0x1f, 0xff, 0xff, 0x7f, 0xc4))],
  ['a media type of length 0', push(GOOD, octets(0x00, 0xaf, 0x87))],
  ['a header without an end', push(GOOD, octets(0xc4, 0x41, 0x42))],
  ['a push of 8,193 octets', push(new Uint8Array(8188))],
];

const MESSAGES: readonly Row[] = [
  ['a short message to another port', sms(push(), octets(0x05, 0x04, 0x0b, 0x85, 0xc0, 0x02))],
  ['a short message without ports', sms(push(), octets(0x00, 0x03, 1, 1, 1))],
  ['a header longer than the message', octets(0x7f, PORTS, push())],
  ['a header element longer than its header', sms(push(), octets(0x05, 0x7f, 0x0b, 0x84))],
  ['a header element of ports with 3 octets', sms(push(), octets(0x05, 0x03, 0x0b, 0x84, 0xc0))],
  ['part 0 of 1', sms(push(), octets(PORTS, 0x00, 0x03, 1, 1, 0))],
  ['part 2 of 1', sms(push(), octets(PORTS, 0x00, 0x03, 1, 1, 2))],
  ['part 1 of 0', sms(push(), octets(PORTS, 0x00, 0x03, 1, 0, 1))],
  ['the first of two parts', sms(push().slice(0, 20), octets(PORTS, 0x00, 0x03, 1, 2, 1))],
  ['user data of 141 octets', sms(new Uint8Array(134))],
];

const GROUPS: readonly (readonly [source: string, rows: readonly Row[]])[] = [
  ['spec/omadm.md §5.2, §6.1, security.md A13', SIGNED],
  ['spec/omadm.md §6.1, security.md A5', FORM],
  ['spec/omadm.md §6.3, security.md A5', PUSHES],
  ['spec/omadm.md §6.3', MESSAGES],
];

/** What reaches a device's notification port. */
export const PACKAGE0_CASES: readonly Case[] = GROUPS.flatMap(([source, rows]) =>
  rows.map(([why, bytes, device = 'nothing']) => ({ bytes, sidecar: { why, source, device, maxMs: 100 } })),
);
