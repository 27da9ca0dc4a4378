import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deployOrder, newTask, runOut, session, startDrive, task } from '../../test/drive.ts';
import { type Behaviour, type FakeDevice, fakeDevice, install, installed } from '../../test/fake-device.ts';
import { SERVER_LIMITS } from '../limits.ts';
import type { DeployMember } from './task.ts';

const BOTH = ['DownloadInstall', 'DownloadInstallInactive'];

/** A plain client with com.a 1.0 active and no com.b. */
function plain(behaviour: Partial<Behaviour> = {}): FakeDevice {
  const device = fakeDevice({ lists: false, sets: false, primitives: ['DownloadInstall'], ...behaviour });
  install(device, 'com.a', { id: 'com.a', version: '1.0', pkgId: 'sha256:com.a@1.0', state: 20 });
  return device;
}

const old = (component: string): DeployMember => {
  const [member] = deployOrder([component]).members;
  assert.ok(member);
  return { ...member, version: '1.0', pkgId: `sha256:${component}@1.0`, packageId: `pk_${component}_1` };
};

const together = (previous: readonly DeployMember[] = []) => ({
  ...deployOrder(['com.a', 'com.b'], 'silent'),
  ...(previous.length > 0 && { previous }),
});

function deployed(device: FakeDevice, previous: readonly DeployMember[] = []) {
  const drive = startDrive(newTask('t1', together(previous)));
  runOut(drive, device, 20);
  const { state, code, reason, members } = task(drive);
  return { drive, state, code, reason, members };
}

test('members that belong together are all brought before one is activated', () => {
  const device = plain({ primitives: BOTH });
  const { state } = deployed(device);
  assert.equal(state, 'verified');
  assert.deepEqual(device.effects, ['t1-0-1', 't1-1-1', 't1-a0-1', 't1-a1-1']);
});

test('a member that cannot be brought: what lies ready of the others is removed, the old one never stopped', () => {
  const device = plain({ primitives: BOTH, downloads: { 'com.b': 1402 } });
  const { state, code, reason, members } = deployed(device);
  assert.deepEqual([state, code], ['failed', 1402]);
  assert.match(reason, /^com\.b: DownloadFailed \(1402\): said so; all is again as it was$/);
  assert.deepEqual(installed(device), ['com.a 1.0 20']);
  assert.deepEqual(device.effects, ['t1-0-1', 't1-1-1', 't1-ur0-1']);
  assert.deepEqual(
    members.map(({ component, code: each, detail }) => [component, each, detail]),
    [
      ['com.a', 1497, 'taken back because of com.b'],
      ['com.b', 1402, 'said so'],
    ],
  );
});

test('a member that was switched over gets its old package again from the catalogue', () => {
  const device = plain({ downloads: { 'com.b': 1405 } });
  const { state, code, reason } = deployed(device, [old('com.a')]);
  assert.deepEqual([state, code], ['failed', 1405]);
  assert.match(reason, /all is again as it was$/);
  assert.deepEqual(installed(device), ['com.a 1.0 20']);
  assert.deepEqual(device.effects, ['t1-0-1', 't1-1-1', 't1-ud0-1']);
  assert.equal(device.tree['./SCOMO/Download/t1-0'], undefined, 'nothing of it is left in the tree');
  assert.equal(device.tree['./SCOMO/Download/t1-i'], undefined);
});

test('an old version that lies beside is switched on again, then the new one is removed', () => {
  const device = plain({ primitives: BOTH, activations: { 'com.b': 1409 } });
  const drive = startDrive(newTask('t1', together()));
  while (!device.effects.includes('t1-a0-1')) session(drive, device);
  install(device, 'com.a.old', { id: 'com.a', version: '1.0', pkgId: 'sha256:com.a@1.0', state: 10 });
  device.behaviour.keepsOld = true;
  runOut(drive, device, 20);
  assert.match(task(drive).reason, /^com\.b: ActivateFailed \(1409\).*all is again as it was$/);
  assert.deepEqual(installed(device), ['com.a 1.0 20']);
  assert.deepEqual(device.effects.slice(-3), ['t1-ur1-1', 't1-ua0-1', 't1-ur0-1']);
});

