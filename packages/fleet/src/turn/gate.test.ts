import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Cred, decode, encode } from '@scomo/syncml';
import { DEVICE_ID, type Fixture, fixture } from '../../test/fixture.ts';
import { callIn } from '../../test/real-device.ts';
import { FLEET_LIMITS } from '../limits.ts';
import { createGate } from './gate.ts';
import { receiveTurn } from './receive-turn.ts';
import type { TurnInput } from './turn-env.ts';

const { gate: LIMITS } = FLEET_LIMITS;
const at = (seconds: number) => new Date(Date.UTC(2026, 0, 1) + seconds * 1000).toISOString();

/** A gate, and the seconds that a device has to wait after so many failures at `here`. */
function waits(failures: number, device = 'D', address = 'here', gate = createGate(() => undefined)) {
  for (let n = 0; n < failures; n += 1) gate.failed(device, address, at(0), true);
  const wait = (id = device, from = address) => {
    for (let seconds = 0; ; seconds += 1) if (gate.admits(id, from, at(seconds))) return seconds;
  };
  return { gate, wait };
}

const pauses: readonly [failures: number, seconds: number][] = [
  [0, 0],
  [LIMITS.tries, 0],
  [LIMITS.tries + 1, 5],
  [LIMITS.tries + 2, 15],
  [LIMITS.tries + 4, 135],
  [LIMITS.addressTries - 1, LIMITS.holdSecondsMax],
  [100, LIMITS.holdSecondsMax],
];
for (const [failures, seconds] of pauses) {
  test(`A14 after ${failures} failures: ${seconds} s`, () => assert.equal(waits(failures).wait(), seconds));
}

test('A14 what happens at one address holds no device up at another', () => {
  const { wait } = waits(1000);
  assert.equal(wait('D', 'elsewhere'), 0);
  assert.equal(wait('other', 'elsewhere'), 0);
});

test('A14 guesses at many devices from one address: the address waits, but not who has proven itself there', () => {
  const gate = createGate(() => undefined);
  gate.proved('old', 'here', at(0));
  for (let n = 0; n < 100; n += 1) gate.failed(`D${n}`, 'here', at(0), true);
  const { wait } = waits(0, 'D', 'here', gate);
  assert.equal(wait('new'), LIMITS.holdKnownSecondsMax);
  assert.equal(wait('old'), 0);
  assert.equal(wait('new', 'elsewhere'), 0);
});

test('a fleet behind one address that comes with stale nonces is not held up', () => {
  const gate = createGate(() => undefined);
  for (let n = 0; n < 1000; n += 1) gate.failed(`D${n}`, 'here', at(0), false);
  assert.equal(gate.admits('D', 'here', at(0)), true);
});

test('A14 a device that somebody guesses at from many addresses: fewer tries from each, never none', () => {
  const gate = createGate(() => undefined);
  for (let n = 0; n <= LIMITS.deviceFailuresCalm; n += 1) gate.failed('D', `address ${n}`, at(0), true);
  for (let n = 0; n < LIMITS.triesUnderAttack; n += 1) {
    assert.equal(gate.admits('D', 'fresh', at(0)), true);
    gate.failed('D', 'fresh', at(0), true);
  }
  assert.equal(gate.admits('D', 'fresh', at(0)), true);
  gate.failed('D', 'fresh', at(0), true);
  assert.equal(gate.admits('D', 'fresh', at(0)), false);
});

test('A14 a right proof ends the pause; where it was given, later ones are short', () => {
  const { gate, wait } = waits(100);
  gate.proved('D', 'here', at(0));
  assert.equal(wait(), 0);
  for (let n = 0; n < 100; n += 1) gate.failed('D', 'here', at(0), true);
  assert.equal(wait(), LIMITS.holdKnownSecondsMax);
});

