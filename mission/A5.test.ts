import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import {
  type BoxOptions,
  openBox,
  runScriptedSession,
  type ScriptedDevice,
  type World,
} from '@scomo/simulator';
import type { Message } from '@scomo/syncml';
import { row } from './row.ts';
import { deploy, gateway, release } from './steps.ts';

row('A5', async (world) => {
  const stranger = await unknownDevice(world);
  const releaseId = await release(world, [gateway('1.0.0', 1)]);
  const wrongSecret = await refusedBox(world, releaseId, 'IMEI:wrong', {
    config: { clientSecret: 'not the secret at all' },
  });
  const unproven = await refusedBox(world, releaseId, 'IMEI:unproven', {
    config: { serverSecret: 'not the secret at all' },
  });
  const acl = await deniedByAcl(world, releaseId);
  return `${stranger}; wrong credentials: ${wrongSecret}; unproven server: ${unproven}; ACL: ${acl}`;
});

/** Nobody knows it: answered like a wrong password, and nothing is kept of it. */
async function unknownDevice(world: World): Promise<string> {
  await world.client.createDevice({
    body: { deviceId: 'IMEI:known', deviceType: 'gateway', auth: { scheme: 'md5' } },
  });
  const asUnknown = await answerTo(world, 'IMEI:nobody');
  const asKnown = await answerTo(world, 'IMEI:known');
  const shape = (message: Message) =>
    message.commands.map((command) =>
      command.kind === 'Status'
        ? `${command.cmd} ${command.code} ${command.chal?.meta.type ?? ''}`
        : command.kind,
    );
  assert.deepEqual(
    shape(asUnknown),
    shape(asKnown),
    'an unknown device cannot be told from a wrong password',
  );
  assert.match(shape(asUnknown)[0] ?? '', /^SyncHdr 40[17] syncml:auth-md5$/);
  const { items } = await world.client.listDevices({ query: { limit: 500 } });
  assert.ok(!items.some(({ deviceId }) => deviceId === 'IMEI:nobody'));
  const { items: sessions } = await world.client.listSessions({ query: { limit: 500 } });
  assert.ok(!sessions.some(({ deviceId }) => deviceId === 'IMEI:nobody'));
  return `unknown device: ${shape(asUnknown)[0]}`;
}

async function answerTo(world: World, deviceId: string): Promise<Message> {
  const device: ScriptedDevice = {
    url: `${world.url}/dm`,
    deviceId,
    userName: 'somebody',
    secret: 'a guess that is long enough',
    encoding: 'xml',
    tree: new Map(),
    types: new Map(),
    exec: () => 405,
  };
  const [, answer] = await runScriptedSession(device);
  assert.ok(answer);
  return answer;
}

/** One of the two cannot prove itself: no command is carried out, the task waits on, both sides say why. */
async function refusedBox(
  world: World,
  releaseId: string,
  deviceId: string,
  options: BoxOptions,
): Promise<string> {
  const box = await openBox(world, deviceId, options);
  const { id } = await world.client.createTask({ body: { deviceId, kind: 'deploy', releaseId } });
  const { code, output } = await box.agent('once', '--verbose');
  assert.notEqual(code, 0, output);
  const status = JSON.parse((await box.agent('status', '--json')).output);
  assert.deepEqual(status.orders, []);
  assert.deepEqual(status.components, []);
  const task = await world.client.getTask({ params: { id } });
  assert.equal(task.state, 'planned', task.reason);
  assert.deepEqual(task.operations, []);
  assert.deepEqual((await world.client.getInventory({ params: { deviceId } })).deployed, []);
  assert.ok(
    !readFileSync(`${world.dir}/server.log`, 'utf8').includes('not the secret'),
    'no secret in the log',
  );
  return status.accounts[0].lastSession.detail;
}

/** The device's owner lets the server read and no more. */
async function deniedByAcl(world: World, releaseId: string): Promise<string> {
  const box = await openBox(world, 'IMEI:acl', { config: { acl: { './SCOMO/Download': 'Get=*' } } });
  box.start();
  const task = await deploy(world, box, releaseId);
  assert.equal(task.state, 'failed', task.reason);
  assert.equal(task.code, 425);
  const status = JSON.parse((await box.agent('status', '--json')).output);
  assert.deepEqual(status.components, []);
  return task.reason;
}
