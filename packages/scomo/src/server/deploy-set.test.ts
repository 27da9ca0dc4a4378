import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deployOrder, NOW, newTask, runOut, session, startDrive, task } from '../../test/drive.ts';
import { fakeDevice, install, installed } from '../../test/fake-device.ts';
import { SERVER_LIMITS } from '../limits.ts';
import { applyEvents } from './apply-events.ts';
import { NOTHING_KNOWN } from './knowledge.ts';

const A = { id: 'com.a', version: '1.0', pkgId: 'sha256:com.a@1.0', state: 20 };
const B = { id: 'com.b', version: '1.0', pkgId: 'sha256:com.b@1.0', state: 20 };

function deviceWithBoth(behaviour: Parameters<typeof fakeDevice>[0] = {}) {
  const device = fakeDevice(behaviour);
  install(device, 'com.a', A);
  install(device, 'com.b', B);
  return device;
}

test('two components are switched as one set and read back', () => {
  const device = deviceWithBoth();
  const drive = startDrive(newTask('t1', deployOrder(['com.a', 'com.b'])));
  runOut(drive, device);
  assert.deepEqual(drive.trail, [
    't1 planned (sent to the device)',
    't1 waiting (consent)',
    't1 inactive (all packages are on the device)',
    't1 activating (the device switches over)',
    't1 verified (read in the inventory)',
  ]);
  assert.deepEqual(installed(device), ['com.a 2.0 20', 'com.b 2.0 20']);
  assert.deepEqual(task(drive).members, [
    { component: 'com.a', from: '1.0', verified: true },
    { component: 'com.b', from: '1.0', verified: true },
  ]);
  assert.equal(task(drive).nextCheckAt, null);
  assert.equal(task(drive).consent[0]?.answer, 'yes');
  assert.deepEqual(device.effects, ['t1-0-1', 't1-1-1', 't1-a-1']);
  assert.equal(device.tree['./SCOMO/Ext/Scomo/Sets/t1'], undefined, 'the set is cleaned up');
});

test('the set and the downloads leave in one message, in this order', () => {
  const drive = startDrive(newTask('t1', deployOrder(['com.a', 'com.b'])));
  session(drive, deviceWithBoth());
  assert.deepEqual(
    drive.sessions[0]?.filter((tag) => !tag.startsWith('get|')),
    ['write|t1|set', 'exec|t1|t1-0-1', 'exec|t1|t1-1-1'],
  );
  assert.deepEqual(
    drive.sessions[0]?.filter((tag) => tag.startsWith('get|')),
    [
      'get|.',
      'get|./SCOMO?prop=Type',
      'get|./SCOMO/Inventory/Deployed',
      'get|./SCOMO/Inventory/Deployed?list=StructData',
      'get|./SCOMO/Inventory/Delivered',
      'get|./SCOMO/Inventory/Delivered?list=StructData',
      'get|./SCOMO/Download',
      'get|./SCOMO/Download?list=StructData',
      'get|./SCOMO/Ext/Scomo/Sets?list=StructData',
    ],
  );
});

test('what is as wanted already is verified without an order', () => {
  const device = deviceWithBoth();
  install(device, 'com.a', { ...A, version: '2.0', pkgId: 'sha256:com.a@2.0' });
  const drive = startDrive(newTask('t1', deployOrder(['com.a'])));
  session(drive, device);
  assert.equal(task(drive).state, 'verified');
  assert.deepEqual(device.effects, []);
});

test('the same version from another package is not what is wanted', () => {
  const device = deviceWithBoth();
  install(device, 'com.a', { ...A, version: '2.0', pkgId: 'sha256:other' });
  const drive = startDrive(newTask('t1', deployOrder(['com.a'])));
  session(drive, device);
  assert.deepEqual(device.effects, ['t1-0-1']);
});

