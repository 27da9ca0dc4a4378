import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { DESCRIPTOR_TYPE, renderDescriptor } from '@scomo/delivery';
import { noDpkg } from '@scomo/testkit';
import { debSample } from '../../test/debs.ts';
import { fileServer, serveBytes } from '../../test/file-server.ts';
import { folderDigest } from '../../test/folder.ts';
import { NOW, type RawSample, rawSample, sample, script, stranger } from '../../test/packages.ts';
import { type JobRig, jobRig, setOf } from '../../test/rig.ts';
import { LIMITS } from '../base/limits.ts';
import { openOrders, recentOrders } from '../journal/orders.ts';
import { unanswered } from '../journal/spool.ts';
import { runJobs } from './run-jobs.ts';
import { sweep } from './sweep.ts';

const SILENT = { mode: 'silent', deferralsMax: 0 } as const;
const ASK = { mode: 'ask', deferralsMax: 1 } as const;
const one = sample('com.example.one', '1.0');
const two = sample('com.example.two', '1.0');
const one2 = sample('com.example.one', '2.0', { counter: 2 });
const sick2 = sample('com.example.two', '2.0', { counter: 2 }, [
  script('bin/say', 'echo no calibration; exit 3'),
]);

async function installed(rig: JobRig): Promise<void> {
  for (const each of [one, two]) rig.download('DownloadInstall', each);
  assert.equal(await runJobs(rig.context), 'idle');
  assert.deepEqual(rig.reports(), ['com.example.one 1200', 'com.example.two 1200']);
}

function deploy(
  rig: JobRig,
  members: readonly (typeof one)[],
  consent: Parameters<typeof setOf>[1] = SILENT,
): void {
  for (const member of members) rig.download('DownloadInstallInactive', member, setOf(members, consent));
}

test('a set is staged, then switched together, and old versions go', async (t) => {
  const rig = await jobRig(t, [one, two, one2]);
  await installed(rig);
  deploy(rig, [one2]);
  await runJobs(rig.context);
  assert.deepEqual(rig.reports(), ['com.example.one 1200']);
  assert.deepEqual(await rig.components(), ['one 1.0 active', 'one 2.0 inactive', 'two 1.0 active']);
  rig.order({ operation: 'ActivateSet', set: setOf([one2], SILENT) });
  await runJobs(rig.context);
  assert.deepEqual(rig.reports(), ['com.example.one 1200']);
  assert.deepEqual(await rig.components(), ['one 2.0 active', 'two 1.0 active']);
});

test('one sick member: all stay as before, each item says why', async (t) => {
  const rig = await jobRig(t, [one, two, one2, sick2]);
  await installed(rig);
  deploy(rig, [one2, sick2]);
  await runJobs(rig.context);
  rig.reports();
  rig.order({ operation: 'ActivateSet', set: setOf([one2, sick2], SILENT) });
  await runJobs(rig.context);
  assert.deepEqual(rig.reports(), ['com.example.one 1497', 'com.example.two 1409']);
  const active = (await rig.components()).filter((line) => line.includes(' active'));
  assert.deepEqual(active, ['one 1.0 active', 'two 1.0 active']);
  const [last] = recentOrders(rig.context.journal, 1);
  assert.ok(last?.phase.name === 'done');
  assert.match(last.phase.items[1]?.detail ?? '', /exit 3: no calibration/);
});

test('no: every order of the set is reported 1401, nothing is fetched', async (t) => {
  const rig = await jobRig(t, [one, two]);
  deploy(rig, [one, two], ASK);
  assert.equal(await runJobs(rig.context), 'waiting');
  rig.answer = 'no';
  await runJobs(rig.context);
  assert.deepEqual(rig.reports(), ['no', 'com.example.one 1401', 'com.example.two 1401']);
  assert.deepEqual([rig.downloads, await rig.components()], [[], []]);
});

test('yes: the answer reaches the server before anything is fetched, and one answer is enough for all', async (t) => {
  const rig = await jobRig(t, [one, two]);
  deploy(rig, [one, two], ASK);
  rig.answer = 'yes';
  assert.equal(await runJobs(rig.context), 'waiting');
  assert.deepEqual([rig.downloads.length, rig.reports()], [0, ['yes']]);
  rig.answer = undefined;
  assert.equal(await runJobs(rig.context), 'idle');
  assert.deepEqual(rig.reports(), ['com.example.one 1200', 'com.example.two 1200']);
});

test('later: told once, then it waits; a restart does not ask again', async (t) => {
  let rig = await jobRig(t, [one]);
  deploy(rig, [one], ASK);
  rig.answer = 'later';
  await runJobs(rig.context);
  assert.deepEqual(rig.reports(), ['later']);
  rig = await rig.restart();
  rig.answer = 'yes';
  assert.equal(await runJobs(rig.context), 'waiting');
  assert.deepEqual([rig.reports(), rig.downloads], [[], []]);
});

