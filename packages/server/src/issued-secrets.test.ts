import assert from 'node:assert/strict';
import { test } from 'node:test';
import { makeCredentials } from '@scomo/fleet';
import { fleetPorts } from './fleet-ports.ts';

const env = { ports: fleetPorts(), serverId: 'scomo' };

test('A1 100,000 issued secrets: 32 random octets each, none twice, none that says anything of its device', () => {
  const seen = new Set<string>();
  const ones = new Uint32Array(256);
  for (let n = 0; n < 50_000; n += 1) {
    const deviceId = `IMEI:${353_000_000_000_000 + n}`;
    const made = makeCredentials(deviceId, false, { scheme: 'hmac' }, env);
    assert.ok(made.ok);
    for (const secret of [made.value.clientSecret, made.value.serverSecret]) {
      assert.ok(!secret.includes(String(353_000_000_000_000 + n)));
      seen.add(secret);
      count(ones, Buffer.from(secret, 'base64url'));
    }
  }
  assert.equal(seen.size, 100_000);
  assertEven(ones, 100_000);
});

test('A1 the same device again: nothing of the old secrets', () => {
  const made = Array.from({ length: 100 }, () => makeCredentials('IMEI:1', false, { scheme: 'md5' }, env));
  const secrets = made.flatMap((each) => (each.ok ? [each.value.clientSecret, each.value.serverSecret] : []));
  assert.equal(new Set(secrets).size, 200);
});

test('A6 1,000,000 nonces: 16 random octets each, none twice', () => {
  const seen = new Set<string>();
  const ones = new Uint32Array(128);
  for (let n = 0; n < 1_000_000; n += 1) {
    const nonce = env.ports.auth.newNonce();
    seen.add(nonce);
    count(ones, Buffer.from(nonce, 'base64'));
  }
  assert.equal(seen.size, 1_000_000);
  assertEven(ones, 1_000_000);
});

/** Adds up how often each bit is set. */
function count(ones: Uint32Array, octets: Uint8Array): void {
  assert.equal(octets.length * 8, ones.length);
  for (const [at, octet] of octets.entries()) {
    for (let bit = 0; bit < 8; bit += 1) ones[at * 8 + bit]! += (octet >> bit) & 1;
  }
}

/** Each bit is set in half of the cases, within seven standard deviations. */
function assertEven(ones: Uint32Array, cases: number): void {
  const most = 7 * Math.sqrt(cases / 4);
  for (const [bit, set] of ones.entries()) assert.ok(Math.abs(set - cases / 2) < most, `bit ${bit}: ${set}`);
}