test('a member that is there already is left out of the set', () => {
  const device = deviceWithBoth({ consent: 'silent' });
  install(device, 'com.b', { ...B, version: '2.0', pkgId: 'sha256:com.b@2.0' });
  const drive = startDrive(newTask('t1', deployOrder(['com.a', 'com.b'])));
  session(drive, device);
  const members = JSON.parse(device.tree['./SCOMO/Ext/Scomo/Sets/t1/Members'] ?? '');
  assert.deepEqual(
    members.map((member: { component: string }) => member.component),
    ['com.a'],
  );
  assert.equal('packageId' in members[0], false);
  assert.deepEqual(device.effects, ['t1-0-1']);
});

test('"no" ends the task as declined, nothing changed', () => {
  const device = deviceWithBoth({ consent: 'no' });
  const drive = startDrive(newTask('t1', deployOrder(['com.a', 'com.b'])));
  runOut(drive, device);
  const { state, reason, code, consent } = task(drive);
  assert.deepEqual([state, reason, code], ['declined', 'the End User said no', 1401]);
  assert.equal(consent[0]?.by, 'policy-file');
  assert.deepEqual(installed(device), ['com.a 1.0 20', 'com.b 1.0 20']);
  assert.equal(device.tree['./SCOMO/Download/t1-0'], undefined, 'the downloads are cleaned up');
});

test('"later" keeps the task waiting until the moment given, then "yes" ends it', () => {
  const device = deviceWithBoth({ consent: 'later' });
  const drive = startDrive(newTask('t1', deployOrder(['com.a'])));
  session(drive, device);
  session(drive, device);
  assert.equal(task(drive).state, 'waiting');
  assert.equal(task(drive).reason, 'consent');
  assert.equal(task(drive).nextCheckAt, '2026-01-01T12:00:00.000Z');
  device.behaviour.consent = 'yes';
  runOut(drive, device);
  assert.equal(task(drive).state, 'verified');
  assert.deepEqual(device.effects, ['t1-0-1', 't1-a-1'], 'waiting orders nothing twice');
});

test('nobody answers: the task waits for days and no report is overdue', () => {
  const device = deviceWithBoth({ consent: 'silent' });
  const drive = startDrive(newTask('t1', deployOrder(['com.a'])));
  session(drive, device);
  session(drive, device, '2026-01-05T00:00:00.000Z');
  assert.equal(task(drive).state, 'waiting');
  assert.equal(task(drive).operations[0]?.endedAt, undefined);
});

test('without asking, the task is downloading', () => {
  const device = deviceWithBoth();
  const drive = startDrive(newTask('t1', deployOrder(['com.a'], 'silent')));
  session(drive, device);
  assert.equal(task(drive).state, 'downloading');
});

test('one package that does not verify fails the task, both stay as they were', () => {
  const device = deviceWithBoth({ downloads: { 'com.b': 1490 } });
  const drive = startDrive(newTask('t1', deployOrder(['com.a', 'com.b'])));
  runOut(drive, device);
  const { state, reason, code, members } = task(drive);
  assert.equal(state, 'failed');
  assert.equal(code, 1490);
  assert.equal(reason, 'com.b: DigestMismatch (1490): said so');
  assert.deepEqual(members, [
    { component: 'com.a', from: '1.0', verified: false },
    { component: 'com.b', from: '1.0', verified: false, code: 1490, detail: 'said so' },
  ]);
  assert.ok(installed(device).includes('com.a 1.0 20'));
  assert.ok(!device.effects.includes('t1-a-1'));
});

test('a failed activation names the member, the other one was rolled back', () => {
  const device = deviceWithBoth({ activations: { 'com.b': 1409 } });
  const drive = startDrive(newTask('t1', deployOrder(['com.a', 'com.b'])));
  runOut(drive, device);
  const { state, reason, code, members } = task(drive);
  assert.deepEqual([state, code, reason], ['failed', 1409, 'com.b: ActivateFailed (1409): said so']);
  assert.deepEqual(
    members.map((member) => member.code),
    [1497, 1409],
  );
  assert.equal(
    drive.inventory?.deployed.filter((row) => row.state === 20 && row.version === '1.0').length,
    2,
  );
});

