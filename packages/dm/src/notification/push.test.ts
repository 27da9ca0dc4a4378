import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { fromHex, toHex, vector } from '../../test/octets.ts';
import { LIMITS } from '../limits.ts';
import * as notification from '../notification.ts';

const { joinSmsParts, readSmsUserData, readWapPush, smsUserData, wapPush } = notification;

interface PushVector {
  readonly wspHex: string;
  readonly payloadHex: string;
  readonly tpUdHex: string;
}
const { wspHex, payloadHex, tpUdHex } = vector<PushVector>('05-wap-push-sms.json');
const payload = fromHex(payloadHex);

test('vector: push PDU and user data around a notification, both ways', () => {
  const pdu = wapPush(payload, 1);
  assert.equal(toHex(pdu), wspHex + payloadHex);
  assert.deepEqual(smsUserData(pdu, 7).map(toHex), [tpUdHex]);
  const part = readSmsUserData(fromHex(tpUdHex));
  assert.deepEqual(part, { sourcePort: 0xc002, reference: 0, total: 1, sequence: 1, payload: pdu });
  assert.deepEqual(readWapPush(joinSmsParts([part!])!), {
    kind: 'notification',
    transactionId: 1,
    body: payload,
  });
});

const cpCases = vector<{
  readonly hex: string;
  readonly cases: readonly { sec: number; mac: string; tpUdHex: string }[];
}>('11-bootstrap-cp.json');
for (const { sec, mac, tpUdHex: whole } of cpCases.cases) {
  test(`vector: client provisioning push, SEC ${sec}`, () => {
    // The vector holds the whole PDU behind one header; on the air it is cut.
    const pdu = fromHex(whole).subarray(7);
    assert.deepEqual(readWapPush(pdu), {
      kind: 'connectivity',
      transactionId: 1,
      sec,
      mac,
      body: fromHex(cpCases.hex),
    });
    const parts = smsUserData(pdu, 9, 0x23f0).map((part) => readSmsUserData(part)!);
    assert.deepEqual(
      parts.map(({ sourcePort, reference, total, sequence }) => [sourcePort, reference, total, sequence]),
      [1, 2, 3, 4].slice(0, parts.length).map((n) => [0x23f0, 9, parts.length, n]),
    );
    assert.deepEqual(joinSmsParts(parts.toReversed()), pdu);
  });
}

const tolerated: readonly [why: string, pdu: string][] = [
  ['content type behind a length', '010604 01c4 af87'],
  ['content type behind a long length', '010605 1f01c4 af87'],
  ['a parameter of another name', '010606 03c481ea af87'],
  ['a parameter in text', '010608 05c478007900 af87'],
  ['headers before the application id', '01060a c4 8d82 b4036d6e6f af87'],
  ['a header in text', '010607 c4 7800 7900 af87'],
  [
    'media type as text, as Kannel writes it',
    `010626 ${toHex(Buffer.from('application/vnd.syncml.notification'))}00 af87`,
  ],
];
for (const [why, pdu] of tolerated) {
  test(`read: ${why}`, () => {
    const got = readWapPush(fromHex(pdu.replaceAll(' ', '') + payloadHex));
    assert.deepEqual(got, { kind: 'notification', transactionId: 1, body: payload });
  });
}

const unreadable: readonly [why: string, pdu: string][] = [
  ['empty', ''],
  ['transaction id only', '01'],
  ['no headers length', '0106'],
  ['another PDU type', '010703c4af87'],
  ['headers length 0', '010600'],
  ['headers beyond the end', '01067fc4af87'],
  ['headers length beyond 32 bits', '0106ffffffffff7fc4af87'],
  ['no application id', '010601c4'],
  ['application id cut off', '010602c4af'],
  ['another application id', '010603c4af84'],
  ['application id as text', '010604c4af7800'],
  ['another media type', '010603aeaf87'],
  ['media type as text', '010605612f6200af87'],
  ['media type text behind a length', '01060703612f00af87'],
  ['length beyond the headers', '0106041fffc487'],
  ['SEC is no short integer', '010605 04b69101 00'],
  ['MAC without its end', '010605 04b6924142'],
  ['MAC not UTF-8', '010605 04b692ff00'],
  ['parameter without a value', '010603 02b681'],
  ['header of a shifted page', '010603c40187'],
];
for (const [why, pdu] of unreadable) {
  test(`push not read: ${why}`, () => assert.equal(readWapPush(fromHex(pdu.replaceAll(' ', ''))), undefined));
}

