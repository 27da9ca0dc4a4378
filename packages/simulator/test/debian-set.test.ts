import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { isTaskOver } from '@scomo/api';
import { aptSource, installForeign, makeDeb, noApt } from '@scomo/testkit';
import { openBox } from '../src/device-box.ts';
import { openWorld } from '../src/world.ts';

const skip = process.getuid?.() === 0 ? (noApt() ?? false) : 'dpkg needs root for a root of its own';

test('a Debian set whose second member fails in its postinst: both as before, and the cause is told', {
  skip,
}, async () => {
  const world = await openWorld();
  try {
    const root = join(world.dir, 'root');
    const source = [makeDeb('lib', '2.0'), makeDeb('deep', '1.0')];
    for (const old of [makeDeb('lib', '1.0'), makeDeb('meter', '1.0')]) installForeign(root, old);
    aptSource(root, join(world.dir, 'source'), source);
    const box = await openBox(world, 'IMEI:debian-set', {
      config: { installers: { dpkg: { root, apt: true } } },
    });
    box.start();
    let counter = 0;
    const deploy = async (debs: readonly (readonly [name: string, version: string, deb: Buffer])[]) => {
      const packageIds: string[] = [];
      for (const [name, version, deb] of debs) {
        const file = join(world.dir, 'debs', `${counter}`, `${name}.deb`);
        mkdirSync(join(file, '..'), { recursive: true });
        writeFileSync(file, deb);
        counter += 1;
        const made = { component: `deb:${name}`, version, counter, program: { file } };
        packageIds.push((await world.publish(made)).id);
      }
      const release = { name: `set ${counter}`, packageIds, atomic: true };
      const { id: releaseId } = await world.client.createRelease({ body: release });
      const { id } = await world.client.createTask({
        body: {
          deviceId: box.deviceId,
          kind: 'deploy',
          releaseId,
          consent: { mode: 'silent', deferralsMax: 0 },
        },
      });
      return world.until(id, isTaskOver, 60_000);
    };
    const meter = makeDeb('meter', '2.0', 'Depends: lib (>= 2), deep\n');
    const broken = makeDeb(
      'logger',
      '2.0',
      'Depends: meter (>= 2)\n',
      'echo "no calibration table" >&2\nexit 7',
    );

    const failed = await deploy([
      ['meter', '2.0', meter],
      ['logger', '2.0', broken],
    ]);
    assert.equal(failed.state, 'failed');
    const member = (name: string) => failed.members.find(({ component }) => component === `deb:${name}`);
    assert.equal(member('logger')?.code, 1409);
    assert.match(member('logger')?.detail ?? '', /exit status 7.*no calibration table/);
    assert.match(failed.reason, /deb:logger/);
    assert.equal(member('meter')?.code, 1497);
    assert.deepEqual(
      installed(root),
      ['lib 1.0', 'meter 1.0'],
      'also what apt had brought and what came without us',
    );
    assert.equal(readFileSync(join(root, 'opt/meter/version'), 'utf8'), '1.0\n');

    const good = await deploy([
      ['meter', '2.0', meter],
      ['logger', '2.1', makeDeb('logger', '2.1', 'Depends: meter (>= 2)\n')],
    ]);
    assert.equal(good.state, 'verified', good.reason);
    assert.deepEqual(installed(root), ['deep 1.0', 'lib 2.0', 'logger 2.1', 'meter 2.0']);

    const lost = await deploy([['lost', '1.0', makeDeb('lost', '1.0', 'Depends: nowhere (>= 3)\n')]]);
    assert.equal(lost.state, 'failed');
    assert.equal(lost.members[0]?.code, 1498);
    assert.match(lost.members[0]?.detail ?? '', /nowhere/);
    assert.equal(installed(root).length, 4);
  } finally {
    await world.close();
  }
});

/** What dpkg's own record says. */
function installed(root: string): string[] {
  const status = readFileSync(join(root, 'var/lib/dpkg/status'), 'utf8');
  const field = (stanza: string, name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(stanza)?.[1] ?? '';
  return status
    .split('\n\n')
    .filter((stanza) => field(stanza, 'Status') === 'install ok installed')
    .map((stanza) => `${field(stanza, 'Package')} ${field(stanza, 'Version')}`)
    .sort();
}