test('failures are forgotten in time', () => {
  const { gate } = waits(100);
  const { forgetSeconds } = LIMITS;
  gate.failed('D', 'here', at(forgetSeconds + 1), true);
  assert.equal(gate.admits('D', 'here', at(forgetSeconds + 1)), true);
});

test('what is remembered is bounded', () => {
  const gate = createGate(() => undefined);
  for (let n = 0; n < LIMITS.entriesMax + 1; n += 1) gate.failed(`D${n}`, `address ${n}`, at(0), true);
  assert.equal(gate.size, 3 * LIMITS.entriesMax);
});

/** Package 1 with a wrong Cred, another one each time. */
function guess(n: number, address: string, deviceId = DEVICE_ID): TurnInput {
  const cred: Cred = {
    meta: { format: 'b64', type: 'syncml:auth-md5' },
    data: Buffer.from(String(n).padStart(16, '0')).toString('base64'),
  };
  const header = {
    ...{ verDtd: '1.2', verProto: 'DM/1.2', sessionId: String(n), msgId: '1' },
    target: { locUri: 'http://127.0.0.1/dm' },
    source: { locUri: deviceId, locName: 'dev' },
    cred,
  };
  const commands = [{ kind: 'Alert' as const, cmdId: '1', code: 1201, items: [] }];
  return { bytes: encode({ header, commands, final: true }, 'wbxml'), encoding: 'wbxml', address };
}

/** A fixture that counts how often anything is hashed. */
function counted(): Fixture & { readonly hashes: () => number } {
  const made = fixture([], 'md5');
  let count = 0;
  const md5 = (bytes: Uint8Array) => {
    count += 1;
    return made.ports.auth.md5(bytes);
  };
  const row = made.store.rows.get(DEVICE_ID)!;
  row.account = { ...row.account, incoming: { ...row.account.incoming, nonces: ['AAAA'] } };
  const ports = { ...made.ports, now: () => made.ports.now(), auth: { ...made.ports.auth, md5 } };
  return { ...made, env: { ...made.env, ports }, hashes: () => count };
}

test('A14 10,000 guesses in a minute from 20 addresses: at most 100 reach the hash, and all get a challenge', async () => {
  const made = counted();
  for (let n = 0; n < 10_000; n += 1) {
    if (n % 166 === 0) made.ports.time += 1000;
    const answer = await receiveTurn(guess(n, `203.0.113.${n % 20}`), made.env);
    assert.ok(answer.status === 200 && answer.refused === true);
    const [status] = decode(answer.bytes, 'wbxml').commands;
    assert.ok(status?.kind === 'Status' && status.code === 401 && status.chal?.meta.nextNonce);
  }
  assert.ok(made.hashes() > 0 && made.hashes() <= 100, String(made.hashes()));
  const send = (input: TurnInput) => receiveTurn({ ...input, address: '198.51.100.7' }, made.env);
  assert.equal(
    await callIn(made.device, { ...made.wire, send }),
    'done',
    'the device itself, from elsewhere',
  );
});

test('A14 guesses at a device that does not exist are counted and answered alike', async () => {
  const made = counted();
  const held = { known: 0, unknown: 0 };
  const gateOf = (who: 'known' | 'unknown') =>
    createGate((what) => {
      if (what === 'held') held[who] += 1;
    });
  const gates = { known: gateOf('known'), unknown: gateOf('unknown') };
  for (let n = 0; n < 50; n += 1) {
    const ask = (who: 'known' | 'unknown', deviceId: string) =>
      receiveTurn(guess(n, 'here', deviceId), { ...made.env, gate: gates[who] });
    const known = await ask('known', DEVICE_ID);
    const unknown = await ask('unknown', DEVICE_ID.replace('0000', '0009'));
    assert.ok(known.status === 200 && unknown.status === 200);
    assert.equal(known.bytes.length, unknown.bytes.length);
    assert.deepEqual([known.refused, known.mac], [unknown.refused, unknown.mac]);
  }
  assert.equal(held.known, held.unknown);
  assert.ok(held.known > 40);
});
