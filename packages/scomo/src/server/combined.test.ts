import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newTask, operationOrder, runOut, session, startDrive, task } from '../../test/drive.ts';
import {
  type Behaviour,
  deliver,
  type FakeDevice,
  fakeDevice,
  install,
  installed,
} from '../../test/fake-device.ts';
import type { Combined } from './combined.ts';

const row = (version: string, state: number) => ({
  id: 'com.a',
  version,
  pkgId: `sha256:com.a@${version}`,
  state,
});

const PLAIN: Partial<Behaviour> = { lists: false, sets: false };

function deviceWith(versions: Readonly<Record<string, number>>, behaviour: Partial<Behaviour>): FakeDevice {
  const device = fakeDevice(behaviour);
  for (const [version, state] of Object.entries(versions))
    install(device, `v${version}`, row(version, state));
  return device;
}

function order(operation: Combined) {
  const { operation: _single, ...rest } = operationOrder(
    'Activate',
    operation === 'Deactivate+Remove' ? 'component' : 'package',
  );
  return { ...rest, operation };
}

function done(operation: Combined, device: FakeDevice) {
  const drive = startDrive(newTask('t1', order(operation)));
  runOut(drive, device, 20);
  const { state, code, reason, operations } = task(drive);
  const steps = operations.map((each) => `${each.operation} ${each.reports[0]?.code ?? each.status}`);
  return { state, code, reason, steps, drive };
}

type Good = readonly [
  Combined,
  Partial<Behaviour>,
  Readonly<Record<string, number>>,
  readonly string[],
  readonly string[],
];

const GOOD: readonly Good[] = [
  [
    'Download+Install+Activate',
    {},
    { '1.0': 20 },
    ['Download 1200', 'InstallInactive 1200', 'Activate 1200'],
    ['com.a 2.0 20'],
  ],
  ['Update+Activate', {}, { '1.0': 20 }, ['DownloadInstallInactive 1200', 'Activate 1200'], ['com.a 2.0 20']],
  [
    'Update+Activate',
    { primitives: ['DownloadInstall'] },
    { '1.0': 20 },
    ['DownloadInstall 1200'],
    ['com.a 2.0 20'],
  ],
  ['Deactivate+Remove', {}, { '1.0': 20 }, ['Deactivate 1200', 'Remove 1200'], []],
  ['Deactivate+Remove', {}, { '1.0': 20, '3.0': 10 }, ['Deactivate 1200', 'Remove 1200'], ['com.a 3.0 10']],
];
for (const [operation, behaviour, before, steps, after] of GOOD) {
  for (const more of [{}, PLAIN]) {
    test(`${operation} on ${JSON.stringify(before)} ${JSON.stringify({ ...behaviour, ...more })}: one order, one Exec a step`, () => {
      const device = deviceWith(before, { ...behaviour, ...more });
      const ended = done(operation, device);
      assert.deepEqual(
        [ended.state, ended.code, ended.steps],
        [operation === 'Deactivate+Remove' ? 'removed' : 'verified', 1200, steps],
        ended.reason,
      );
      assert.deepEqual(installed(device), after);
    });
  }
}

test('P25 the next Exec waits for the report and for the inventory after it', () => {
  const device = deviceWith({ '1.0': 20 }, PLAIN);
  const drive = startDrive(newTask('t1', order('Deactivate+Remove')));
  session(drive, device);
  const reports = device.alerts;
  device.alerts = [];
  session(drive, device);
  assert.deepEqual(device.effects, ['t1-o-1']);
  device.alerts = reports;
  session(drive, device);
  assert.deepEqual(device.effects, ['t1-o-1', 't1-o1-1']);
});

test('what is there already is not done again: a delivered package is not fetched twice', () => {
  const device = deviceWith({ '1.0': 20 }, {});
  deliver(device, 'x', 'sha256:com.a@2.0');
  assert.deepEqual(done('Download+Install+Activate', device).steps.slice(1), [
    'InstallInactive 1200',
    'Activate 1200',
  ]);
});