test('a push at the limit is built and read, one octet more is not', () => {
  const pdu = wapPush(new Uint8Array(LIMITS.pushBytesMax - 6), 0);
  assert.equal(readWapPush(pdu)?.body.length, LIMITS.pushBytesMax - 6);
  const over = Uint8Array.from([...pdu, 0]);
  assert.equal(readWapPush(over), undefined);
  assert.throws(() => wapPush(new Uint8Array(LIMITS.pushBytesMax - 5), 0), /push of 8193 octets/);
  const parts = smsUserData(pdu, 1);
  assert.equal(parts.length, LIMITS.smsPartsMax);
  assert.ok(parts.every((part) => part.length === 140));
  assert.deepEqual(joinSmsParts(parts.map((part) => readSmsUserData(part)!)), pdu);
  assert.throws(() => smsUserData(over, 1), /8193 octets/);
});

for (const id of [-1, 256, 0.5]) {
  test(`no transaction id or reference ${id}`, () => {
    assert.throws(() => wapPush(payload, id), /no octet/);
    assert.throws(() => smsUserData(payload, id), /no octet/);
  });
}

test('user data: 133 octets fit into one message, 134 need two', () => {
  assert.deepEqual(
    smsUserData(new Uint8Array(133), 1).map((part) => part.length),
    [140],
  );
  assert.deepEqual(
    smsUserData(new Uint8Array(134), 1).map((part) => part.length),
    [140, 18],
  );
  const [head] = smsUserData(new Uint8Array(134), 0xab);
  assert.equal(toHex(head!.subarray(0, 12)), '0b05040b84c0020003ab0201');
});

const PORTS = '05040b84c002';
const headers: readonly [why: string, userData: string, place: readonly number[] | undefined][] = [
  ['16-bit reference', `0c${PORTS}0804123403 02aa`, [0x1234, 3, 2]],
  ['reference before ports', `0b0003070301${PORTS}aa`, [7, 3, 1]],
  ['an element of another kind', `09${PORTS}7001 00aa`, [0, 1, 1]],
  ['empty', '', undefined],
  ['header cut off', '06', undefined],
  ['header without elements', '00aa', undefined],
  ['element without length', '0105', undefined],
  ['element beyond the header', '0605050b84c00200', undefined],
  ['8-bit ports only', '0404020b84aa', undefined],
  ['ports too short', '0505030b84c0aa', undefined],
  ['another port', '0605040b85c002aa', undefined],
  ['part 0', `0b${PORTS}0003070300aa`, undefined],
  ['part beyond the total', `0b${PORTS}0003070304aa`, undefined],
  ['no parts at all', `0b${PORTS}0003070000aa`, undefined],
  ['place too short', `0a${PORTS}00020703aa`, undefined],
  ['16-bit place too short', `0b${PORTS}0803070303aa`, undefined],
  ['141 octets', `06${PORTS}${'00'.repeat(134)}`, undefined],
];
for (const [why, userData, place] of headers) {
  test(`user data: ${why}`, () => {
    const got = readSmsUserData(fromHex(userData.replaceAll(' ', '')));
    assert.deepEqual(got && [got.reference, got.total, got.sequence], place);
  });
}

test('parts are joined only when all are there and belong together', () => {
  const parts = smsUserData(new Uint8Array(300), 5).map((part) => readSmsUserData(part)!);
  const [a, b, c] = parts as [notification.SmsPart, notification.SmsPart, notification.SmsPart];
  assert.equal(joinSmsParts([c, a, a, b])?.length, 300);
  assert.equal(joinSmsParts([]), undefined);
  assert.equal(joinSmsParts([a, b]), undefined);
  assert.equal(joinSmsParts([a, b, b]), undefined);
  assert.equal(joinSmsParts([a, b, { ...c, reference: 6 }]), undefined);
  assert.equal(joinSmsParts([a, b, { ...c, total: 4 }]), undefined);
  assert.equal(joinSmsParts([a, b, { ...c, sourcePort: 1 }]), undefined);
  const total = LIMITS.smsPartsMax + 1;
  const many = Array.from({ length: total }, (_, index) => ({ ...a, total, sequence: index + 1 }));
  assert.equal(joinSmsParts(many), undefined);
});

test('no octets make the readers throw', () => {
  const near = fc
    .tuple(fc.constantFrom(fromHex(tpUdHex), fromHex(tpUdHex).subarray(7)), fc.nat(), fc.nat(255), fc.nat(3))
    .map(([bytes, at, octet, cut]) => bytes.with(at % 16, octet).subarray(0, bytes.length - cut));
  fc.assert(
    fc.property(fc.oneof(fc.uint8Array({ maxLength: 160 }), near), (bytes) => {
      readWapPush(bytes);
      const part = readSmsUserData(bytes);
      if (part !== undefined) assert.ok(part.sequence >= 1 && part.sequence <= part.total);
    }),
    { numRuns: 3_000 },
  );
});