test('I08 a question that nobody answers for a month is a no: 1401, and the answer says who gave it', async (t) => {
  const rig = await jobRig(t, [one]);
  deploy(rig, [one], ASK);
  assert.equal(await runJobs(rig.context), 'waiting');
  rig.now = new Date(Date.parse(NOW) + LIMITS.consentWaitMs).toISOString();
  assert.equal(await runJobs(rig.context), 'waiting');
  rig.now = new Date(Date.parse(NOW) + LIMITS.consentWaitMs + 1).toISOString();
  assert.equal(await runJobs(rig.context), 'idle');
  const [answer] = unanswered(rig.context.journal);
  assert.match(String(answer?.alert.items[0]?.data), /"answer":"no","by":"policy"/);
  assert.deepEqual(rig.reports(), ['no', 'com.example.one 1401']);
  assert.deepEqual(rig.downloads, []);
});

const announced = setOf([{ ...one, member: { ...one.member, price: '0.01 EUR' } }], SILENT);
const WRONG: readonly (readonly [string, (rig: JobRig) => void, string])[] = [
  ['a package the server does not have', (rig) => rig.download('DownloadInstallInactive', sick2), '1402'],
  [
    'a PkgID that is no digest',
    (rig) => rig.download('DownloadInstallInactive', { ...one, pkgId: 'one' }),
    '1413',
  ],
  ['another price than was shown', (rig) => rig.download('DownloadInstallInactive', one, announced), '1413'],
  [
    'a package that is no member',
    (rig) => rig.download('DownloadInstallInactive', two, setOf([one], SILENT)),
    '1413',
  ],
  [
    'a set that was never staged',
    (rig) => rig.order({ operation: 'ActivateSet', set: setOf([one], SILENT) }),
    '1409',
  ],
  ['a set without members', (rig) => rig.order({ operation: 'ActivateSet', set: setOf([], SILENT) }), '1409'],
];
for (const [title, put, code] of WRONG) {
  test(`refused: ${title}`, async (t) => {
    const rig = await jobRig(t, [one, two]);
    put(rig);
    await runJobs(rig.context);
    const reports = rig.reports();
    assert.deepEqual([reports.length, reports[0]?.split(' ').at(-1)], [1, code]);
    assert.deepEqual(await rig.components(), []);
  });
}

const REFUSED: readonly (readonly [string, RawSample, string])[] = [
  ['signed by a stranger', rawSample('com.example.x', '1', {}, undefined, stranger), '1407'],
  ['for another authority', rawSample('com.example.x', '1', { authority: 'other' }), '1492'],
  ['for another device type', rawSample('com.example.x', '1', { compat: ['fridge'] }), '1493'],
  ['out of date', rawSample('com.example.x', '1', { expires: '2026-05-31T00:00:00Z' }), '1495'],
  ['of a later epoch', rawSample('com.example.x', '1', { epoch: 2 }), '1499'],
  ['cut short', { ...two, bytes: two.bytes.subarray(0, two.bytes.length - 1) }, '1491'],
  ['with a byte more', { ...two, bytes: Buffer.concat([two.bytes, Buffer.from('x')]) }, '1491'],
  ['another one than its digest says', { ...two, bytes: one.bytes }, '1490'],
  ['no package', { ...two, bytes: Buffer.from('<!DOCTYPE html>') }, '1496'],
];
for (const [title, made, code] of REFUSED) {
  test(`hostile: a package ${title} ends with ${code} and leaves the active software alone`, async (t) => {
    const rig = await jobRig(t, [one, made]);
    rig.download('DownloadInstall', one);
    await runJobs(rig.context);
    const { state } = rig.context;
    const parts = () => ['store', 'generations', 'downloads'].map((name) => folderDigest(join(state, name)));
    await sweepAfter(rig);
    const before = parts();
    rig.download('DownloadInstall', made);
    await runJobs(rig.context);
    assert.equal(rig.reports()[0]?.split(' ').at(-1), code);
    assert.deepEqual(parts(), before);
    assert.deepEqual(await rig.components(), ['one 1.0 active']);
  });
}

async function sweepAfter(rig: JobRig): Promise<void> {
  rig.reports();
  assert.equal(await sweep(rig.context), true);
}

const RULES: readonly (readonly [string, ReturnType<typeof sample>, string])[] = [
  ['needs what is not there', sample('com.example.x', '1', { requires: ['com.example.none'] }), '1498'],
  [
    'cannot be beside what is there',
    sample('com.example.x', '1', { conflicts: ['com.example.one'] }),
    '1413',
  ],
  ['is for this device type', sample('com.example.x', '1', { compat: ['gateway'] }), '1200'],
];
for (const [title, made, code] of RULES) {
  test(`relations: a package that ${title} ends with ${code}`, async (t) => {
    const rig = await jobRig(t, [one, two, made]);
    await installed(rig);
    rig.download('DownloadInstall', made);
    await runJobs(rig.context);
    assert.deepEqual(rig.reports(), [`com.example.x ${code}`]);
  });
}