type Bad = readonly [
  Combined,
  Partial<Behaviour>,
  Readonly<Record<string, number>>,
  number,
  RegExp,
  readonly string[],
];

const ACTIVATE_FAILS = { activations: { 'com.a': 1409 } };
const BAD: readonly Bad[] = [
  [
    'Download+Install+Activate',
    { downloads: { 'com.a': 1402 } },
    { '1.0': 20 },
    1402,
    /^com\.a: DownloadFailed \(1402\): said so$/,
    ['com.a 1.0 20'],
  ],
  [
    'Update+Activate',
    ACTIVATE_FAILS,
    { '1.0': 20 },
    1409,
    /^com\.a: ActivateFailed \(1409\): said so; all is again as it was$/,
    ['com.a 1.0 20'],
  ],
  ['Update+Activate', {}, {}, 404, /com\.a is not on the device: nothing to update/, []],
  [
    'Update+Activate',
    { downloads: { 'com.a': 1407 } },
    { '1.0': 20 },
    1407,
    /PackageValidationFailed \(1407\): said so; all is as it was$/,
    ['com.a 1.0 20'],
  ],
  ['Deactivate+Remove', {}, {}, 404, /com\.a is not deployed/, []],
  [
    'Deactivate+Remove',
    { activations: { 'com.a': 1410 } },
    { '1.0': 20 },
    1410,
    /DeactivateFailed \(1410\): said so$/,
    ['com.a 1.0 20'],
  ],
];
for (const [operation, behaviour, before, code, reason, after] of BAD) {
  for (const more of [{}, PLAIN]) {
    test(`${operation} on ${JSON.stringify(before)} ${JSON.stringify({ ...behaviour, ...more })} fails with ${code}`, () => {
      const device = deviceWith(before, { ...behaviour, ...more });
      const ended = done(operation, device);
      assert.deepEqual([ended.state, ended.code], ['failed', code], ended.reason);
      assert.match(ended.reason, reason);
      assert.deepEqual(installed(device), after);
    });
  }
}

test('a last step that fails: what was done before is said and stays', () => {
  const device = deviceWith({ '1.0': 20 }, {});
  const drive = startDrive(newTask('t1', order('Download+Install+Activate')));
  while (!device.effects.includes('t1-o1-1')) session(drive, device);
  device.behaviour.activations = { 'com.a': 1409 };
  runOut(drive, device, 20);
  assert.deepEqual([task(drive).state, task(drive).code], ['failed', 1409]);
  assert.match(
    task(drive).reason,
    /ActivateFailed \(1409\): said so; done before: Download, InstallInactive$/,
  );
  assert.deepEqual(installed(device), ['com.a 1.0 20', 'com.a 2.0 10']);
});

test('a removal that fails leaves the component inactive, and says so', () => {
  const device = deviceWith({ '1.0': 20 }, PLAIN);
  const drive = startDrive(newTask('t1', order('Deactivate+Remove')));
  while (!device.effects.includes('t1-o-1')) session(drive, device);
  device.behaviour.lies = true;
  runOut(drive, device, 20);
  assert.match(
    task(drive).reason,
    /inventory shows com\.a 1\.0 inactive, status 10; done before: Deactivate, Remove$/,
  );
});

test('whatever message is lost, each step has one effect', () => {
  for (const operation of ['Download+Install+Activate', 'Update+Activate', 'Deactivate+Remove'] as const) {
    for (const fate of ['request', 'reply'] as const) {
      for (let turn = 0; turn < 10; turn += 1) {
        const device = deviceWith({ '1.0': 20 }, {});
        const drive = startDrive(newTask('t1', order(operation)));
        for (let count = 0; count < 4; count += 1)
          session(drive, device, undefined, [...Array<'fine'>(turn).fill('fine'), fate]);
        runOut(drive, device, 20);
        const { state, operations } = task(drive);
        assert.ok(['verified', 'removed'].includes(state), drive.trail.join(' | '));
        assert.deepEqual(
          device.effects,
          operations.map(({ correlator }) => correlator),
        );
        assert.equal(new Set(device.effects).size, device.effects.length);
      }
    }
  }
});