test('success that the tree does not show is a failure', () => {
  const device = deviceWithBoth({ lies: true });
  const drive = startDrive(newTask('t1', deployOrder(['com.a', 'com.b'])));
  runOut(drive, device);
  assert.equal(task(drive).state, 'failed');
  assert.match(
    task(drive).reason,
    /reported success, but its inventory shows com\.a 1\.0 active, status 10; 2\.0 inactive/,
  );
});

test('lost reports are read from the tree', () => {
  const device = deviceWithBoth({ losesReports: true });
  const drive = startDrive(newTask('t1', deployOrder(['com.a', 'com.b'])));
  runOut(drive, device);
  assert.equal(task(drive).state, 'verified');
  assert.deepEqual(
    task(drive).operations.map((record) => record.reports[0]?.detail),
    ['read from the tree', 'read from the tree', 'read from the tree'],
  );
});

test('a lost failure is read from the tree after a day, not before', () => {
  const device = deviceWithBoth({ losesReports: true, downloads: { 'com.a': 1402 } });
  const drive = startDrive(newTask('t1', deployOrder(['com.a'], 'silent')));
  session(drive, device);
  session(drive, device, '2026-01-01T23:59:59.000Z');
  assert.equal(task(drive).state, 'downloading');
  session(drive, device, '2026-01-02T00:00:00.000Z');
  assert.equal(task(drive).state, 'failed');
  assert.equal(task(drive).reason, 'com.a: DownloadFailed (1402): read from the tree');
});

test('an unavailable download server is tried three times, with a new Correlator each', () => {
  const device = deviceWithBoth({ downloads: { 'com.a': 1501 } });
  const drive = startDrive(newTask('t1', deployOrder(['com.a'], 'silent')));
  runOut(drive, device);
  assert.deepEqual(device.effects, ['t1-0-1', 't1-0-2', 't1-0-3']);
  assert.deepEqual([task(drive).state, task(drive).code], ['failed', 1501]);
});

test('a second attempt that works makes up for the first', () => {
  const device = deviceWithBoth({ downloads: { 'com.a': 1500 } });
  const drive = startDrive(newTask('t1', deployOrder(['com.a'], 'silent')));
  session(drive, device);
  device.behaviour.downloads = {};
  runOut(drive, device);
  assert.equal(task(drive).state, 'verified');
  assert.deepEqual(device.effects, ['t1-0-1', 't1-0-2', 't1-a-1']);
});

test('a device that answers 500 is asked again in another session only', () => {
  const device = deviceWithBoth({ execStatus: 500 });
  const drive = startDrive(newTask('t1', deployOrder(['com.a'], 'silent')));
  session(drive, device);
  assert.deepEqual(
    task(drive).operations.map((record) => record.status),
    [500],
  );
  runOut(drive, device);
  assert.deepEqual(
    task(drive).operations.map((record) => record.status),
    [500, 500, 500],
  );
  assert.equal(task(drive).reason, 'com.a: failed on the device (500)');
});

for (const [code, words] of [
  [404, 'com.a: no such node (404)'],
  [405, 'com.a: not allowed on this node (405)'],
  [412, 'com.a: something needed for it is missing on the device (412)'],
  [425, 'com.a: access rights deny it (425)'],
  [1407, 'com.a: PackageValidationFailed (1407)'],
  [1502, 'com.a: serverError (1502)'],
] as const) {
  test(`Status ${code} of the Exec fails the task`, () => {
    const drive = startDrive(newTask('t1', deployOrder(['com.a'], 'silent')));
    runOut(drive, deviceWithBoth({ execStatus: code }));
    assert.deepEqual([task(drive).state, task(drive).reason], ['failed', words]);
  });
}

for (const code of [214, 304, 1401]) {
  test(`Status ${code} of the Exec is a "no"`, () => {
    const drive = startDrive(newTask('t1', deployOrder(['com.a'], 'silent')));
    runOut(drive, deviceWithBoth({ execStatus: code }));
    assert.equal(task(drive).state, 'declined');
  });
}

