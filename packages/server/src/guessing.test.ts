import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { CreatedDevice } from '@scomo/api';
import { callIn, testDevice } from '../test/device.ts';
import { type Running, running } from '../test/running.ts';

let world: Running;
before(async () => {
  world = await running();
  await world.client.createDeviceType({ body: { name: 'gateway' } });
});
after(() => world.stop());

/** `fetch` as through a proxy on this machine that says where a request comes from. */
const from =
  (address: string) =>
  (url: string, init: { readonly headers: Record<string, string> } & Omit<RequestInit, 'headers'>) =>
    fetch(url, { ...init, headers: { ...init.headers, 'x-forwarded-for': `10.0.0.1, ${address}` } });

async function counted(result: 'failed' | 'held'): Promise<number> {
  const text = await (await world.request('/metrics')).text();
  return Number(
    new RegExp(`^scomo_dm_proofs_total\\{result="${result}"\\} (\\d+)$`, 'm').exec(text)?.[1] ?? 0,
  );
}

for (const scheme of ['basic', 'md5', 'hmac'] as const) {
  test(`A14 200 sessions of a guesser: most are not looked at, and the device itself comes through: ${scheme}`, async () => {
    const before = { failed: await counted('failed'), held: await counted('held') };
    const created: CreatedDevice = await world.client.createDevice({
      body: { deviceId: `IMEI:${scheme}`, deviceType: 'gateway', auth: { scheme } },
    });
    const guesser = from(`203.0.113.${scheme.length}`);
    const ends = await Promise.all(
      Array.from({ length: 200 }, (_, n) => {
        const clientSecret = `guess ${n} of a secret that is long`;
        return callIn(testDevice({ ...created, auth: { ...created.auth, clientSecret } }), guesser);
      }),
    );
    assert.deepEqual(new Set(ends), new Set(['refused']));
    const failed = (await counted('failed')) - before.failed;
    assert.ok(failed > 0 && failed <= 20, `${failed} reached the hash`);
    assert.ok((await counted('held')) - before.held > 180);
    assert.equal(await callIn(testDevice(created), from('198.51.100.7')), 'done');
  });
}