test('an older counter than the active one is a rollback', async (t) => {
  const rig = await jobRig(t, [one, two, one2]);
  await installed(rig);
  rig.download('DownloadInstall', one2);
  await runJobs(rig.context);
  assert.deepEqual(rig.reports(), ['com.example.one 1200']);
  rig.download('DownloadInstall', one);
  await runJobs(rig.context);
  assert.match(rig.reports()[0] ?? '', / 1494$/);
  assert.deepEqual(await rig.components(), ['one 2.0 active', 'two 1.0 active']);
});

test('deliver, install, deactivate, activate, remove', async (t) => {
  const rig = await jobRig(t, [one]);
  rig.download('Download', one);
  await runJobs(rig.context);
  assert.deepEqual([rig.reports(), await rig.components()], [[`${one.pkgId} 1200`], []]);
  rig.order({ operation: 'Install', node: './SCOMO/Inventory/Delivered/x', delivered: { pkgId: one.pkgId } });
  await runJobs(rig.context);
  assert.deepEqual([rig.reports(), await rig.components()], [['com.example.one 1200'], ['one 1.0 active']]);
  const node = './SCOMO/Inventory/Deployed/com.example.one';
  const component = { id: 'com.example.one', version: '1.0' };
  for (const [operation, seen] of [
    ['Deactivate', ['one 1.0 inactive']],
    ['Deactivate', ['one 1.0 inactive']],
    ['Activate', ['one 1.0 active']],
    ['Activate', ['one 1.0 active']],
    ['Remove', []],
  ] as const) {
    rig.order({ operation, node, component });
    await runJobs(rig.context);
    assert.deepEqual([rig.reports(), await rig.components()], [['com.example.one 1200'], seen], operation);
  }
  assert.equal(await sweep(rig.context), true);
});

const skip = noDpkg();
test(
  'mixed set: a failing tree takes the Debian package back with it',
  skip === undefined ? {} : { skip },
  async (t) => {
    const deb1 = debSample('tool', '1.0');
    const deb2 = debSample('tool', '2.0');
    const rig = await jobRig(t, [one, two, sick2, deb1, deb2]);
    await installed(rig);
    rig.download('DownloadInstall', deb1);
    await runJobs(rig.context);
    assert.deepEqual(rig.reports(), ['deb:tool 1200']);
    deploy(rig, [deb2, sick2]);
    await runJobs(rig.context);
    rig.reports();
    rig.order({ operation: 'ActivateSet', set: setOf([deb2, sick2], SILENT) });
    await runJobs(rig.context);
    assert.deepEqual(rig.reports(), ['deb:tool 1497', 'com.example.two 1409']);
    const active = (await rig.components()).filter((line) => line.includes(' active'));
    assert.deepEqual(active, ['one 1.0 active', 'tool 1.0 active', 'two 1.0 active']);
  },
);

test('files changed in the store between staging and switch are never activated', async (t) => {
  const rig = await jobRig(t, [one, two, one2]);
  await installed(rig);
  deploy(rig, [one2]);
  await runJobs(rig.context);
  rig.reports();
  writeFileSync(join(rig.context.state, 'store', one2.pkgId.slice(7), 'bin/say'), '#!/bin/sh\nexit 0\n');
  rig.order({ operation: 'ActivateSet', set: setOf([one2], SILENT) });
  await runJobs(rig.context);
  assert.deepEqual(rig.reports(), ['com.example.one 1490']);
  assert.ok((await rig.components()).includes('one 1.0 active'));
  assert.equal(openOrders(rig.context.journal).length, 0);
});

test('a package behind a download descriptor is installed once the notice is taken', async (t) => {
  const lines: string[] = [];
  const server = await fileServer(t, (request, response) => {
    if (request.url === '/dd') response.writeHead(200, { 'content-type': DESCRIPTOR_TYPE }).end(described());
    else if (request.url === '/object') serveBytes(request, response, one.bytes);
    else
      request.on('data', (line) => lines.push(String(line))).on('end', () => response.writeHead(200).end());
  });
  const described = () =>
    renderDescriptor({
      types: ['application/octet-stream'],
      size: one.bytes.length,
      objectURI: '/object',
      installNotifyURI: '/notice',
    });
  const rig = await jobRig(t, []);
  const config = { ...rig.context.config, downloadHosts: [server.host] };
  rig.order({
    operation: 'DownloadInstall',
    download: { pkgId: one.pkgId, pkgUrl: `http://${server.host}/dd`, installParams: '' },
  });
  assert.equal(await runJobs({ ...rig.context, config }), 'idle');
  assert.deepEqual(rig.reports(), ['com.example.one 1200']);
  assert.deepEqual(await rig.components(), ['one 1.0 active']);
  assert.deepEqual(lines, ['900 Success']);
});
