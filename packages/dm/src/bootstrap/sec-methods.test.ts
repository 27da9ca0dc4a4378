import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bootstrapPorts, fromHex, toHex, vector, vectorBytes } from '../../test/octets.ts';
import { readWapPush } from '../notification/read-wap-push.ts';
import { type BootstrapOffer, cpPush, dmContentType, offerOfHttp, offerOfPush } from './offer.ts';
import {
  type BootstrapSecrets,
  imsiKey,
  macKey,
  macOf,
  type ProfileKind,
  type SecMethod,
} from './sec-methods.ts';

const ports = bootstrapPorts();
const IMSI = '310150123456789';
const ascii = new TextEncoder().encode(IMSI);

interface DmVector {
  readonly contentType: readonly string[];
  readonly cases: readonly { readonly sec: SecMethod; readonly keyHex: string; readonly mac: string }[];
}
interface CpVector {
  readonly cases: readonly { readonly keyHex: string; readonly mac: string; readonly tpUdHex: string }[];
}
const dm = vector<DmVector>('09-bootstrap-dm.json');
const cp = vector<CpVector>('11-bootstrap-cp.json');
const dmBody = new Uint8Array(vectorBytes('09-bootstrap-dm.wbxml'));
const cpBody = new Uint8Array(vectorBytes('11-bootstrap-cp.wbxml'));

const dmSecrets: readonly BootstrapSecrets[] = [
  { networkId: ascii },
  { networkId: imsiKey(IMSI) },
  { pin: '4711' },
  { pin: '4711', networkId: ascii },
];
dm.cases.forEach(({ sec, keyHex, mac }, index) => {
  test(`vector: DM profile ${sec}, ${index}`, () => {
    const key = macKey('dm', sec, dmSecrets[index]!)!;
    assert.equal(toHex(key), keyHex);
    assert.equal(macOf(key, dmBody, ports), mac);
    assert.equal(dmContentType(sec, mac), dm.contentType[index]);
    const offer: BootstrapOffer = { kind: 'dm', body: dmBody, method: sec, mac };
    assert.deepEqual(offerOfHttp(dm.contentType[index]!, dmBody), offer);
  });
});

const methods: readonly SecMethod[] = ['NETWORKID', 'USERPIN', 'USERPIN_NETWORKID'];
cp.cases.forEach(({ keyHex, mac, tpUdHex }, index) => {
  test(`vector: client provisioning ${methods[index]}`, () => {
    const method = methods[index]!;
    const key = macKey('cp', method, { pin: '4711', networkId: imsiKey(IMSI) })!;
    assert.equal(toHex(key), keyHex);
    assert.equal(macOf(key, cpBody, ports), mac);
    const pdu = cpPush(cpBody, method, mac, 1);
    assert.equal(toHex(pdu), tpUdHex.slice(14));
    const push = readWapPush(pdu);
    assert.ok(push?.kind === 'connectivity');
    assert.deepEqual(offerOfPush(push), { kind: 'cp', body: cpBody, method, mac });
  });
});

test('an IMSI of an even number of digits is filled up', () => {
  // 1, the digits, F: 11 23 4F, each octet swapped.
  assert.equal(toHex(imsiKey('1234')), '1132f4');
});

for (const imsi of ['', '12a4', '1234567890123456', ' 1', '+1']) {
  test(`no IMSI: "${imsi}"`, () => assert.throws(() => imsiKey(imsi), /no IMSI/));
}

const lacking: readonly [ProfileKind, SecMethod, BootstrapSecrets][] = [
  ['dm', 'NETWORKID', { pin: '4711' }],
  ['dm', 'USERPIN', { networkId: ascii }],
  ['dm', 'USERPIN_NETWORKID', { pin: '4711' }],
  ['dm', 'USERPIN_NETWORKID', { networkId: ascii }],
  ['cp', 'USERPIN', { pin: '' }],
  ['cp', 'NETWORKID', { networkId: fromHex('') }],
  ['cp', 'USERPIN_NETWORKID', {}],
];
for (const [kind, method, secrets] of lacking) {
  test(`no key: ${kind} ${method} of ${Object.keys(secrets)}`, () => {
    assert.equal(macKey(kind, method, secrets), undefined);
  });
}

const TYPE = 'application/vnd.syncml.dm+wbxml';
const contentTypes: readonly [text: string, Partial<BootstrapOffer> | undefined][] = [
  [TYPE, {}],
  [`${TYPE.toUpperCase()};sec=userpin ; mac="ab"`, { method: 'USERPIN', mac: 'ab' }],
  [`${TYPE}; charset=utf-8; SEC=X; MAC=ab`, { method: 'unknown', mac: 'ab' }],
  [`${TYPE}; SEC=; MAC=`, { method: 'unknown', mac: '' }],
  [`${TYPE}; SEC=USERPIN; SEC=NETWORKID`, undefined],
  [`${TYPE}; MAC=a; MAC=b`, undefined],
  [`${TYPE}; SEC`, undefined],
  [`${TYPE};`, undefined],
  ['application/vnd.syncml.dm+xml; SEC=USERPIN; MAC=ab', undefined],
  ['', undefined],
  [`${TYPE}; a=${'b'.repeat(256 - TYPE.length - 4)}`, {}],
  [`${TYPE}; a=${'b'.repeat(257 - TYPE.length - 4)}`, undefined],
];
for (const [text, expected] of contentTypes) {
  test(`Content-Type ${text.slice(0, 80)}`, () => {
    assert.deepEqual(offerOfHttp(text, dmBody), expected && { kind: 'dm', body: dmBody, ...expected });
  });
}

test('a push by USERPINMAC is of an unknown method, one without SEC and MAC of none', () => {
  const push = { kind: 'connectivity', transactionId: 1, body: cpBody } as const;
  assert.deepEqual(offerOfPush({ ...push, sec: 3, mac: 'ab' }), {
    kind: 'cp',
    body: cpBody,
    method: 'unknown',
    mac: 'ab',
  });
  assert.deepEqual(offerOfPush(push), { kind: 'cp', body: cpBody });
});
