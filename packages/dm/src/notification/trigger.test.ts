import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { testPorts } from '../../test/auth-ports.ts';
import { fromHex, toHex, vector } from '../../test/octets.ts';
import { a1Of } from '../auth/digests.ts';
import { LIMITS } from '../limits.ts';
import * as notification from '../notification.ts';
import { triggerDigest } from './trigger-digest.ts';

const { buildTrigger, readTrigger, sessionIdText, verifyTrigger } = notification;
const ports = testPorts();

interface Case {
  readonly label: string;
  readonly serverId: string;
  readonly serverPassword: string;
  readonly nonceHex: string;
  readonly uiMode: number;
  readonly initiator: number;
  readonly sessionId: number;
  readonly sessionIdString: string;
  readonly vendorHex: string;
  readonly triggerHex: string;
  readonly digestHex: string;
  readonly messageHex: string;
}
interface Vector {
  readonly cases: readonly Case[];
  readonly reject: readonly { readonly why: string; readonly messageHex: string }[];
}

const { cases, reject } = vector<Vector>('04-notification.json');
const uiModes = ['unspecified', 'background', 'informative', 'interactive'] as const;
const initiators = ['client', 'server'] as const;

const b64 = (text: string) => Buffer.from(text, 'hex').toString('base64');
const factsOf = (row: Case): notification.TriggerFacts => ({
  serverId: row.serverId,
  secret: row.serverPassword,
  nonce: b64(row.nonceHex),
  sessionId: row.sessionId,
  uiMode: uiModes[row.uiMode]!,
  initiator: initiators[row.initiator]!,
  vendor: fromHex(row.vendorHex),
});
const first = cases[0]!;
const good = fromHex(first.messageHex);

for (const row of cases) {
  test(`vector: ${row.label}`, () => {
    assert.equal(toHex(buildTrigger(factsOf(row), ports)), row.messageHex);
    const trigger = readTrigger(fromHex(row.messageHex));
    assert.deepEqual(trigger, {
      digest: fromHex(row.digestHex),
      octets: fromHex(row.triggerHex),
      version: 11,
      uiMode: uiModes[row.uiMode],
      initiator: initiators[row.initiator],
      sessionId: row.sessionId,
      serverId: row.serverId,
      vendor: fromHex(row.vendorHex),
    });
    assert.equal(sessionIdText(row.sessionId), row.sessionIdString);
    const held = { serverId: row.serverId, a1: a1Of(row.serverId, row.serverPassword, ports) };
    assert.equal(verifyTrigger(trigger!, { ...held, nonces: [b64(row.nonceHex)] }, ports), true);
    assert.equal(verifyTrigger(trigger!, { ...held, nonces: ['AAAA', b64(row.nonceHex)] }, ports), true);
  });
}

const changed = (at: number, octet: number) => good.with(at, octet);
const unreadable: readonly [why: string, bytes: Uint8Array][] = [
  ...reject.map((row): [string, Uint8Array] => [row.why, fromHex(row.messageHex)]),
  ['empty', new Uint8Array()],
  ['24 octets, no server id', new Uint8Array(24).with(22, 1)],
  ['empty server id', changed(23, 0)],
  ['one octet short', good.subarray(0, -1)],
  ['server id one octet too long', changed(23, 15)],
  ['session id 0', changed(21, 0).with(22, 0)],
  ['server id not UTF-8', changed(24, 0xff)],
  [
    'over the limit',
    Uint8Array.from([...good, ...new Uint8Array(LIMITS.notificationBytesMax - good.length + 1)]),
  ],
];
for (const [why, bytes] of unreadable) {
  test(`not read: ${why}`, () => assert.equal(readTrigger(bytes), undefined));
}

test('a notification at the limit is read', () => {
  const vendor = new Uint8Array(LIMITS.notificationBytesMax - good.length);
  assert.equal(readTrigger(Uint8Array.from([...good, ...vendor]))?.vendor.length, vendor.length);
});

test('reserved bits and other versions are read', () => {
  const trigger = readTrigger(changed(16, 0x03).with(17, 0x1f).with(20, 0xff));
  assert.deepEqual(
    [trigger?.version, trigger?.uiMode, trigger?.initiator, trigger?.sessionId],
    [12, 'background', 'server', 0x1a2b],
  );
});