test('what cannot be taken back is said of its member, and the task has failed', () => {
  const device = plain({ downloads: { 'com.b': 1405 } });
  const { state, code, reason, members } = deployed(device);
  assert.deepEqual([state, code], ['failed', 1405]);
  assert.match(
    reason,
    /^com\.b: InstallFailed \(1405\): said so; com\.a could not be taken back: 1\.0 is not in the catalogue; it shows com\.a 2\.0 active/,
  );
  assert.match(members[0]?.detail ?? '', /^could not be taken back: 1\.0 is not in the catalogue/);
  assert.deepEqual(installed(device), ['com.a 2.0 20']);
});

test('an old package that does not install any more is said too', () => {
  const device = plain({ downloads: { 'com.b': 1405 } });
  const drive = startDrive(newTask('t1', together([old('com.a')])));
  while (!device.effects.includes('t1-1-1')) session(drive, device);
  device.behaviour.downloads = { 'com.a': 1413 };
  runOut(drive, device, 20);
  assert.match(
    task(drive).reason,
    /com\.a could not be taken back: DownloadInstall OperationRejected \(1413\)/,
  );
});

test('a refusal of the rest is taken back as well, and stays a refusal', () => {
  const device = plain({ primitives: BOTH, downloads: { 'com.b': 1401 } });
  const { state, reason } = deployed(device);
  assert.equal(state, 'declined');
  assert.match(reason, /UserCancelled \(1401\).*all is again as it was$/);
  assert.deepEqual(installed(device), ['com.a 1.0 20']);
});

test('what stood there inactive and is gone is no reason to remove the rest', () => {
  const device = plain({ primitives: BOTH, downloads: { 'com.c': 1402 } });
  install(device, 'com.b', { id: 'com.b', version: '0.9', pkgId: '', state: 10 });
  const order = deployOrder(['com.b', 'com.c'], 'silent');
  const drive = startDrive(newTask('t1', order));
  while (!device.effects.includes('t1-0-1')) session(drive, device);
  for (const uri of Object.keys(device.tree)) if (/Deployed\/com\.b(\/|$)/.test(uri)) delete device.tree[uri];
  runOut(drive, device, 20);
  assert.match(task(drive).reason, /com\.b could not be taken back: 0\.9 is gone, which was there inactive/);
  assert.deepEqual(installed(device), ['com.a 1.0 20', 'com.b 2.0 10']);
});

test('whatever message is lost, nothing is taken back twice and all is as it was', () => {
  for (const fate of ['request', 'reply'] as const) {
    for (let turn = 0; turn < 12; turn += 1) {
      const device = plain({ downloads: { 'com.b': 1405 } });
      const drive = startDrive(newTask('t1', together([old('com.a')])));
      session(drive, device);
      for (let count = 0; count < 3; count += 1)
        session(drive, device, undefined, [...Array<'fine'>(turn).fill('fine'), fate]);
      runOut(drive, device, 20);
      assert.deepEqual(installed(device), ['com.a 1.0 20'], drive.trail.join(' | '));
      assert.deepEqual(device.effects, ['t1-0-1', 't1-1-1', 't1-ud0-1']);
    }
  }
});

test('a lost report of what takes back is read from the tree', () => {
  const device = plain({ downloads: { 'com.b': 1405 } });
  const drive = startDrive(newTask('t1', together([old('com.a')])));
  while (!device.effects.includes('t1-ud0-1')) session(drive, device);
  device.alerts = [];
  runOut(drive, device, 20);
  assert.match(task(drive).reason, /all is again as it was$/);
});

for (const [count, state] of [
  [SERVER_LIMITS.undoneMembersMax, 'downloading'],
  [SERVER_LIMITS.undoneMembersMax + 1, 'failed'],
] as const) {
  test(`${count} members that belong together on a plain client: ${state}`, () => {
    const names = Array.from({ length: count }, (_, index) => `com.m${index}`);
    const drive = startDrive(newTask('t1', deployOrder(names, 'silent')));
    session(drive, plain());
    assert.equal(task(drive).state, state);
  });
}
