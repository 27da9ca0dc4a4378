import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NOW, newTask, operationOrder, runOut, session, startDrive, task } from '../../test/drive.ts';
import {
  type Behaviour,
  deliver,
  type FakeDevice,
  fakeDevice,
  install,
  installed,
} from '../../test/fake-device.ts';
import type { Primitive } from '../object.ts';
import { FINAL_STATES, type TaskState } from './task.ts';

const PKG = 'sha256:com.a@2.0';
const HOURS_LATER = '2026-01-01T02:00:00.000Z';
const DAYS_LATER = '2026-01-03T00:00:00.000Z';

const row = (version: string, state: number) => ({
  id: 'com.a',
  version,
  pkgId: `sha256:com.a@${version}`,
  state,
});

/** What is on the device before: a letter each. */
const BEFORE: Readonly<Record<string, (device: FakeDevice) => void>> = {
  D: (device) => deliver(device, 'x', PKG),
  a: (device) => install(device, 'com.a', row('1.0', 20)),
  A: (device) => install(device, 'com.a', row('2.0', 20)),
  i: (device) => install(device, 'old', row('1.0', 10)),
  I: (device) => install(device, 'com.a.next', row('2.0', 10)),
};

function deviceWith(before: string, behaviour: Partial<Behaviour> = {}): FakeDevice {
  const device = fakeDevice(behaviour);
  for (const letter of before) BEFORE[letter]?.(device);
  return device;
}

function delivered(device: FakeDevice): number {
  return Object.keys(device.tree).filter((uri) => /Delivered\/[^/]+$/.test(uri)).length;
}

type Row = readonly [
  operation: Primitive,
  on: 'package' | 'component',
  before: string,
  state: string,
  installed: readonly string[],
  delivered: number,
];

const GOOD: readonly Row[] = [
  ['Download', 'package', '', 'verified', [], 1],
  ['Download', 'package', 'a', 'verified', ['com.a 1.0 20'], 1],
  ['DownloadInstall', 'package', 'a', 'verified', ['com.a 2.0 20'], 0],
  ['DownloadInstallInactive', 'package', 'a', 'verified', ['com.a 1.0 20', 'com.a 2.0 10'], 0],
  ['Install', 'package', 'D', 'verified', ['com.a 2.0 20'], 0],
  ['Install', 'package', 'Da', 'verified', ['com.a 2.0 20'], 0],
  ['InstallInactive', 'package', 'Da', 'verified', ['com.a 1.0 20', 'com.a 2.0 10'], 0],
  ['Activate', 'component', 'aI', 'verified', ['com.a 2.0 20'], 0],
  ['Activate', 'component', 'A', 'verified', ['com.a 2.0 20'], 0],
  ['Activate', 'package', 'aI', 'verified', ['com.a 2.0 20'], 0],
  ['Deactivate', 'component', 'A', 'verified', ['com.a 2.0 10'], 0],
  ['Deactivate', 'component', 'I', 'verified', ['com.a 2.0 10'], 0],
  ['Remove', 'component', 'aI', 'removed', ['com.a 2.0 10'], 0],
  ['Remove', 'component', 'I', 'removed', [], 0],
  ['Remove', 'package', 'Da', 'removed', ['com.a 1.0 20'], 0],
];

for (const [operation, on, before, state, shown, packages] of GOOD) {
  for (const behaviour of [{}, { lists: false, sets: false }] satisfies Partial<Behaviour>[]) {
    test(`${operation} of a ${on} on "${before}"${'sets' in behaviour ? ' of a plain client' : ''}: one Exec, code 1200, read back`, () => {
      const device = deviceWith(before, behaviour);
      const drive = startDrive(newTask('t1', operationOrder(operation, on)));
      runOut(drive, device);
      const { code, reason, operations } = task(drive);
      assert.deepEqual([task(drive).state, code], [state, 1200], reason);
      assert.match(reason, /read in the inventory$/);
      assert.deepEqual(device.effects, ['t1-o-1']);
      assert.deepEqual(installed(device), shown);
      assert.equal(delivered(device), packages);
      assert.equal(operations[0]?.reports[0]?.code, 1200);
      assert.equal(Object.keys(device.tree).filter((uri) => uri.startsWith('./SCOMO/Download/')).length, 0);
    });
  }
}

const UNFIT: readonly (readonly [Primitive, 'package' | 'component', string, number, RegExp])[] = [
  ['Activate', 'component', '', 404, /com\.a is not deployed on the device/],
  ['Activate', 'package', 'a', 404, /com\.a 2\.0 is not deployed on the device/],
  ['Activate', 'component', 'iI', 412, /say which package: com\.a 1\.0 inactive, status 10; 2\.0 inactive/],
  ['Deactivate', 'component', 'D', 404, /com\.a is not deployed/],
  ['Remove', 'component', '', 404, /com\.a is not deployed/],
  ['Remove', 'package', 'A', 404, /no delivered package of com\.a 2\.0/],
  ['Install', 'package', 'a', 404, /no delivered package of com\.a 2\.0/],
  ['InstallInactive', 'package', '', 404, /no delivered package/],
];

