import assert from 'node:assert/strict';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { type RawSample, rawSample, sample, script, stranger } from '../../test/packages.ts';
import { type JobRig, jobRig, setOf } from '../../test/rig.ts';
import { allPackages, putPackage } from '../journal/packages.ts';
import { deliveredFile } from './fetch-package.ts';
import { runJobs } from './run-jobs.ts';
import { createDelivery, type Delivery } from './take-package.ts';

const NODE = './SCOMO/Inventory/Delivered/x';
const BIG = [script('bin/say', 'echo big'), { path: 'data', mode: 0o644, bytes: new Uint8Array(700_000) }];
const good = sample('com.example.one', '1.0', {}, BIG);
const ASK = { mode: 'ask', deferralsMax: 1 } as const;

/** Gives a package in pieces of 16 KB under a PkgID; the last answer. */
function give(delivery: Delivery, bytes: Uint8Array, pkgId: string, until = bytes.length) {
  const sink = delivery.sink(pkgId, NODE);
  for (let offset = 0; offset < until; offset += 16_384) {
    const piece = bytes.subarray(offset, Math.min(offset + 16_384, bytes.length));
    const answer = sink.take(offset, piece, offset + piece.length === bytes.length);
    if (answer.status >= 400 || offset + piece.length === bytes.length) return answer;
  }
  return undefined;
}

const files = ({ context }: JobRig) => readdirSync(join(context.state, 'downloads'));

async function open({ context }: JobRig): Promise<Delivery> {
  const { installer } = context;
  return createDelivery(context, await installer.terms(), await installer.inventory(false));
}

/** Takes a whole package in and keeps it, as a session does. */
async function deliver(rig: JobRig, { bytes, pkgId }: RawSample): Promise<void> {
  const delivery = await open(rig);
  assert.deepEqual(give(delivery, bytes, pkgId), { status: 200 });
  const record = delivery.keep();
  assert.ok(record !== undefined);
  putPackage(rig.context.journal, record);
  delivery.close();
}

test('a good package is kept, its file whole and its record ready', async (t) => {
  const rig = await jobRig(t, []);
  const delivery = await open(rig);
  assert.deepEqual(give(delivery, good.bytes, good.pkgId), { status: 200 });
  const record = delivery.keep();
  assert.deepEqual([record?.pkgId, record?.place, record?.serverId], [good.pkgId, 'delivered', 'scomo']);
  assert.equal(delivery.keep(), undefined, 'once');
  delivery.close();
  assert.deepEqual(files(rig), [deliveredFile('', good.pkgId).replace('downloads/', '')]);
});

const flipped = (at: number) => good.bytes.with(at, (good.bytes[at] ?? 0) ^ 1);
const other = sample('com.example.two', '1.0');
/** What is wrong with a package, and the Status its last octets get. spec/scomo.md §13.2 D03, D04 */
const refusals: readonly [id: string, bytes: Uint8Array, pkgId: string, status: number, detail: RegExp][] = [
  ['no package', new Uint8Array(5_000), good.pkgId, 415, /no Delivery Package/],
  [
    'a stranger signed it',
    rawSample('c', '1', {}, undefined, stranger).bytes,
    good.pkgId,
    415,
    /1407.*0 of 1/,
  ],
  ['another authority', rawSample('c', '1', { authority: 'other' }).bytes, good.pkgId, 415, /1492/],
  ['another device type', rawSample('c', '1', { compat: ['car'] }).bytes, good.pkgId, 415, /1493/],
  ['an old epoch', rawSample('c', '1', { epoch: 0 }).bytes, good.pkgId, 415, /./],
  ['it has run out', rawSample('c', '1', { expires: '2026-05-02T00:00:00Z' }).bytes, good.pkgId, 415, /1495/],
  ['a flipped bit', flipped(400_000), good.pkgId, 424, /1490.*chunk/],
  ['an octet too few', good.bytes.subarray(0, -1), good.pkgId, 424, /1491/],
  ['an octet too many', Buffer.concat([good.bytes, new Uint8Array(1)]), good.pkgId, 424, /1491/],
  ['another package than PkgID says', other.bytes, good.pkgId, 424, /1490.*it is sha256/],
  ['a PkgID of another kind', good.bytes, 'urn:x', 415, /1413.*sha256/],
];
for (const [id, bytes, pkgId, status, detail] of refusals) {
  test(`refused, and nothing is left: ${id}`, async (t) => {
    const rig = await jobRig(t, []);
    const delivery = await open(rig);
    const answer = give(delivery, bytes, pkgId);
    assert.equal(answer?.status, status, answer?.detail);
    assert.match(answer.detail ?? '', detail);
    assert.equal(delivery.keep(), undefined);
    assert.deepEqual(files(rig), []);
    assert.equal(
      delivery.sink(pkgId, NODE).take(16_384, new Uint8Array(9), false).status,
      415,
      'out of turn',
    );
  });
}

test('what the device has already is 418, whatever has become of it', async (t) => {
  const rig = await jobRig(t, []);
  await deliver(rig, good);
  assert.deepEqual(give(await open(rig), good.bytes, good.pkgId), { status: 418 });
  assert.deepEqual(
    allPackages(rig.context.journal).map(({ place }) => place),
    ['delivered'],
  );
});

test('nothing unfinished survives the end of a session, nor a killed agent', async (t) => {
  const rig = await jobRig(t, []);
  const delivery = await open(rig);
  assert.equal(give(delivery, good.bytes, good.pkgId, 600_000), undefined);
  assert.deepEqual(files(rig), ['object.part']);
  delivery.close();
  assert.deepEqual(files(rig), []);
  writeFileSync(join(rig.context.state, 'downloads', 'object.part'), 'left by a killed agent');
  await open(rig);
  assert.deepEqual(files(rig), []);
});

test('a delivered member of a set waits for its End User and for what was announced', async (t) => {
  const rig = await jobRig(t, []);
  await deliver(rig, good);
  const order = { operation: 'InstallInactive', node: NODE, delivered: { pkgId: good.pkgId } } as const;
  rig.order({
    ...order,
    correlator: 'wrong',
    set: setOf([{ ...good, member: { ...good.member, price: '9' } }], ASK),
  });
  rig.answer = 'yes';
  for (let round = 0; round < 3; round += 1) {
    await runJobs(rig.context);
    if (round === 0) assert.deepEqual(rig.reports(), ['yes'], 'asked before anything is unpacked');
  }
  assert.deepEqual(rig.reports(), ['com.example.one 1413'], 'the price is not what was announced');
  rig.order({ ...order, correlator: 'right', set: setOf([good], ASK) });
  await runJobs(rig.context);
  rig.reports();
  await runJobs(rig.context);
  assert.deepEqual(rig.reports(), ['com.example.one 1200']);
  assert.deepEqual(await rig.components(), ['one 1.0 inactive']);
});

test('a "no" to a delivered set ends it, and the package stays delivered', async (t) => {
  const rig = await jobRig(t, []);
  await deliver(rig, good);
  rig.order({
    operation: 'InstallInactive',
    node: NODE,
    delivered: { pkgId: good.pkgId },
    set: setOf([good], ASK),
  });
  rig.answer = 'no';
  await runJobs(rig.context);
  assert.deepEqual(rig.reports(), ['no', 'com.example.one 1401']);
  assert.deepEqual(await rig.components(), []);
});