test('nodes of an earlier try are written over', () => {
  const device = deviceWithBoth();
  device.tree['./SCOMO/Download/t1-0'] = null;
  device.tree['./SCOMO/Download/t1-0/PkgURL'] = 'http://old';
  device.tree['./SCOMO/Download/t1-0/Operations'] = null;
  device.tree['./SCOMO/Download/t1-0/Operations/DownloadInstallInactive'] = '';
  device.tree['./SCOMO/Ext/Scomo/Sets/t1'] = null;
  device.tree['./SCOMO/Ext/Scomo/Sets/t1/Members'] = '[]';
  device.tree['./SCOMO/Ext/Scomo/Sets/t1/Operations'] = null;
  device.tree['./SCOMO/Ext/Scomo/Sets/t1/Operations/Activate'] = '';
  const drive = startDrive(newTask('t1', deployOrder(['com.a'])));
  runOut(drive, device);
  assert.equal(task(drive).state, 'verified');
});

test('a second task waits for the first, by name, then runs in the same session', () => {
  const device = deviceWithBoth();
  const drive = startDrive(newTask('t1', deployOrder(['com.a'])), newTask('t2', deployOrder(['com.b'])));
  session(drive, device);
  assert.deepEqual(
    [task(drive, 't2').state, task(drive, 't2').reason],
    ['waiting', 'dependency: task t1 comes first'],
  );
  runOut(drive, device);
  assert.deepEqual([task(drive, 't1').state, task(drive, 't2').state], ['verified', 'verified']);
  assert.deepEqual(device.effects, ['t1-0-1', 't1-a-1', 't2-0-1', 't2-a-1']);
});

test('messages that hold one command only lead to the same end', () => {
  const device = deviceWithBoth();
  const drive = startDrive(newTask('t1', deployOrder(['com.a', 'com.b'])));
  for (let count = 0; count < 6; count += 1) session(drive, device, undefined, [], 1);
  assert.equal(task(drive).state, 'verified');
  assert.deepEqual(device.effects, ['t1-0-1', 't1-1-1', 't1-a-1']);
});

test('a task has as many members as node names allow, and no more', () => {
  const names = (count: number) => Array.from({ length: count }, (_, index) => `com.c${index}`);
  const max = SERVER_LIMITS.setMembersMax;
  const run = (count: number) => {
    const device = fakeDevice({ consent: 'silent' });
    const drive = startDrive(newTask('t1', deployOrder(names(count))));
    session(drive, device);
    return { state: task(drive).state, reason: task(drive).reason, orders: device.effects.length };
  };
  assert.deepEqual(run(max - 1), { state: 'waiting', reason: 'consent', orders: max - 1 });
  assert.deepEqual(run(max), { state: 'waiting', reason: 'consent', orders: max });
  assert.deepEqual(run(max + 1), {
    state: 'failed',
    reason: 'too large for the device (413): more than 36 components in one task',
    orders: 0,
  });
});

test('reports of one operation are kept up to the limit', () => {
  const max = SERVER_LIMITS.reportsMax;
  const device = deviceWithBoth({ consent: 'silent' });
  const drive = startDrive(newTask('t1', deployOrder(['com.a'])));
  session(drive, device);
  const items = Array.from({ length: max + 1 }, (_, index) => ({
    meta: { type: 'urn:oma:at:scomo:1.0:OperationComplete' },
    data: `<ResultCode>1200</ResultCode><Identifier>id${index}</Identifier>`,
  }));
  const kept = (count: number) =>
    applyEvents(
      NOTHING_KNOWN,
      drive.tasks,
      [{ type: 'alert', code: 1226, correlator: 't1-0-1', items: items.slice(0, count) }],
      NOW,
    ).tasks[0]?.operations[0]?.reports.length;
  assert.deepEqual([kept(max - 1), kept(max), kept(max + 1)], [max - 1, max, max]);
});

