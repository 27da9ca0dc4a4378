import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { isTaskOver } from '@scomo/api';
import { type DeviceBox, openBox } from '../src/device-box.ts';
import { openWorld, type World } from '../src/world.ts';

/** A user that no machine has. */
const TALKER = { uid: 61_234, gid: 61_234 };
const GATEWAY = 'org.example.gateway';
const DEB = 'deb:scomo-tool';

/** A .deb whose scripts say who ran them. */
function buildDeb(world: World, version: string, postinst = ''): string {
  const tree = join(world.dir, `deb-${version}`);
  mkdirSync(join(tree, 'DEBIAN'), { recursive: true });
  mkdirSync(join(tree, 'opt'), { recursive: true });
  writeFileSync(join(tree, 'opt/tool-version'), `${version}\n`);
  const control = [
    'Package: scomo-tool',
    `Version: ${version}`,
    'Architecture: all',
    'Maintainer: Acme <a@example.net>',
  ];
  writeFileSync(join(tree, 'DEBIAN/control'), `${control.join('\n')}\nDescription: a tool\n`);
  writeFileSync(join(tree, 'DEBIAN/postinst'), `#!/bin/sh\nid -u > "$DPKG_ROOT/opt/ran-by"\n${postinst}\n`, {
    mode: 0o755,
  });
  const file = join(world.dir, `tool-${version}.deb`);
  execFileSync('dpkg-deb', ['--root-owner-group', '--build', tree, file], { stdio: 'ignore' });
  return file;
}

async function release(world: World, version: string, counter: number, postinst?: string): Promise<string> {
  const gateway = await world.publish({
    component: GATEWAY,
    version,
    counter,
    program: 'service',
    ballastBytes: 3_000_000,
  });
  const file = buildDeb(world, version, postinst);
  const tool = await world.publish({ component: DEB, version, counter, program: { file } });
  const body = { name: version, packageIds: [gateway.id, tool.id], atomic: true };
  return (await world.client.createRelease({ body })).id;
}

async function deploy(world: World, box: DeviceBox, releaseId: string): Promise<string> {
  const consent = { mode: 'silent', deferralsMax: 0 } as const;
  const body = { deviceId: box.deviceId, kind: 'deploy', releaseId, consent } as const;
  return (await world.client.createTask({ body })).id;
}

/** Version of the package as dpkg has it, and of the tree as the pointer has it. */
function versions(box: DeviceBox, root: string): readonly [string, string] {
  const dpkg = readFileSync(join(root, 'var/lib/dpkg/status'), 'utf8');
  const deb = /^Status: install ok installed\n(?:.*\n)*?Version: (.*)$/m.exec(dpkg)?.[1] ?? '';
  const { components } = JSON.parse(readFileSync(join(box.own, 'current/generation.json'), 'utf8')) as {
    readonly components: readonly { readonly id: string; readonly version: string }[];
  };
  return [deb, components.find(({ id }) => id === GATEWAY)?.version ?? ''];
}

test('two processes, two users: what talks cannot write, and either may be killed', {
  skip: whyNot(),
}, async (t) => {
  const world = await openWorld();
  t.after(() => world.close());
  const root = join(world.dir, 'root');
  const box = await openBox(world, 'IMEI:split', { dpkgRoot: root, split: TALKER });
  let talker = box.start();
  await talker.says(/no privileged part answers/, 20_000);
  let installer = box.startInstaller();
  await installer.says(/serves uid 61234/, 20_000);

  const first = await world.until(
    await deploy(world, box, await release(world, '1.0.0', 1)),
    isTaskOver,
    60_000,
  );
  assert.equal(first.state, 'verified', first.reason);
  assert.deepEqual(versions(box, root), ['1.0.0', '1.0.0']);
  assert.equal(readFileSync(join(root, 'opt/ran-by'), 'utf8').trim(), '0', 'scripts ran as root');
  assert.equal(uidOf(talker.process.pid), TALKER.uid);
  for (const path of [box.own, join(box.own, 'store'), root, join(root, 'var/lib/dpkg/status'), box.config])
    assert.deepEqual([path, mayWrite(path)], [path, false]);
  assert.match((await box.agent('inventory')).output, /deb:scomo-tool +1\.0\.0 +active/);

  const sick = await world.until(
    await deploy(world, box, await release(world, '2.0.0', 2, 'echo no luck; exit 5')),
    isTaskOver,
    60_000,
  );
  assert.equal(sick.state, 'failed');
  assert.match(sick.reason, /deb:scomo-tool/);
  assert.deepEqual(versions(box, root), ['1.0.0', '1.0.0'], 'both are as before');

  const good = await deploy(world, box, await release(world, '3.0.0', 3, 'sleep 0.3'));
  const killed = { talker: 0, installer: 0 };
  for (
    let round = 0;
    round < 6 && !isTaskOver(await world.client.getTask({ params: { id: good } }));
    round += 1
  ) {
    await wait(150 + 90 * round);
    if (round % 2 === 0) {
      await installer.kill();
      installer = box.startInstaller();
      killed.installer += 1;
    } else {
      await talker.kill();
      talker = box.start();
      killed.talker += 1;
    }
  }
  let done = await world.until(good, isTaskOver, 60_000);
  if (done.state === 'failed') {
    // A script that was interrupted is undone and reported, never run again: the operator orders anew.
    assert.match(done.reason, /interrupted while package scripts ran/);
    assert.deepEqual(versions(box, root), ['1.0.0', '1.0.0']);
    done = await world.until(await deploy(world, box, await release(world, '4.0.0', 4)), isTaskOver, 60_000);
  }
  assert.equal(done.state, 'verified', done.reason);
  const [deb, tree] = versions(box, root);
  assert.equal(deb, tree);
  assert.ok(killed.talker > 0 && killed.installer > 0, JSON.stringify(killed));
  const current = readlinkSync(join(box.own, 'current')).split('/')[1];
  // Swept once the report is answered, which the server may be known to have verified before.
  while (readdirSync(join(box.own, 'generations')).join() !== current) await wait(50);
  t.diagnostic(`${deb} after ${killed.installer} kills of the installer and ${killed.talker} of the talker`);
});

function whyNot(): string | false {
  if (process.getuid?.() !== 0) return 'needs root, to be two users';
  return spawnSync('dpkg-deb', ['--version']).status === 0 ? false : 'this machine has no dpkg-deb';
}

function uidOf(pid: number | undefined): number {
  return Number(/^Uid:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
}

/** Whether the part that talks could write there. */
function mayWrite(path: string): boolean {
  const { status } = spawnSync('test', ['-w', path], TALKER);
  assert.ok(status === 0 || status === 1);
  return status === 0;
}
