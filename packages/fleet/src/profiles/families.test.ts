import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { DEVICE_ID, treeTask } from '../../test/fixture.ts';
import { foreign, outcomes, outline } from '../../test/foreign.ts';
import { profileOf } from './recognise.ts';

const bytesOf = (name: string) =>
  new Uint8Array(readFileSync(new URL(`../../../../vectors/quirks/${name}.xml`, import.meta.url)));
const GET = { kind: 'get', uri: './DevDetail/SwV' } as const;
const USUAL = [
  'Status SyncHdr 200',
  'Status Alert 200',
  'Status Replace 200',
  'Get ./DevDetail/SwV',
  'Final',
];

/** Package 1 of each family, what it is answered, and as whom the device is known afterwards. */
const ROWS: readonly [name: string, userAgent: string, said: readonly string[], profile: string][] = [
  ['aosp', 'motorola/XT1080 Motorola/1.0', USUAL, 'aosp'],
  ['samsung', 'SyncML DM Client', [...USUAL.slice(0, 2), 'Status Alert 415', ...USUAL.slice(2)], 'samsung'],
  ['windows', 'MSFT OMA DM Client/1.2.0.1', USUAL, 'windows'],
  ['hotspot', '', [...USUAL.slice(0, 2), 'Status Alert 415', ...USUAL.slice(2)], 'hotspot'],
  ['libdmclient', 'libdmclient', USUAL, 'libdmclient'],
  ['funambol', '', USUAL, 'funambol'],
  ['webos', '', USUAL, 'webos'],
  ['mediatek', '', USUAL, 'mediatek'],
  ['redbend', '', USUAL, 'redbend'],
  ['symbian', '', USUAL, 'symbian'],
  // Only its tree tells: see learn.test.ts.
  ['verizon', '', USUAL, 'default'],
];
for (const [name, userAgent, said, profile] of ROWS) {
  test(`${name}: package 1 is understood and the family recognised`, async () => {
    const client = foreign([treeTask('tk_1', [GET])]);
    assert.deepEqual(outline(await client.post(bytesOf(name), userAgent)), said);
    const device = client.store.rows.get(DEVICE_ID)?.device;
    assert.ok(device);
    assert.equal(profileOf(device).name, profile);
    assert.deepEqual(outcomes(client), ['get ./DevDetail/SwV -']);
  });
}

for (const [name, code] of [
  ['aosp', 401],
  ['webos', 401],
  ['samsung', 407],
  ['symbian', 407],
] as const) {
  test(`Q44: ${name} without credentials is asked for them with ${code}, like a device that does not exist`, async () => {
    const client = foreign([], 'md5');
    const known = outline(await client.post(bytesOf(name)));
    assert.ok(known.every((line) => line === 'Final' || line.endsWith(` ${code}`)));
    assert.equal(known.length, name === 'samsung' ? 5 : 4);
    const text = new TextDecoder().decode(bytesOf(name)).replaceAll(DEVICE_ID, 'IMEI:1');
    assert.deepEqual(outline(await foreign([], 'md5').post(text)), known);
  });
}

test('funambol: 85 % of MaxMsgSize are filled', async () => {
  const commands = Array.from(
    { length: 40 },
    (_, i) => ({ kind: 'get', uri: `./Vendor/Number${i}` }) as const,
  );
  const sizes: number[] = [];
  for (const name of ['funambol', 'libdmclient']) {
    const client = foreign([treeTask('tk_1', commands)]);
    const text = new TextDecoder().decode(bytesOf(name)).replace(/(?<=MaxMsgSize[^>]*>)\d+/, '4000');
    await client.post(text, name);
    sizes.push(client.store.rows.get(DEVICE_ID)?.reply.length ?? 0);
  }
  const [funambol = 0, other = 0] = sizes;
  assert.ok(funambol <= 3400 && funambol > 3000, String(funambol));
  assert.ok(other > 3400 && other <= 4000, String(other));
});
