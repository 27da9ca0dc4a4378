import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { lstatSync, readdirSync, readFileSync, readlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { isTaskOver, type TaskView } from '@scomo/api';
import { type BoxOptions, type DeviceBox, openBox } from '../src/device-box.ts';
import { openWorld, type World } from '../src/world.ts';

const COMPONENT = 'org.example.tool';

let world: World;
before(async () => {
  world = await openWorld();
});
after(() => world.close());

test('a package with a lower counter is refused as a rollback', async () => {
  const box = await device('IMEI:rollback');
  assert.equal((await deploy(box, '2.0.0', 20)).state, 'verified');
  await refused(box, '1.0.0', 10, 1494);
});

test('a package whose keys the device does not trust is refused', async () => {
  const trustRoot = await otherRoot('untrusted', 'acme', 'stranger');
  await refused(await device('IMEI:signature', { config: { trustRoot } }), '1.1.0', 11, 1407);
});

test("another authority's package is refused", async () => {
  const trustRoot = await otherRoot('elsewhere', 'umbrella', 'release');
  await refused(
    await device('IMEI:authority', { config: { trustRoot, authority: 'umbrella' } }),
    '1.2.0',
    12,
    1492,
  );
});

test('a package that was changed on the server is refused', async () => {
  await refused(await device('IMEI:digest'), '1.3.0', 13, 1490, (blob) => {
    const bytes = readFileSync(blob);
    bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
    writeFileSync(blob, bytes);
  });
});

test('a package that was cut short on the server is refused', async () => {
  await refused(await device('IMEI:size'), '1.4.0', 14, 1491, (blob) =>
    truncateSync(blob, lstatSync(blob).size - 1),
  );
});

async function device(deviceId: string, options: BoxOptions = {}): Promise<DeviceBox> {
  const box = await openBox(world, deviceId, options);
  box.start();
  return box;
}

/** A root of the same world's keys that the devices of this test hold instead. */
async function otherRoot(name: string, authority: string, releaseKey: string): Promise<string> {
  const keys = join(world.dir, 'keys');
  const out = join(world.dir, `${name}.root.json`);
  await world.scomo(
    ...['package', 'root', '--authority', authority, '--out', out],
    ...['--root-key', join(keys, 'root.key'), '--release-key', join(keys, `${releaseKey}.key`)],
  );
  return out;
}

async function deploy(
  box: DeviceBox,
  version: string,
  counter: number,
  spoil?: (blob: string) => void,
): Promise<TaskView> {
  const pkg = await world.publish({ component: COMPONENT, version, counter, program: 'tool' });
  spoil?.(join(world.dir, 'data/blobs', pkg.digest));
  const { id: releaseId } = await world.client.createRelease({
    body: { name: version, packageIds: [pkg.id] },
  });
  const { id } = await world.client.createTask({
    body: { deviceId: box.deviceId, kind: 'deploy', releaseId, consent: { mode: 'silent', deferralsMax: 0 } },
  });
  return world.until(id, isTaskOver, 60_000);
}

/** The task fails with this code, and what the device had it has, byte for byte. */
async function refused(
  box: DeviceBox,
  version: string,
  counter: number,
  code: number,
  spoil?: (blob: string) => void,
): Promise<void> {
  const had = software(box);
  const task = await deploy(box, version, counter, spoil);
  assert.deepEqual([task.state, task.code], ['failed', code], task.reason);
  assert.deepEqual(software(box), had);
  const { deployed } = await world.client.getInventory({ params: { deviceId: box.deviceId } });
  assert.ok(!deployed.some((row) => row.version === version));
}

/** Path and content of everything that is installed or could be run. */
function software({ state }: DeviceBox): readonly string[] {
  return ['current', 'generations', 'store']
    .flatMap((name) => walk(join(state, name)))
    .map((path) => path.slice(state.length));
}

function walk(path: string): string[] {
  const stat = lstatSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return [];
  if (stat.isSymbolicLink()) return [`${path} -> ${readlinkSync(path)}`];
  if (stat.isDirectory())
    return readdirSync(path)
      .sort()
      .flatMap((name) => walk(join(path, name)));
  return [`${path} ${stat.mode} ${createHash('sha256').update(readFileSync(path)).digest('hex')}`];
}
