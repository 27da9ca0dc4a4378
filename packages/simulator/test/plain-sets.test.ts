import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { isTaskOver, type PackageView, type TaskView } from '@scomo/api';
import { type Claim, runScriptedSession, type ScriptedDevice } from '../src/scripted-device.ts';
import { DEVICE_TYPE, openWorld, type World } from '../src/world.ts';

const PUMP = 'org.example.pump';
const VALVE = 'org.example.valve';
const DEPLOYED = './SCOMO/Inventory/Deployed';

let world: World;
const packages: PackageView[] = [];
before(async () => {
  world = await openWorld();
  for (const [component, version, counter] of [
    [PUMP, '1.0', 1],
    [PUMP, '2.0', 2],
    [VALVE, '1.0', 1],
    [VALVE, '2.0', 2],
  ] as const)
    packages.push(await world.publish({ component, version, counter, program: 'tool' }));
});
after(() => world.close());

/** A client that knows one package at a time: it fetches what it is told, and has it instead of what was there. */
interface PlainClient {
  readonly deviceId: string;
  /** `component version` that its installer fails on. */
  readonly fails: Set<string>;
  /** `component version` of what is active. */
  active(): string[];
  /** Sessions, and the work between them, until the task is over. */
  untilOver(taskId: string): Promise<TaskView>;
}

async function plainClient(
  deviceId: string,
  there: Readonly<Record<string, string>> = {},
): Promise<PlainClient> {
  const { auth, serverUrl: url } = await world.client.createDevice({
    body: { deviceId, deviceType: DEVICE_TYPE, auth: { scheme: 'basic' } },
  });
  const jobs: { readonly uri: string; readonly correlator: string }[] = [];
  const tree = new Map<string, string>();
  const fails = new Set<string>();
  const has = (component: string, version: string, pkgId: string) => {
    for (const [leaf, value] of Object.entries({ ID: component, Version: version, PkgIDRef: pkgId }))
      tree.set(`${DEPLOYED}/${component}/${leaf}`, value);
    for (const [leaf, value] of [
      ['State', '20'],
      ['Status', '10'],
    ] as const)
      tree.set(`${DEPLOYED}/${component}/${leaf}`, value);
    for (const name of ['Activate', 'Deactivate', 'Remove'])
      tree.set(`${DEPLOYED}/${component}/Operations/${name}`, '');
  };
  for (const [component, version] of Object.entries(there)) has(component, version, '');
  const device: ScriptedDevice = {
    ...{ url, deviceId, userName: auth.clientName, secret: auth.clientSecret, encoding: 'xml', tree },
    types: new Map([
      ['./SCOMO', 'urn:oma:mo:oma-scomo:1.0'],
      ['./SCOMO/Download', ''],
      ['./SCOMO/Inventory', ''],
      ['./SCOMO/Inventory/Delivered', ''],
      [DEPLOYED, ''],
    ]),
    exec(uri, correlator) {
      jobs.push({ uri, correlator });
      return 202;
    },
  };
  const carryOut = async ({ uri, correlator }: (typeof jobs)[number]): Promise<Claim> => {
    const node = uri.slice(0, uri.indexOf('/Operations/'));
    const claim = (code: number, identifier: string): Claim => ({
      correlator,
      source: uri,
      code,
      identifier,
    });
    if (uri.endsWith('/Remove')) {
      const id = tree.get(`${node}/ID`) ?? '';
      for (const leaf of [...tree.keys()]) if (leaf.startsWith(`${node}/`)) tree.delete(leaf);
      return claim(1200, id);
    }
    assert.match(uri, /\/DownloadInstall$/);
    const pkgId = tree.get(`${node}/PkgID`) ?? '';
    const found = packages.find(({ digest }) => pkgId === `sha256:${digest}`);
    const response = await fetch(tree.get(`${node}/PkgURL`) ?? '');
    const octets = (await response.arrayBuffer()).byteLength;
    assert.deepEqual([response.status, octets], [200, found?.bytes]);
    const { component = '', version = '' } = found ?? {};
    if (fails.has(`${component} ${version}`)) return claim(1405, component);
    has(component, version, pkgId);
    return claim(1200, component);
  };
  return {
    deviceId,
    fails,
    active: () =>
      [...tree.entries()]
        .filter(([uri]) => uri.startsWith(DEPLOYED) && uri.endsWith('/Version'))
        .map(([uri, version]) => `${uri.split('/').at(-2)} ${version}`)
        .sort(),
    async untilOver(id) {
      let claims: readonly Claim[] = [];
      for (let sessions = 0; sessions < 15; sessions += 1) {
        await runScriptedSession(device, claims);
        const task = await world.client.getTask({ params: { id } });
        if (isTaskOver(task)) return task;
        claims = await Promise.all(jobs.splice(0).map(carryOut));
      }
      throw new Error('not over after 15 sessions');
    },
  };
}