test('a device that waits with what it has taken on says why, and until when', () => {
  const until = '2026-01-03T00:00:00.000Z';
  const device = deviceWithBoth({ held: until });
  const drive = startDrive(newTask('t1', deployOrder(['com.a', 'com.b'], 'silent')));
  session(drive, device);
  session(drive, device);
  session(drive, device);
  const { state, reason, nextCheckAt, held } = task(drive);
  assert.deepEqual([state, reason], ['waiting', `lock: navigation (driving), until ${until}`]);
  assert.deepEqual([nextCheckAt, held?.reason], [until, 'lock']);
  session(drive, device, '2026-01-02T23:00:00.000Z');
  assert.equal(task(drive).state, 'waiting', 'its report is not overdue, two days on');
  session(drive, device, until);
  session(drive, device, until);
  assert.equal(task(drive).state, 'verified');
});

test('a set is asked about again before it is switched, when the policy says so', () => {
  const device = deviceWithBoth();
  const order = deployOrder(['com.a', 'com.b']);
  const drive = startDrive(newTask('t1', { ...order, consent: { ...order.consent, askAgain: true } }));
  session(drive, device);
  device.behaviour.held = '2026-01-03T00:00:00.000Z';
  session(drive, device);
  session(drive, device);
  assert.deepEqual([task(drive).state, task(drive).reason], ['waiting', 'consent']);
  const answer = task(drive).consent[0];
  assert.ok(answer);
  drive.tasks = [{ ...task(drive), consent: [answer, { ...answer, stage: 'install' }] }];
  session(drive, device);
  assert.match(task(drive).reason, /^lock: /);
});

test('a yes after two days is not too late: the report is waited for from then on', () => {
  const device = deviceWithBoth({ consent: 'later' });
  const drive = startDrive(newTask('t1', deployOrder(['com.a', 'com.b'])));
  session(drive, device);
  session(drive, device);
  device.behaviour.consent = 'silent';
  const yes = { ...task(drive).consent[0], answer: 'yes', at: '2026-01-03T00:00:00.000Z' };
  const meta = { type: 'urn:scomo:at:1.0:ConsentAnswer', format: 'chr' };
  const item = { source: { locUri: './SCOMO/Ext/Scomo/Sets/t1' }, meta, data: JSON.stringify(yes) };
  device.alerts.push({ type: 'alert', code: 1226, items: [item] });
  session(drive, device, '2026-01-03T00:00:01.000Z');
  assert.deepEqual([task(drive).state, task(drive).reason], ['downloading', 'the device downloads']);
});

const RELATED: readonly (readonly [
  id: string,
  rules: { readonly requires?: readonly string[]; readonly conflicts?: readonly string[] },
  there: Readonly<Record<string, string>>,
  end: readonly [string, number | undefined],
  reason: RegExp,
])[] = [
  [
    'needs what is there',
    { requires: ['com.x >=1'] },
    { 'com.x': '1.0' },
    ['verified', undefined],
    /read in/,
  ],
  [
    'needs what is gone meanwhile',
    { requires: ['com.x >=1'] },
    {},
    ['failed', 1498],
    /^com\.a: DependencyMissing \(1498\): com\.a 2\.0 needs com\.x >=1$/,
  ],
  [
    'needs a newer one',
    { requires: ['com.x >=2'] },
    { 'com.x': '1.0' },
    ['failed', 1498],
    /com\.a 2\.0 needs com\.x >=2, there is 1\.0$/,
  ],
  [
    'excludes what has come meanwhile',
    { conflicts: ['com.x <2'] },
    { 'com.x': '1.0' },
    ['failed', 1413],
    /OperationRejected \(1413\): com\.a 2\.0 cannot be beside com\.x 1\.0$/,
  ],
];
for (const [id, rules, there, end, reason] of RELATED) {
  test(`before anything is sent the relations are looked at again: ${id}`, () => {
    const device = fakeDevice();
    for (const [component, version] of Object.entries(there))
      install(device, component, { id: component, version, pkgId: '', state: 20 });
    const order = deployOrder(['com.a'], 'silent');
    const members = order.members.map((member) => ({ ...member, ...rules, why: 'because' }));
    const drive = startDrive(newTask('t1', { ...order, members }));
    runOut(drive, device);
    assert.deepEqual([task(drive).state, task(drive).code], end, task(drive).reason);
    assert.match(task(drive).reason, reason);
    assert.equal(device.effects.length > 0, end[0] === 'verified');
  });
}
