import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { type TestContext, test } from 'node:test';
import { isTaskOver, type TaskView } from '@scomo/api';
import { decode } from '@scomo/syncml';
import { type DeviceBox, openBox } from './device-box.ts';
import { type MadePackage, openWorld, type World } from './world.ts';

const DEVICE = 'IMEI:004999010640005';
const OURS: MadePackage = { component: 'org.acme.meter', version: '1.0.0', counter: 1, program: 'tool' };
const THEIRS: MadePackage = { ...OURS, component: 'org.bolt.door' };

/** Two servers with nothing in common but a device: each its own process, database, keys and authority. */
async function twoServers(t: TestContext): Promise<{ acme: World; bolt: World; box: DeviceBox }> {
  const acme = await openWorld();
  t.after(() => acme.close());
  const bolt = await openWorld({ authority: 'bolt', env: { SCOMO_SERVER_ID: 'bolt-dm' } });
  t.after(() => bolt.close());
  const box = await openBox(acme, DEVICE);
  const { token } = await bolt.client.createEnrolmentToken({ body: { deviceType: 'gateway' } });
  const args = ['--server', bolt.url, '--token', token, '--device-id', DEVICE];
  const { code, output } = await box.agent('enrol', ...args);
  assert.equal(code, 0, output);
  const { accounts, ...shared } = JSON.parse(readFileSync(box.config, 'utf8')) as { accounts: object[] };
  const often = accounts.map((account) => ({ ...account, pollSeconds: 1 }));
  writeFileSync(box.config, JSON.stringify({ ...shared, accounts: often }));
  return { acme, bolt, box };
}

async function deploy(world: World, made: MadePackage): Promise<TaskView> {
  const { id: pkg } = await world.publish(made);
  const release = await world.client.createRelease({
    body: { name: 'r', packageIds: [pkg], atomic: true },
  });
  const { id } = await world.client.createTask({
    body: {
      deviceId: DEVICE,
      kind: 'deploy',
      releaseId: release.id,
      consent: { mode: 'silent', deferralsMax: 0 },
    },
  });
  return world.until(id, isTaskOver, 60_000);
}

async function deployed(world: World): Promise<string[]> {
  const { deployed: all } = await world.client.getInventory({ params: { deviceId: DEVICE } });
  return all.map(({ id }) => id).sort();
}

/** All that a device has said to a server, as text. */
async function heard(world: World): Promise<string> {
  const { items } = await world.client.listSessions({ query: { limit: 100, deviceId: DEVICE } });
  const texts: string[] = [];
  for (const { key } of items) {
    const { log } = await world.client.getSession({ params: { key } });
    texts.push(
      ...log.map(({ raw, encoding }) => JSON.stringify(decode(Buffer.from(raw, 'base64'), encoding))),
    );
  }
  return texts.join('\n');
}

test('C5 X04 R13 two authorities, one device: each sees and runs only its own', {
  timeout: 170_000,
}, async (t) => {
  const { acme, bolt, box } = await twoServers(t);
  const accounts = JSON.parse(readFileSync(box.config, 'utf8')).accounts as { serverId: string }[];
  assert.deepEqual(
    accounts.map(({ serverId }) => serverId),
    ['scomo', 'bolt-dm'],
  );
  const agent = box.start();

  const [ours, theirs] = await Promise.all([deploy(acme, OURS), deploy(bolt, THEIRS)]);
  assert.deepEqual([ours.state, theirs.state], ['verified', 'verified'], `${ours.reason} ${theirs.reason}`);
  assert.deepEqual(await deployed(acme), [OURS.component]);
  assert.deepEqual(await deployed(bolt), [THEIRS.component]);
  assert.match((await box.agent('inventory')).output, /org\.acme\.meter.*org\.bolt\.door/s);

  // The other one's component can neither be removed, nor replaced by one of the same name.
  const node = './SCOMO/Inventory/Deployed/org.acme.meter';
  const { id } = await bolt.client.createTreeTask({
    params: { deviceId: DEVICE },
    body: { commands: [{ kind: 'exec', uri: `${node}/Operations/Remove` }] },
  });
  const removal = await bolt.until(id, isTaskOver, 60_000);
  assert.match(JSON.stringify(removal), /"code":425/);
  const theft = await deploy(bolt, { ...OURS, version: '6.6.6', counter: 9 });
  assert.equal(theft.state, 'failed');
  assert.match(JSON.stringify(theft), /belongs to another management server/);
  assert.deepEqual(await deployed(acme), [OURS.component]);

  // Reports go to who has ordered, and nothing of one is told to the other.
  const [told, toldThem] = [await heard(acme), await heard(bolt)];
  assert.ok(told.includes(ours.id) && toldThem.includes(theirs.id));
  assert.ok(!told.includes('org.bolt.door') && !told.includes(theirs.id) && !told.includes(theft.id));
  assert.ok(!toldThem.includes(ours.id));

  // A server that takes calls and never answers does not delay the other one.
  const { pid } = bolt.server().process;
  assert.ok(pid !== undefined);
  process.kill(pid, 'SIGSTOP');
  try {
    const next = await deploy(acme, { ...OURS, version: '2.0.0', counter: 2 });
    assert.equal(next.state, 'verified', next.reason);
  } finally {
    process.kill(pid, 'SIGCONT');
  }
  const after = await deploy(bolt, { ...THEIRS, version: '2.0.0', counter: 2 });
  assert.equal(after.state, 'verified', after.reason);
  assert.deepEqual([await deployed(acme), await deployed(bolt)], [[OURS.component], [THEIRS.component]]);
  await agent.stop();
});