for (const [operation, on, before, code, reason] of UNFIT) {
  test(`${operation} of a ${on} on "${before}" fails with ${code} and no Exec`, () => {
    const device = deviceWith(before);
    const drive = startDrive(newTask('t1', operationOrder(operation, on)));
    session(drive, device);
    assert.deepEqual([task(drive).state, task(drive).code], ['failed', code]);
    assert.match(task(drive).reason, reason);
    assert.deepEqual([task(drive).operations, device.effects], [[], []]);
  });
}

const BAD: readonly (readonly [Primitive, string, Partial<Behaviour>, number, RegExp])[] = [
  ['Download', '', { downloads: { 'com.a': 1403 } }, 1403, /AltDownloadAuthFailed \(1403\): said so/],
  ['Install', 'D', { activations: { 'com.a': 1407 } }, 1407, /PackageValidationFailed \(1407\)/],
  ['Activate', 'I', { activations: { 'com.a': 1409 } }, 1409, /ActivateFailed \(1409\)/],
  ['Deactivate', 'A', { activations: { 'com.a': 1410 } }, 1410, /DeactivateFailed \(1410\)/],
  ['Activate', 'I', { execStatus: 425 }, 425, /access rights deny it/],
  ['Activate', 'aI', { lies: true }, 1412, /inventory shows com\.a 1\.0 active, status 10; 2\.0 inactive/],
  ['Deactivate', 'A', { lies: true }, 1412, /inventory shows com\.a 2\.0 active/],
  ['Remove', 'A', { lies: true }, 1412, /inventory shows com\.a 2\.0 active/],
];

const component = (operation: Primitive) => ['Activate', 'Deactivate', 'Remove'].includes(operation);

for (const [operation, before, behaviour, code, reason] of BAD) {
  test(`${operation} with ${JSON.stringify(behaviour)} fails with ${code}`, () => {
    const drive = startDrive(
      newTask('t1', operationOrder(operation, component(operation) ? 'component' : 'package')),
    );
    runOut(drive, deviceWith(before, behaviour));
    assert.deepEqual([task(drive).state, task(drive).code], ['failed', code]);
    assert.match(task(drive).reason, reason);
  });
}

test('the End User may refuse', () => {
  const drive = startDrive(newTask('t1', operationOrder('Download', 'package')));
  runOut(drive, deviceWith('', { downloads: { 'com.a': 1401 } }));
  assert.deepEqual([task(drive).state, task(drive).code], ['declined', 1401]);
});

test('Download needs a delivered package in the inventory, not a word', () => {
  const drive = startDrive(newTask('t1', operationOrder('Download', 'package')));
  runOut(drive, deviceWith('', { lies: true }));
  assert.equal(task(drive).state, 'failed');
  assert.match(task(drive).reason, /shows no com\.a, its package 2\.0 not delivered/);
});

test('Install and DownloadInstall are told apart in the state', () => {
  const drive = startDrive(newTask('t1', operationOrder('Install', 'package')));
  const device = deviceWith('D');
  session(drive, device);
  device.alerts = [];
  const busy = deviceWith('D');
  busy.tree['./SCOMO/Inventory/Delivered/x/Status'] = '40';
  session(drive, busy);
  assert.deepEqual([task(drive).state, task(drive).reason], ['installing', 'the device installs']);
});

test('a package that something is under way on is waited for', () => {
  const drive = startDrive(newTask('t1', operationOrder('Remove', 'package')));
  const device = fakeDevice();
  deliver(device, 'x', PKG, 40);
  session(drive, device);
  assert.deepEqual([task(drive).state, device.effects], ['waiting', []]);
  deliver(device, 'x', PKG);
  runOut(drive, device);
  assert.equal(task(drive).state, 'removed');
});

test('the report is waited for an hour, then the tree is believed', () => {
  const device = deviceWith('A', { losesReports: true });
  const drive = startDrive(newTask('t1', operationOrder('Deactivate', 'component')));
  session(drive, device);
  session(drive, device);
  assert.equal(task(drive).state, 'activating');
  session(drive, device, HOURS_LATER);
  assert.deepEqual([task(drive).state, task(drive).code], ['verified', 1200]);
  assert.equal(task(drive).operations[0]?.reports[0]?.detail, 'read from the tree');
});

