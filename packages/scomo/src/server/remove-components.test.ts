import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newTask, runOut, session, startDrive, task } from '../../test/drive.ts';
import { type Behaviour, fakeDevice, install, installed } from '../../test/fake-device.ts';

function deviceWithBoth(behaviour: Partial<Behaviour> = {}) {
  const device = fakeDevice(behaviour);
  for (const id of ['com.a', 'com.b']) install(device, id, { id, version: '1.0', pkgId: '', state: 20 });
  return device;
}

const REMOVE = { kind: 'remove', components: ['com.a', 'com.b'] } as const;

test('components are removed, and the tree shows them gone', () => {
  const device = deviceWithBoth();
  const drive = startDrive(newTask('t1', REMOVE));
  runOut(drive, device);
  assert.equal(task(drive).state, 'removed');
  assert.deepEqual(installed(device), []);
  assert.deepEqual(device.effects, ['t1-r0-1', 't1-r1-1']);
  assert.deepEqual(
    task(drive).members.map((member) => [member.from, member.verified]),
    [
      ['1.0', true],
      ['1.0', true],
    ],
  );
});

test('a plain client has one open Exec at a time', () => {
  const device = deviceWithBoth({ sets: false, lists: false });
  const drive = startDrive(newTask('t1', REMOVE));
  session(drive, device);
  assert.deepEqual(device.effects, ['t1-r0-1']);
  runOut(drive, device);
  assert.equal(task(drive).state, 'removed');
});

test('what is not there is removed at once', () => {
  const device = fakeDevice();
  const drive = startDrive(newTask('t1', REMOVE));
  session(drive, device);
  assert.equal(task(drive).state, 'removed');
  assert.deepEqual(task(drive).members[0], { component: 'com.a', from: null, verified: true });
});

test('a component that is still there after "done" fails the task', () => {
  const drive = startDrive(newTask('t1', REMOVE));
  runOut(drive, deviceWithBoth({ lies: true }));
  assert.equal(task(drive).state, 'failed');
  assert.match(task(drive).reason, /inventory still shows com\.a 1\.0 active/);
});

test('a refused Exec fails the task', () => {
  const drive = startDrive(newTask('t1', REMOVE));
  runOut(drive, deviceWithBoth({ execStatus: 425 }));
  assert.deepEqual([task(drive).state, task(drive).code], ['failed', 425]);
});

test('a device that hides what it has is not taken to have nothing', () => {
  const drive = startDrive(newTask('t1', REMOVE));
  session(drive, deviceWithBoth({ hidden: './SCOMO/Inventory/Deployed' }));
  assert.deepEqual(
    [task(drive).state, task(drive).reason],
    ['failed', 'access rights deny it (425): the inventory of the device cannot be read'],
  );
});

test('a lost report is read from the tree', () => {
  const drive = startDrive(newTask('t1', REMOVE));
  runOut(drive, deviceWithBoth({ losesReports: true }));
  assert.equal(task(drive).state, 'removed');
});

for (const losesReports of [false, true]) {
  test(`a version staged beside the active one goes too, under whatever name${losesReports ? ', reports or not' : ''}`, () => {
    const device = fakeDevice({ losesReports });
    install(device, 'com.a', { id: 'com.a', version: '1.0', pkgId: '', state: 20 });
    install(device, 'com.a.next', { id: 'com.a', version: '2.0', pkgId: '', state: 10 });
    const drive = startDrive(newTask('t1', { kind: 'remove', components: ['com.a'] }));
    session(drive, device);
    assert.deepEqual(installed(device), ['com.a 2.0 10']);
    // Our agent gives the plain name to what is left.
    device.tree = Object.fromEntries(
      Object.entries(device.tree).map(([uri, value]) => [uri.replace('com.a.next', 'com.a'), value]),
    );
    runOut(drive, device);
    assert.deepEqual([task(drive).state, installed(device)], ['removed', []]);
    assert.deepEqual(device.effects, ['t1-r0-1', 't1-r0x1-1']);
  });
}

for (const plain of [{}, { sets: false, lists: false }]) {
  test(`what cannot be removed while it is active is deactivated first ${JSON.stringify(plain)}`, () => {
    const device = deviceWithBoth({ ...plain, removals: 'inactive' });
    const drive = startDrive(newTask('t1', REMOVE));
    runOut(drive, device, 20);
    assert.equal(task(drive).state, 'removed', task(drive).reason);
    assert.deepEqual(
      task(drive)
        .operations.filter(({ component }) => component === 'com.a')
        .map(({ operation }) => operation),
      ['Remove', 'Deactivate', 'Remove'],
    );
    assert.deepEqual(installed(device), []);
  });
}

test('what cannot be removed at all fails after that, once', () => {
  const device = deviceWithBoth({ removals: 'never' });
  const drive = startDrive(newTask('t1', { kind: 'remove', components: ['com.a'] }));
  runOut(drive, device, 20);
  assert.deepEqual([task(drive).state, task(drive).code], ['failed', 1408]);
  assert.deepEqual(device.effects, ['t1-r0-1', 't1-dr0-1', 't1-r0a-1']);
});

test('a Deactivate that is refused ends it as well', () => {
  const device = deviceWithBoth({ removals: 'inactive', activations: { 'com.a': 1410 } });
  const drive = startDrive(newTask('t1', { kind: 'remove', components: ['com.a'] }));
  runOut(drive, device, 20);
  assert.deepEqual([task(drive).state, task(drive).code], ['failed', 1410]);
});

test('a Deactivate that is only claimed is a contradiction; a lost report of one is read from the tree', () => {
  for (const [lies, losesReports, state] of [
    [true, false, 'failed'],
    [false, true, 'removed'],
  ] as const) {
    const device = deviceWithBoth({ removals: 'inactive' });
    const drive = startDrive(newTask('t1', { kind: 'remove', components: ['com.a'] }));
    session(drive, device);
    Object.assign(device.behaviour, { lies, losesReports });
    runOut(drive, device, 20);
    assert.equal(task(drive).state, state, task(drive).reason);
  }
});