const firstA1 = a1Of(first.serverId, first.serverPassword, ports);
const secrets = { serverId: first.serverId, a1: firstA1, nonces: [b64(first.nonceHex)] };
const unproven: readonly [why: string, bytes: Uint8Array, over: Partial<notification.TriggerSecrets>][] = [
  ['no nonce', good, { nonces: [] }],
  ['another nonce', good, { nonces: [b64('00000000')] }],
  ['empty nonce', good, { nonces: [''] }],
  ['nonce taken as text', good, { nonces: [Buffer.from(b64(first.nonceHex)).toString('base64')] }],
  ['another secret', good, { a1: a1Of(first.serverId, 'srv-pass-78', ports) }],
  ['another server', good, { serverId: 'dm.example.org' }],
  ['digest changed', changed(0, good[0]! ^ 1), {}],
  ['session id changed', changed(22, 0x2c), {}],
  ['ui mode changed', changed(17, 0xf8), {}],
  ['reserved bit changed', changed(20, 1), {}],
  ['vendor octet added', Uint8Array.from([...good, 0]), {}],
];
for (const [why, bytes, over] of unproven) {
  test(`not verified: ${why}`, () => {
    assert.equal(verifyTrigger(readTrigger(bytes)!, { ...secrets, ...over }, ports), false);
  });
}

test('not verified: our digest over octets that name another server', () => {
  const octets = Uint8Array.from([...fromHex(first.triggerHex).subarray(0, -3), ...Buffer.from('org')]);
  const digest = triggerDigest(firstA1, secrets.nonces[0]!, octets, ports);
  const trigger = readTrigger(Uint8Array.from([...digest, ...octets]))!;
  assert.equal(trigger.serverId, 'dm.example.org');
  assert.equal(verifyTrigger(trigger, secrets, ports), false);
});

const facts = factsOf(first);
const unbuildable: readonly [why: string, over: Partial<notification.TriggerFacts>, message: RegExp][] = [
  ['server id empty', { serverId: '' }, /needs a server id/],
  ['server id of 24 octets', { serverId: 's'.repeat(24) }, /24 octets: clients take at most 23/],
  ['server id of 24 octets in 12 letters', { serverId: 'é'.repeat(12) }, /24 octets/],
  ['session id 0', { sessionId: 0 }, /session id 0/],
  ['session id 65536', { sessionId: 65_536 }, /session id 65536/],
  ['session id 1.5', { sessionId: 1.5 }, /session id 1\.5/],
  [
    'vendor octets over the limit',
    { vendor: new Uint8Array(LIMITS.notificationBytesMax - 37) },
    /1025 octets/,
  ],
];
for (const [why, over, message] of unbuildable) {
  test(`not built: ${why}`, () => assert.throws(() => buildTrigger({ ...facts, ...over }, ports), message));
}

test('built at the limits: server id of 23 octets, vendor octets up to the end', () => {
  const serverId = 's'.repeat(LIMITS.triggerServerIdBytesMax);
  const vendor = new Uint8Array(LIMITS.notificationBytesMax - 47);
  const trigger = readTrigger(buildTrigger({ ...facts, serverId, vendor }, ports));
  assert.equal(trigger?.serverId, serverId);
  assert.equal(trigger?.vendor.length, vendor.length);
});

for (const id of [0, -1, 65_536, 1.5, Number.NaN]) {
  test(`no text of session id ${id}`, () => assert.throws(() => sessionIdText(id), /no session id/));
}

test('what is built is read and verified; any octet changed, it is not', () => {
  fc.assert(
    fc.property(
      fc.record({
        serverId: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 5 }).filter((id) => {
          const { length } = Buffer.from(id);
          return length > 0 && length <= LIMITS.triggerServerIdBytesMax && id.isWellFormed();
        }),
        secret: fc.string(),
        nonce: fc.base64String(),
        sessionId: fc.integer({ min: 1, max: 0xffff }),
        uiMode: fc.constantFrom(...uiModes),
        initiator: fc.constantFrom(...initiators),
        vendor: fc.uint8Array({ maxLength: 20 }),
      }),
      fc.nat(),
      fc.integer({ min: 1, max: 255 }),
      (given, place, flip) => {
        const bytes = buildTrigger(given, ports);
        const { secret, nonce, ...rest } = given;
        const { digest: _d, octets: _o, version: _v, ...read } = readTrigger(bytes)!;
        assert.deepEqual(read, rest);
        const { serverId } = given;
        const held = { serverId, a1: a1Of(serverId, secret, ports), nonces: [nonce] };
        assert.equal(verifyTrigger(readTrigger(bytes)!, held, ports), true);
        const at = place % bytes.length;
        const forged = readTrigger(bytes.with(at, bytes[at]! ^ flip));
        assert.equal(forged !== undefined && verifyTrigger(forged, held, ports), false);
      },
    ),
    { numRuns: 500 },
  );
});

test('no octets make the reader throw', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
      const trigger = readTrigger(bytes);
      if (trigger === undefined) return;
      assert.deepEqual([...trigger.digest, ...trigger.octets], [...bytes]);
    }),
    { numRuns: 2_000 },
  );
});
