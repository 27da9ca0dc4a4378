import assert from 'node:assert/strict';
import { isTaskOver } from '@scomo/api';
import { DEVICE_TYPE, runScriptedSession, type ScriptedDevice } from '@scomo/simulator';
import { row } from './row.ts';
import { GATEWAY, gateway, release } from './steps.ts';

row('A6', async (world) => {
  const { auth, serverUrl } = await world.client.createDevice({
    body: { deviceId: 'IMEI:liar', deviceType: DEVICE_TYPE, auth: { scheme: 'basic' } },
  });
  const execs: { uri: string; correlator: string }[] = [];
  const liar: ScriptedDevice = {
    url: serverUrl,
    deviceId: 'IMEI:liar',
    userName: auth.clientName,
    secret: auth.clientSecret,
    encoding: 'wbxml',
    tree: new Map([['./DevInfo/DevId', 'IMEI:liar']]),
    types: new Map([
      ['./SCOMO', 'urn:oma:mo:oma-scomo:1.0'],
      ['./SCOMO/Download', ''],
      ['./SCOMO/Inventory', ''],
      ['./SCOMO/Inventory/Delivered', ''],
      ['./SCOMO/Inventory/Deployed', ''],
    ]),
    exec(uri, correlator) {
      execs.push({ uri, correlator });
      return 202;
    },
  };
  const releaseId = await release(world, [gateway('1.0.0', 1)]);
  const { id } = await world.client.createTask({
    body: { deviceId: 'IMEI:liar', kind: 'deploy', releaseId, consent: { mode: 'silent', deferralsMax: 0 } },
  });
  let sessions = 0;
  let task = await world.client.getTask({ params: { id } });
  for (; !isTaskOver(task) && sessions < 8; sessions += 1) {
    const claims = execs
      .splice(0)
      .map(({ uri, correlator }) => ({ correlator, source: uri, code: 1200, identifier: GATEWAY }));
    await runScriptedSession(liar, claims);
    task = await world.client.getTask({ params: { id } });
  }
  const { deployed } = await world.client.getInventory({ params: { deviceId: 'IMEI:liar' } });
  assert.notEqual(task.state, 'verified', 'the word of the device is not enough');
  assert.ok(
    task.operations.some(({ reports }) => reports.some(({ code }) => code === 1200)),
    'it did claim success',
  );
  assert.equal(task.state, 'failed', `${task.state}: ${task.reason}`);
  assert.deepEqual(deployed, [], 'and the inventory shows what was read');
  return `the device reported 1200 ${task.operations.filter(({ reports }) => reports.length > 0).length} times in ${sessions} sessions; task ${task.state}: ${task.reason}`;
});
