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
