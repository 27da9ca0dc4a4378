import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { isTaskOver } from '@scomo/api';
import { type DeviceBox, openBox } from '../src/device-box.ts';
import { openWorld, type World } from '../src/world.ts';

const HELLO = 'deb:hello';

test('a real Debian package is installed, upgraded, downgraded and removed', { skip: whyNot() }, async () => {
  const dir = mkdtempSync(join(tmpdir(), 'scomo-debian-'));
  const { newer, older } = fetchHello(dir);
  const root = join(dir, 'root');
  prepareRoot(root);
  const world = await openWorld();
  const box = await openBox(world, 'IMEI:debian', { dpkgRoot: root });
  box.start();
  try {
    let counter = 0;
    for (const { file, version } of [older, newer, older]) {
      counter += 1;
      const pkg = await world.publish({ component: HELLO, version, counter, program: { file } });
      const { id } = await world.client.createRelease({ body: { name: version, packageIds: [pkg.id] } });
      const task = await order(world, box, {
        kind: 'deploy',
        releaseId: id,
        consent: { mode: 'silent', deferralsMax: 0 },
      });
      assert.equal(task.state, 'verified', task.reason);
      assert.equal(installed(root), version, 'dpkg agrees');
      assert.equal(await inInventory(world, box), version, 'and so does the inventory');
      assert.match(execFileSync(join(root, 'usr/bin/hello'), { encoding: 'utf8' }), /Hello, world!/);
    }
    const task = await order(world, box, { kind: 'remove', components: [HELLO] });
    assert.equal(task.state, 'removed', task.reason);
    assert.equal(installed(root), undefined);
    assert.equal(await inInventory(world, box), undefined);
  } finally {
    await world.close();
    rmSync(dir, { recursive: true, force: true });
  }
});

function whyNot(): string | false {
  if (process.getuid?.() !== 0) return 'fetching a Debian package needs root';
  return spawnSync('apt-get', ['--version']).status === 0 ? false : 'this machine has no apt';
}

/** The archive's `hello`, and the same files under a lower version number. */
function fetchHello(dir: string) {
  const download = () => spawnSync('apt-get', ['download', '-q', 'hello'], { cwd: dir }).status;
  if (download() !== 0) {
    execFileSync('apt-get', ['update', '-qq']);
    assert.equal(download(), 0, 'apt-get download hello');
  }
  const file = join(dir, readdirSync(dir).find((name) => name.endsWith('.deb')) ?? '');
  const version = execFileSync('dpkg-deb', ['-f', file, 'Version'], { encoding: 'utf8' }).trim();
  const tree = join(dir, 'tree');
  execFileSync('dpkg-deb', ['-R', file, tree]);
  const control = join(tree, 'DEBIAN/control');
  writeFileSync(control, readFileSync(control, 'utf8').replace(/^Version: .*$/m, 'Version: 2.9-1'));
  const oldFile = join(dir, 'hello-older.deb');
  execFileSync('dpkg-deb', ['-b', tree, oldFile]);
  return { newer: { file, version }, older: { file: oldFile, version: '2.9-1' } };
}

/** A throw-away dpkg root that knows of a libc6, as any real one does. */
function prepareRoot(root: string): void {
  const admin = join(root, 'var/lib/dpkg');
  for (const folder of ['info', 'updates', 'triggers']) mkdirSync(join(admin, folder), { recursive: true });
  const libc = [
    'Package: libc6',
    'Status: install ok installed',
    'Version: 99',
    'Architecture: amd64',
    'Maintainer: none',
  ];
  writeFileSync(join(admin, 'status'), `${libc.join('\n')}\nDescription: stands for the C library\n\n`);
}

function installed(root: string): string | undefined {
  const format = ['{db:Status-Status}', '{Version}'].map((field) => `$${field}`).join(' ');
  const { stdout } = spawnSync(
    'dpkg-query',
    ['--admindir', join(root, 'var/lib/dpkg'), '-W', `-f=${format}`, 'hello'],
    {
      encoding: 'utf8',
    },
  );
  const [status, version] = stdout.split(' ');
  return status === 'installed' ? version : undefined;
}

async function order(
  world: World,
  box: DeviceBox,
  body: Omit<Parameters<World['client']['createTask']>[0]['body'], 'deviceId'>,
) {
  const { id } = await world.client.createTask({ body: { ...body, deviceId: box.deviceId } });
  return world.until(id, isTaskOver, 60_000);
}

async function inInventory(world: World, box: DeviceBox): Promise<string | undefined> {
  const { deployed } = await world.client.getInventory({ params: { deviceId: box.deviceId } });
  return deployed.find(({ id, state }) => id === HELLO && state === 20)?.version;
}
