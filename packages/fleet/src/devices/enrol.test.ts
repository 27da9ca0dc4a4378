import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FleetPorts, FleetStore } from '../ports.ts';
import type { UseCaseEnv } from '../use-case-env.ts';
import { createEnrolmentToken, enrolDevice } from './enrol.ts';

const NOW = '2026-01-01T00:00:00.000Z';

function envOf(): { readonly env: UseCaseEnv; readonly kept: string[][]; readonly taken: string[][] } {
  const kept: string[][] = [];
  const taken: string[][] = [];
  const store = {
    deviceType: async (name: string) =>
      name === 'gw' ? { name, description: '', legacy: false, createdAt: NOW } : undefined,
    createEnrolment: async (...row: string[]) => kept.push(row) > 0,
    takeEnrolment: async (...row: string[]) => {
      taken.push(row);
      return undefined;
    },
    createDevice: () => assert.fail('no device without a token'),
    device: () => assert.fail('nobody learns which devices exist'),
  } as unknown as FleetStore;
  const ports = {
    now: () => NOW,
    newSecret: () => 'token',
    sha256Hex: (bytes: Uint8Array) => `digest of ${String.fromCharCode(...bytes)}`,
  } as unknown as FleetPorts;
  return { env: { store, ports, serverId: 'scomo' }, kept, taken };
}

const ends: readonly [number | undefined, string][] = [
  [undefined, '2026-01-01T00:15:00.000Z'],
  [1, '2026-01-01T00:00:01.000Z'],
  [900, '2026-01-01T00:15:00.000Z'],
  [901, '2026-01-01T00:15:00.000Z'],
];
for (const [seconds, expiresAt] of ends) {
  test(`a token for ${seconds} seconds ends at ${expiresAt}; only its digest is kept`, async () => {
    const { env, kept } = envOf();
    const request = { deviceType: 'gw', ...(seconds === undefined ? {} : { expiresInSeconds: seconds }) };
    const created = await createEnrolmentToken(request, env);
    assert.deepEqual(created, { ok: true, value: { token: 'token', deviceType: 'gw', expiresAt } });
    assert.deepEqual(kept, [['digest of token', 'gw', expiresAt]]);
  });
}

test('an unknown device type gets no token', async () => {
  const { env, kept } = envOf();
  const created = await createEnrolmentToken({ deviceType: 'none' }, env);
  assert.equal(created.ok ? '' : created.problem.code, 'device_type_unknown');
  assert.deepEqual(kept, []);
});

test('a token that is not good is refused before anything else is looked at', async () => {
  const { env, taken } = envOf();
  const enrolled = await enrolDevice({ token: 'guess', deviceId: 'IMEI:1' }, env);
  assert.equal(enrolled.ok ? '' : enrolled.problem.code, 'enrolment_refused');
  assert.deepEqual(taken, [['digest of guess', NOW]]);
});
