import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DeliveryOrder, DeployMember, Primitive } from '@scomo/scomo';
import { leaf, putNode, setValue } from '@scomo/tree';
import { deployTask, type Fixture, fixture, pkgId } from '../../test/fixture.ts';
import { callIn, component, work } from '../../test/real-device.ts';
import type { Task } from '../model.ts';

const IDS = ['com.a', 'com.b'];
const BUCKET = 's3.example.org';

interface Case {
  /** Bytes of each package. */
  readonly bytes: readonly number[];
  readonly order?: DeliveryOrder;
  readonly mode?: 'ask' | 'silent';
  readonly large?: boolean;
  readonly hosts?: string;
  readonly inBucket?: boolean;
  /** Cannot be delivered to inside a session. */
  readonly refuses?: boolean;
}

/** A device with 1.0 of both components, and a task that brings 2.0. */
function prepared(about: Case): Fixture {
  const task = deployTask('tk_1', IDS);
  assert.ok(task.order.kind === 'deploy');
  const members = task.order.members.map((member, index): DeployMember => {
    const bytes = about.bytes[index] ?? 10;
    return { ...member, bytes, ...(about.inBucket === true ? { bucketHost: BUCKET } : {}) };
  });
  const consent = { mode: about.mode ?? 'silent', deferralsMax: 0 };
  const order = { ...task.order, members, consent, delivery: 'auto', ...about.order } as const;
  const made = fixture([{ ...task, order }]);
  for (const { pkgId: id, bytes } of members) made.files.set(id, new Uint8Array(bytes));
  const { device } = made;
  device.tree = setValue(device.tree, './DevDetail/LrgObj', String(about.large ?? true));
  if (about.hosts !== undefined)
    device.tree = putNode(device.tree, './SCOMO/Ext/Scomo/DownloadHosts', leaf(about.hosts));
  if (about.refuses === true)
    device.tree = putNode(device.tree, './SCOMO/Inventory/Delivered', {
      ...noAdd(made),
    });
  device.components = IDS.map((id) => component(id, '1.0', pkgId(1), true));
  return made;
}

function noAdd({ device }: Fixture) {
  const node = device.tree.children.get('SCOMO');
  const inventory = node?.format === 'node' ? node.children.get('Inventory') : undefined;
  const delivered = inventory?.format === 'node' ? inventory.children.get('Delivered') : undefined;
  assert.ok(delivered?.format === 'node');
  return { ...delivered, access: ['Get'] as const };
}

async function runOut({ device, wire, store, ports }: Fixture): Promise<Task> {
  for (let count = 0; count < 8 && store.tasks.get('tk_1')?.nextCheckAt !== null; count += 1) {
    assert.equal(await callIn(device, wire), 'done');
    ports.time += 60_000;
    work(device, ports.now());
  }
  return store.tasks.get('tk_1') ?? assert.fail('no task');
}