async function deploy(client: PlainClient, ...versions: readonly string[]): Promise<TaskView> {
  const packageIds = versions.map(
    (wanted) => packages.find(({ component, version }) => `${component} ${version}` === wanted)?.id ?? '',
  );
  const { id: releaseId } = await world.client.createRelease({
    body: { name: 'set', packageIds, atomic: true },
  });
  const { id } = await world.client.createTask({
    body: {
      deviceId: client.deviceId,
      kind: 'deploy',
      releaseId,
      consent: { mode: 'silent', deferralsMax: 0 },
    },
  });
  return client.untilOver(id);
}

test('B5 a set on a client without sets: all, or by the hand of the server as before', async () => {
  const client = await plainClient('IMEI:plain-set');
  assert.equal((await deploy(client, `${PUMP} 1.0`, `${VALVE} 1.0`)).state, 'verified');
  client.fails.add(`${VALVE} 2.0`);
  const task = await deploy(client, `${PUMP} 2.0`, `${VALVE} 2.0`);
  assert.deepEqual([task.state, task.code], ['failed', 1405]);
  assert.match(task.reason, /^org\.example\.valve: InstallFailed \(1405\); all is again as it was$/);
  assert.deepEqual(client.active(), [`${PUMP} 1.0`, `${VALVE} 1.0`]);
  assert.deepEqual(
    task.members.map(({ component, from, code, detail }) => [component, from, code, detail]),
    [
      [PUMP, '1.0', 1497, `taken back because of ${VALVE}`],
      [VALVE, '1.0', 1405, undefined],
    ],
  );
  assert.deepEqual(
    task.operations.map(({ operation, component, reports }) => [operation, component, reports[0]?.code]),
    [
      ['DownloadInstall', PUMP, 1200],
      ['DownloadInstall', VALVE, 1405],
      ['DownloadInstall', PUMP, 1200],
    ],
  );
});

test('B5 what was not there before is removed again', async () => {
  const client = await plainClient('IMEI:plain-new');
  client.fails.add(`${VALVE} 1.0`);
  const task = await deploy(client, `${PUMP} 1.0`, `${VALVE} 1.0`);
  assert.match(task.reason, /all is again as it was$/);
  assert.deepEqual(client.active(), []);
});

test('B5 what cannot be taken back is said, and the task has failed', async () => {
  const client = await plainClient('IMEI:plain-lost', { [PUMP]: '0.9' });
  client.fails.add(`${VALVE} 1.0`);
  const task = await deploy(client, `${PUMP} 1.0`, `${VALVE} 1.0`);
  assert.equal(task.state, 'failed');
  assert.match(task.reason, /org\.example\.pump could not be taken back: 0\.9 is not in the catalogue/);
  assert.match(task.members[0]?.detail ?? '', /^could not be taken back: 0\.9/);
  assert.deepEqual(client.active(), [`${PUMP} 1.0`]);
});