const LOST: readonly (readonly [Primitive, string, Partial<Behaviour>, number])[] = [
  ['Download', '', { downloads: { 'com.a': 1402 } }, 1402],
  ['DownloadInstall', '', { downloads: { 'com.a': 1402 } }, 1402],
  ['DownloadInstall', '', { downloads: { 'com.a': 1405 }, failedStatus: '60' }, 1405],
  ['DownloadInstall', '', { downloads: { 'com.a': 1405 }, failedStatus: '70' }, 1405],
  ['DownloadInstallInactive', '', { downloads: { 'com.a': 1405 }, failedStatus: '70' }, 1405],
  ['Install', 'D', { activations: { 'com.a': 1406 } }, 1405],
  ['Install', 'D', { activations: { 'com.a': 1406 }, failedStatus: '60' }, 1405],
  ['InstallInactive', 'D', { activations: { 'com.a': 1406 } }, 1405],
  ['Remove', 'D', { activations: { 'com.a': 1408 } }, 1408],
  ['Activate', 'I', { activations: { 'com.a': 1409 } }, 1409],
  ['Deactivate', 'A', { activations: { 'com.a': 1410 } }, 1410],
];

for (const [operation, before, behaviour, code] of LOST) {
  test(`P24 ${operation} ${JSON.stringify(behaviour)}: a lost bad report is derived from Status after a day`, () => {
    const device = deviceWith(before, { ...behaviour, losesReports: true });
    const drive = startDrive(
      newTask(
        't1',
        operationOrder(operation, before !== 'D' && component(operation) ? 'component' : 'package'),
      ),
    );
    session(drive, device);
    session(drive, device, HOURS_LATER);
    assert.notEqual(task(drive).state, 'failed');
    session(drive, device, DAYS_LATER);
    assert.deepEqual([task(drive).state, task(drive).code], ['failed', code]);
  });
}

const LOSSY: readonly (readonly [Primitive, string, readonly string[]])[] = [
  ['Download', '', []],
  ['DownloadInstall', 'a', ['com.a 2.0 20']],
  ['DownloadInstallInactive', 'a', ['com.a 1.0 20', 'com.a 2.0 10']],
  ['Install', 'Da', ['com.a 2.0 20']],
  ['InstallInactive', 'Da', ['com.a 1.0 20', 'com.a 2.0 10']],
  ['Activate', 'aI', ['com.a 2.0 20']],
  ['Deactivate', 'A', ['com.a 2.0 10']],
  ['Remove', 'aI', ['com.a 2.0 10']],
];

for (const [operation, before, shown] of LOSSY) {
  for (const losesReports of [false, true]) {
    test(`${losesReports ? 'P24 ' : ''}${operation} has one effect whatever message is lost${losesReports ? ', the report too' : ''}`, () => {
      for (const fate of ['request', 'reply'] as const) {
        for (let turn = 0; turn < 10; turn += 1) {
          const device = deviceWith(before, { losesReports });
          const on = component(operation) ? 'component' : 'package';
          const drive = startDrive(newTask('t1', operationOrder(operation, on)));
          session(drive, device, NOW, [...Array<'fine'>(turn).fill('fine'), fate]);
          for (let later = 0; later < 3; later += 1) session(drive, device, HOURS_LATER);
          const how = `${fate} ${turn}: ${drive.trail.join(' | ')}`;
          if (losesReports && !isOver(task(drive).state)) session(drive, device, DAYS_LATER);
          assert.ok(isOver(task(drive).state), how);
          assert.ok(['verified', 'removed'].includes(task(drive).state), how);
          assert.deepEqual([device.effects, installed(device)], [['t1-o-1'], shown], how);
        }
      }
    });
  }
}

const isOver = (state: TaskState) => FINAL_STATES.includes(state);

test('a client that lists Deactive gets Deactive', () => {
  const device = deviceWith('A', { sets: false });
  delete device.tree['./SCOMO/Inventory/Deployed/com.a/Operations/Deactivate'];
  device.tree['./SCOMO/Inventory/Deployed/com.a/Operations/Deactive'] = '';
  const drive = startDrive(newTask('t1', operationOrder('Deactivate', 'component')));
  runOut(drive, device);
  assert.equal(task(drive).state, 'verified');
  assert.match(task(drive).operations[0]?.uri ?? '', /\/Deactive$/);
});

test('a primitive that the client does not list is not tried', () => {
  const device = deviceWith('A');
  delete device.tree['./SCOMO/Inventory/Deployed/com.a/Operations/Deactivate'];
  const drive = startDrive(newTask('t1', operationOrder('Deactivate', 'component')));
  session(drive, device);
  assert.deepEqual([task(drive).state, task(drive).code, device.effects], ['failed', 1411, []]);
  assert.match(task(drive).reason, /offers only Activate, Remove/);
});
