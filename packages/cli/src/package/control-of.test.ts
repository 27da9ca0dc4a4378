import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { PackageRig } from '../../test/package-rig.ts';

const dpkg = spawnSync('dpkg-deb', ['--version']).error === undefined;
const skip = dpkg ? false : 'dpkg-deb is not installed';
const REST = '--counter 1 --authority acme --key @keys/release.key --out @hello-deb.dp';

function buildDeb(rig: PackageRig): void {
  rig.write(
    'deb/DEBIAN/control',
    'Package: hello\nVersion: 1:2.0~rc1-1\nArchitecture: all\nMaintainer: A <a@b>\nDescription: x\n',
  );
  rig.write('deb/usr/bin/hello', '#!/bin/sh\n', 0o755);
  assert.equal(spawnSync('dpkg-deb', ['-b', rig.path('deb'), rig.path('hello.deb')]).status, 0);
}

test('a .deb names component and version itself and is the whole payload', { skip }, async () => {
  using rig = await new PackageRig().prepared();
  buildDeb(rig);
  await rig.ok(`create @hello.deb ${REST}`);
  await rig.ok('verify @hello-deb.dp --root @root.json');
  const { manifest, payloadOffset } = JSON.parse(await rig.ok('inspect @hello-deb.dp --json'));
  assert.deepEqual(
    [manifest.component, manifest.version, manifest.payload, manifest.files[0].path, manifest.files.length],
    ['deb:hello', '1:2.0~rc1-1', 'deb', 'package.deb', 1],
  );
  assert.deepEqual(
    readFileSync(rig.path('hello-deb.dp')).subarray(payloadOffset),
    readFileSync(rig.path('hello.deb')),
  );
});

test('a file that only calls itself .deb is refused', { skip }, async () => {
  using rig = await new PackageRig().prepared();
  rig.write('fake.deb', '!<arch>\nnothing\n');
  const { code, err } = await rig.run(`create @fake.deb ${REST}`);
  assert.equal(code, 2);
  assert.match(err, /is no Debian package; check it with "dpkg-deb -I/);
});

test('what npm has packed names itself; its scope becomes a part of the ID', async () => {
  using rig = await new PackageRig().prepared();
  rig.write('npm/package/package.json', '{"name": "@acme/tool", "version": "1.2.3"}');
  assert.equal(spawnSync('tar', ['-czf', rig.path('tool.tgz'), '-C', rig.path('npm'), 'package']).status, 0);
  await rig.ok(`create @tool.tgz ${REST}`);
  const { manifest } = JSON.parse(await rig.ok('inspect @hello-deb.dp --json'));
  assert.deepEqual(
    [manifest.component, manifest.version, manifest.payload, manifest.files[0].path],
    ['npm:acme:tool', '1.2.3', 'npm', 'package.tgz'],
  );
  rig.write('other.tgz', 'no archive');
  assert.match((await rig.run(`create @other.tgz ${REST}`)).err, /make one with "npm pack"/);
});

test('a flatpak is named by its packer, a plug-in payload is a file or a folder', async () => {
  using rig = await new PackageRig().prepared();
  rig.write('x.flatpak', 'flatpak');
  assert.match((await rig.run(`create @x.flatpak ${REST}`)).err, /give --component flatpak:NAME/);
  const named = '--component flatpak:org.example.X --version 1';
  await rig.ok(`create @x.flatpak ${named} ${REST}`);
  assert.equal(JSON.parse(await rig.ok('inspect @hello-deb.dp --json')).manifest.payload, 'flatpak');
  rig.write('image.squashfs', 'image');
  assert.match((await rig.run(`create @image.squashfs ${REST}`)).err, /another kind needs --plugin NAME/);
  await rig.ok(`create @image.squashfs --plugin squashfs --component squashfs:x --version 1 ${REST}`);
  const { manifest } = JSON.parse(await rig.ok('inspect @hello-deb.dp --json'));
  assert.deepEqual([manifest.payload, manifest.files[0].path], ['exec:squashfs', 'image.squashfs']);
  assert.equal((await rig.run(`create @image.squashfs --plugin ../x ${named} ${REST}`)).code, 2);
});
