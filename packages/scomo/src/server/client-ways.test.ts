import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deployOrder, NOW, newTask, runOut, session, startDrive, task } from '../../test/drive.ts';
import { type Behaviour, type FakeDevice, fakeDevice, install, installed } from '../../test/fake-device.ts';
import { type ClientWays, USUAL_WAYS } from './client-ways.ts';

const STATIC = './SCOMO/Download/CMCCSCM';

function foreign(behaviour: Partial<Behaviour> = {}): FakeDevice {
  const device = fakeDevice({ lists: false, sets: false, primitives: ['DownloadInstall'], ...behaviour });
  install(device, 'com.a', { id: 'com.a', version: '1.0', pkgId: '', state: 20 });
  return device;
}

/** A download node that is built in, as MediaTek and RedBend have it. */
function withStatic(device: FakeDevice): FakeDevice {
  for (const [leaf, value] of Object.entries({ PkgID: '', PkgURL: '', Name: '', Status: '10' }))
    device.tree[`${STATIC}/${leaf}`] = value;
  device.tree[STATIC] = null;
  device.tree[`${STATIC}/Operations`] = null;
  device.tree[`${STATIC}/Operations/DownloadInstall`] = '';
  return device;
}

function drive(device: FakeDevice, ways: Partial<ClientWays>) {
  const made = startDrive(newTask('t1', deployOrder(['com.a'])));
  made.ways = { ...USUAL_WAYS, ...ways };
  runOut(made, device);
  return made;
}
const sent = (made: ReturnType<typeof startDrive>, prefix: string) =>
  made.sessions.flat().filter((tag) => tag.startsWith(prefix));

test('scomo Q14, Q20: a built-in download node is used again, and stays', () => {
  const device = withStatic(foreign());
  const made = drive(device, { downloadNode: 'static' });
  assert.equal(task(made).state, 'verified');
  assert.equal(task(made).operations[0]?.uri, `${STATIC}/Operations/DownloadInstall`);
  assert.deepEqual(sent(made, 'write|'), ['write|t1|0.PkgID', 'write|t1|0.PkgURL', 'write|t1|0.Name']);
  assert.equal(device.tree[STATIC], null);
  assert.deepEqual(installed(device), ['com.a 2.0 20']);
});

test('scomo Q14: so it is where a node of our own is refused', () => {
  const device = withStatic(foreign({ fixedDownloads: true }));
  const made = drive(device, {});
  assert.equal(task(made).state, 'verified');
  assert.equal(task(made).operations[0]?.uri, `${STATIC}/Operations/DownloadInstall`);
});

test('where there is none built in, the refusal ends the task', () => {
  const made = drive(foreign({ fixedDownloads: true }), { downloadNode: 'static' });
  assert.deepEqual([task(made).state, task(made).code], ['failed', 405]);
});

test('Q35, S39: no list is asked of a client that has none', () => {
  const made = drive(foreign(), { lists: false });
  assert.equal(task(made).state, 'verified');
  assert.deepEqual(
    made.sessions.flat().filter((tag) => tag.includes('?list=')),
    [],
  );
  assert.ok(
    drive(foreign(), {})
      .sessions.flat()
      .some((tag) => tag.includes('?list=')),
  );
});

test('scomo Q37: a listed name is executed by its real one', () => {
  const device = foreign({ primitives: ['DownloadInstallInactivate', 'DownloadInstallInactive'] });
  const made = drive(device, { aliases: { downloadinstallinactivate: 'DownloadInstallInactive' } });
  assert.match(task(made).operations[0]?.uri ?? '', /\/DownloadInstallInactive$/);
});

test('scomo Q9, Q13, Q19: an Exec without an end is settled from the tree after the hours of its family', () => {
  const device = foreign({ losesReports: true, lies: true });
  const made = startDrive(newTask('t1', deployOrder(['com.a'])));
  made.ways = { ...USUAL_WAYS, reportHours: 2 };
  session(made, device, NOW);
  session(made, device, '2026-01-01T01:59:00.000Z');
  assert.equal(task(made).state, 'downloading');
  session(made, device, '2026-01-01T02:00:00.000Z');
  assert.equal(task(made).state, 'failed');
  assert.match(task(made).reason, /no report for 2 hours/);
});

const report = (correlator: string, type: string, data: string) =>
  ({ type: 'alert', code: 1226, correlator, items: [{ meta: { type, format: 'chr' }, data }] }) as const;

test('scomo Q21: an alert that carries the Correlator of an Exec is its report, whatever its Type', () => {
  const device = foreign({ losesReports: true, lies: true });
  const made = startDrive(newTask('t1', deployOrder(['com.a'])));
  session(made, device);
  device.alerts.push(report('t1-0-1', 'com.vendor.done', '1405'));
  session(made, device);
  assert.deepEqual([task(made).state, task(made).code], ['failed', 1405]);
});

test('scomo Q26: a later report under an old Correlator changes nothing', () => {
  const device = foreign({ losesReports: true, primitives: ['DownloadInstallInactive'] });
  const made = startDrive(newTask('t1', deployOrder(['com.a'])));
  session(made, device);
  device.alerts.push(report('t1-0-1', 'urn:oma:at:scomo:1.0:OperationComplete', '1200'));
  session(made, device);
  device.alerts.push(report('t1-0-1', 'urn:oma:at:scomo:1.0:OperationComplete', '1405'));
  runOut(made, device);
  assert.equal(task(made).state, 'verified');
});
