import assert from 'node:assert/strict';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { type DeviceBox, openBox } from '../src/device-box.ts';
import { openWorld, type World } from '../src/world.ts';

let world: World;
before(async () => {
  world = await openWorld();
});
after(() => world.close());

/** The real command makes the document; what it prints is all that the device is told. */
async function makeDocument(deviceId: string, name: string, ...more: string[]) {
  const file = join(world.dir, name);
  const printed = await world.scomo('device', 'bootstrap', deviceId, '--out', file, '--json', ...more);
  const { contentType, pin } = JSON.parse(printed) as { contentType: string; pin: string };
  return { file, contentType, pin };
}

type Made = Awaited<ReturnType<typeof makeDocument>>;

function take(box: DeviceBox, { file, contentType, pin }: Made, ...more: string[]) {
  return box.agent('bootstrap', file, '--content-type', contentType, '--pin', pin, ...more);
}

async function sessions(deviceId: string): Promise<string[]> {
  const { items } = await world.client.listSessions({ query: { deviceId, limit: 20 } });
  return items.map(({ outcome }) => outcome);
}

for (const [profile, scheme] of [
  ['dm', 'md5'],
  ['cp', 'md5'],
  ['dm', 'basic'],
  ['cp', 'hmac'],
] as const) {
  test(`${profile}, ${scheme}: the server makes the document, the agent takes it, and its next session is authenticated`, async () => {
    const deviceId = `IMEI:boot-${profile}-${scheme}`;
    const wrong = { clientSecret: 'nobody ever told it', serverSecret: 'nor what the server says' };
    const box = await openBox(world, deviceId, { scheme, config: wrong });
    assert.notEqual((await box.agent('once')).code, 0, 'not without an account');
    assert.deepEqual(new Set(await sessions(deviceId)), new Set(['refused']));

    const made = await makeDocument(deviceId, `${profile}-${scheme}.bin`, '--profile', profile);
    const taken = await take(box, made);
    assert.equal(taken.code, 0, taken.output);
    const once = await box.agent('once');
    assert.equal(once.code, 0, once.output);
    assert.equal((await sessions(deviceId))[0], 'done');
    const again = await take(box, made);
    assert.match(again.output, /used-before/);
  });
}

test('a working device is bootstrapped again only on purpose, and then its old secrets are void', async () => {
  const deviceId = 'IMEI:boot-again';
  const box = await openBox(world, deviceId);
  assert.equal((await box.agent('once')).code, 0);
  await assert.rejects(makeDocument(deviceId, 'again-no.bin'), /has signed in at .* with replace/);
  assert.equal((await box.agent('once')).code, 0, 'a refusal changes nothing');

  const made = await makeDocument(deviceId, 'again.bin', '--replace');
  assert.notEqual((await box.agent('once')).code, 0, 'the old secrets have ended');
  assert.equal((await take(box, made)).code, 0);
  assert.equal((await box.agent('once')).code, 0);
});

test('only the newest document works', async () => {
  const deviceId = 'IMEI:boot-newest';
  const box = await openBox(world, deviceId);
  const older = await makeDocument(deviceId, 'older.bin');
  const newer = await makeDocument(deviceId, 'newer.bin');
  assert.equal((await take(box, older)).code, 0);
  assert.notEqual((await box.agent('once')).code, 0);
  assert.equal((await take(box, newer)).code, 0);
  assert.equal((await box.agent('once')).code, 0);
});

test('a device without configuration starts with a document alone', async () => {
  const deviceId = 'IMEI:boot-first';
  const box = await openBox(world, deviceId);
  const made = await makeDocument(deviceId, 'first.bin');
  const { deviceType, trustRoot } = JSON.parse(readFileSync(box.config, 'utf8'));
  rmSync(box.config);
  const who = ['--device-id', deviceId, '--type', deviceType, '--trust-root', trustRoot];
  const taken = await take(box, made, ...who);
  assert.equal(taken.code, 0, taken.output);
  assert.equal((await box.agent('once')).code, 0);
});
