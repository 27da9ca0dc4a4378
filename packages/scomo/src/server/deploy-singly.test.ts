import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deployOrder, newTask, runOut, session, startDrive, task } from '../../test/drive.ts';
import { type Behaviour, fakeDevice, install, installed } from '../../test/fake-device.ts';

const FOREIGN: Partial<Behaviour> = { lists: false, sets: false, primitives: ['DownloadInstall'] };

function foreign(behaviour: Partial<Behaviour> = {}) {
  const device = fakeDevice({ ...FOREIGN, ...behaviour });
  install(device, 'com.a', { id: 'com.a', version: '1.0', pkgId: '', state: 20 });
  return device;
}

test('a client without lists and sets is walked, written and read back', () => {
  const device = foreign();
  const drive = startDrive(newTask('t1', deployOrder(['com.a'])));
  runOut(drive, device);
  assert.equal(task(drive).state, 'verified');
  assert.deepEqual(installed(device), ['com.a 2.0 20']);
  assert.deepEqual(device.effects, ['t1-0-1']);
  assert.equal(task(drive).operations[0]?.uri, './SCOMO/Download/t1-0/Operations/DownloadInstall');
  assert.deepEqual(task(drive).members, [{ component: 'com.a', from: '1.0', verified: true }]);
});

test('the Exec leaves only after all writes are answered', () => {
  const drive = startDrive(newTask('t1', deployOrder(['com.a'])));
  session(drive, foreign());
  assert.deepEqual(drive.sessions[0]?.slice(-6), [
    'write|t1|0.node',
    'write|t1|0.PkgID.add',
    'write|t1|0.PkgURL.add',
    'write|t1|0.Name.add',
    'get|./SCOMO/Download/t1-0/Operations',
    'exec|t1|t1-0-1',
  ]);
});

test('with the inactive primitive the component is staged, then activated by its own Exec', () => {
  const device = foreign({ primitives: ['DownloadInstall', 'DownloadInstallInactive'] });
  const drive = startDrive(newTask('t1', deployOrder(['com.a'])));
  runOut(drive, device);
  assert.equal(task(drive).state, 'verified');
  assert.deepEqual(device.effects, ['t1-0-1', 't1-a0-1']);
  assert.deepEqual(
    task(drive).operations.map((record) => record.uri),
    [
      './SCOMO/Download/t1-0/Operations/DownloadInstallInactive',
      './SCOMO/Inventory/Deployed/com.a.next/Operations/Activate',
    ],
  );
});

test('an alias is executed as listed', () => {
  const device = foreign({ primitives: ['DownloadInstallInactivate'] });
  const drive = startDrive(newTask('t1', deployOrder(['com.a'])));
  runOut(drive, device);
  assert.equal(task(drive).state, 'verified');
  assert.match(task(drive).operations[0]?.uri ?? '', /\/DownloadInstallInactivate$/);
});

test('an alias that cannot be executed is followed by the correct name', () => {
  const device = foreign({ primitives: ['DownloadInstallInactivate'], execStatus: 405 });
  const drive = startDrive(newTask('t1', deployOrder(['com.a'])));
  session(drive, device);
  assert.deepEqual(
    task(drive).operations.map(({ uri, status }) => [uri.split('/').at(-1), status]),
    [
      ['DownloadInstallInactivate', 405],
      ['DownloadInstallInactive', 404],
    ],
  );
  assert.equal(task(drive).state, 'failed');
});

test('operation nodes are added where a client makes none', () => {
  const device = foreign({ primitives: [] });
  const drive = startDrive(newTask('t1', deployOrder(['com.a'])));
  runOut(drive, device);
  assert.equal(task(drive).state, 'verified');
  const writes = drive.sessions[0]?.filter((tag) => tag.startsWith('write|'));
  assert.deepEqual(writes?.slice(-2), ['write|t1|0.parent', 'write|t1|0.ops']);
});

test('a leaf that is there already is replaced', () => {
  const device = foreign();
  device.tree['./SCOMO/Download/t1-0'] = null;
  device.tree['./SCOMO/Download/t1-0/PkgURL'] = 'http://old';
  device.tree['./SCOMO/Download/t1-0/Operations'] = null;
  device.tree['./SCOMO/Download/t1-0/Operations/DownloadInstall'] = '';
  const drive = startDrive(newTask('t1', deployOrder(['com.a'])));
  session(drive, device);
  const writes = drive.sessions[0]?.filter((tag) => tag.startsWith('write|'));
  assert.deepEqual(writes, ['write|t1|0.PkgID.add', 'write|t1|0.PkgURL', 'write|t1|0.Name.add']);
  assert.equal(device.tree['./SCOMO/Download/t1-0/PkgURL'], 'http://h/pk_com.a?s=1');
});

test('several independent components go one after the other', () => {
  const device = foreign();
  const drive = startDrive(newTask('t1', deployOrder(['com.a', 'com.b'], 'silent', false)));
  session(drive, device);
  assert.deepEqual(device.effects, ['t1-0-1']);
  runOut(drive, device);
  assert.equal(task(drive).state, 'verified');
  assert.deepEqual(device.effects, ['t1-0-1', 't1-1-1']);
});

test('success that the tree does not show is a failure', () => {
  const drive = startDrive(newTask('t1', deployOrder(['com.a'])));
  runOut(drive, foreign({ lies: true }));
  assert.deepEqual(
    [task(drive).state, task(drive).reason],
    [
      'failed',
      'com.a: UndefinedError (1412): the device reported success, but its inventory shows no com.a; com.a could not be taken back: 1.0 is not in the catalogue; it shows no com.a',
    ],
  );
});

test('a failed activation leaves the staged version when nothing belongs together', () => {
  const device = foreign({ primitives: ['DownloadInstallInactive'], activations: { 'com.a': 1409 } });
  const drive = startDrive(newTask('t1', deployOrder(['com.a'], 'silent', false)));
  runOut(drive, device);
  assert.deepEqual([task(drive).state, task(drive).code], ['failed', 1409]);
  assert.deepEqual(installed(device), ['com.a 1.0 20', 'com.a 2.0 10']);
});

test('a lost report of a plain client is read from the tree', () => {
  const drive = startDrive(newTask('t1', deployOrder(['com.a'])));
  runOut(drive, foreign({ losesReports: true }));
  assert.equal(task(drive).state, 'verified');
  assert.equal(task(drive).operations[0]?.reports[0]?.detail, 'read from the tree');
});