/** What becomes of both packages: the way of each and the Execs. Mission row E0 */
const rows: readonly [id: string, about: Case, ways: readonly string[], execs: readonly string[]][] = [
  ['both small', { bytes: [9_000, 9_000] }, ['direct', 'direct'], ['InstallInactive', 'InstallInactive']],
  [
    'one small and one large in one set',
    { bytes: [9_000, 90_000] },
    ['direct', 'download'],
    ['InstallInactive', 'DownloadInstallInactive'],
  ],
  [
    'no large objects',
    { bytes: [9_000, 9_000], large: false },
    ['download', 'download'],
    ['DownloadInstallInactive', 'DownloadInstallInactive'],
  ],
  [
    'the End User is asked',
    { bytes: [9_000, 9_000], mode: 'ask' },
    ['download', 'download'],
    ['DownloadInstallInactive', 'DownloadInstallInactive'],
  ],
  [
    'metered, with a policy of its own',
    { bytes: [9_000, 50_000], order: { link: 'metered', directBytesMax: 40_000 } },
    ['direct', 'download'],
    ['InstallInactive', 'DownloadInstallInactive'],
  ],
  [
    'ordered by descriptor',
    { bytes: [9_000, 9_000], order: { delivery: 'descriptor' } },
    ['descriptor', 'descriptor'],
    ['DownloadInstallInactive', 'DownloadInstallInactive'],
  ],
  [
    'in the bucket, from which the device fetches',
    { bytes: [9_000, 2_000_000], inBucket: true, hosts: `cdn.example.org ${BUCKET}` },
    ['direct', 's3'],
    ['InstallInactive', 'DownloadInstallInactive'],
  ],
  [
    'in the bucket, from which it does not',
    { bytes: [9_000, 2_000_000], inBucket: true, hosts: 'other.example.org' },
    ['direct', 'download'],
    ['InstallInactive', 'DownloadInstallInactive'],
  ],
  [
    'in the bucket, and it does not say',
    { bytes: [9_000, 2_000_000], inBucket: true },
    ['direct', 'download'],
    ['InstallInactive', 'DownloadInstallInactive'],
  ],
  [
    'what is refused inside the session is fetched',
    { bytes: [9_000, 9_000], refuses: true },
    ['download', 'download'],
    ['DownloadInstallInactive', 'DownloadInstallInactive'],
  ],
];

for (const [id, about, ways, execs] of rows) {
  test(`delivery of a set: ${id}`, async () => {
    const made = prepared(about);
    const task = await runOut(made);
    assert.equal(task.state, 'verified', task.reason);
    assert.deepEqual(
      task.members.map(({ delivery }) => delivery?.way),
      ways,
    );
    const names = task.operations.map(({ operation }) => operation);
    assert.deepEqual(names.filter((name) => name !== 'ActivateSet').sort(), [...execs].sort());
    assert.equal(names.at(-1), 'ActivateSet');
    assert.equal(made.device.begun, execs.filter((name) => name === 'InstallInactive').length);
  });
}

test('ordered inside the session and refused there, the task fails with the code', async () => {
  const task = await runOut(prepared({ bytes: [9, 9], refuses: true, order: { delivery: 'direct' } }));
  assert.equal(task.state, 'failed');
  assert.equal(task.code, 405, task.reason);
});

test('URLs are made for the way of each package', async () => {
  const made = prepared({ bytes: [2_000_000, 20_000], inBucket: true, hosts: BUCKET });
  const asked: string[] = [];
  const wire = made.env.packageUrl;
  Object.assign(made.env, {
    packageUrl: (...args: Parameters<typeof wire>) => {
      asked.push(`${args[1].component} ${args[2]}`);
      return wire(...args);
    },
  });
  await runOut(made);
  assert.deepEqual([...new Set(asked)], ['com.a s3', 'com.b download']);
});

/** A single operation with its package sent inside the session: how it ends, and the Execs. spec/scomo.md §2.3 */
const operations: readonly [Primitive, state: string, execs: readonly string[]][] = [
  ['Download', 'verified', []],
];

for (const [operation, state, execs] of operations) {
  test(`${operation} inside the session`, async () => {
    const made = prepared({ bytes: [9_000] });
    const [task] = made.store.tasks.values();
    assert.ok(task?.order.kind === 'deploy');
    const [member] = task.order.members;
    assert.ok(member !== undefined);
    const order = { kind: 'operation', operation, component: 'com.a', member, delivery: 'direct' } as const;
    made.store.tasks.set('tk_1', { ...task, order });
    const ended = await runOut(made);
    assert.equal(ended.state, state, ended.reason);
    assert.deepEqual(
      ended.operations.map((record) => record.operation),
      execs,
    );
    assert.deepEqual([...made.device.delivered.keys()], [member.pkgId]);
    assert.equal(ended.members[0]?.delivery?.reason, 'as ordered');
  });
}
