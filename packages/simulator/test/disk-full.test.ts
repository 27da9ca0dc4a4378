import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import { isTaskOver } from '@scomo/api';
import { openBox } from '../src/device-box.ts';
import { openWorld } from '../src/world.ts';

const COMPONENT = 'org.example.tool';
const DISK_BYTES = 64 * 1024 * 1024;
const TOO_MUCH = 30_000_000;

test('a full disk refuses an update, keeps the old version and takes the next that fits', {
  skip: whyNot(),
}, async () => {
  const world = await openWorld();
  const box = await openBox(world, 'IMEI:full');
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${DISK_BYTES}`, 'tmpfs', box.state]);
  const deploy = async (
    version: string,
    counter: number,
    ballastBytes: number,
    delivery: 'download' | 'direct' = 'download',
  ) => {
    const pkg = await world.publish({
      component: COMPONENT,
      version,
      counter,
      program: 'tool',
      ballastBytes,
    });
    const { id: releaseId } = await world.client.createRelease({
      body: { name: version, packageIds: [pkg.id] },
    });
    const { id } = await world.client.createTask({
      body: {
        deviceId: box.deviceId,
        kind: 'deploy',
        releaseId,
        delivery,
        consent: { mode: 'silent', deferralsMax: 0 },
      },
    });
    const { state, code } = await world.until(id, isTaskOver, 60_000);
    return [state, code, await box.program(COMPONENT, 'bin/tool')];
  };
  const agent = box.start();
  try {
    assert.deepEqual(await deploy('1.0.0', 1, 100), ['verified', undefined, 'tool 1.0.0']);
    assert.deepEqual(await deploy('2.0.0', 2, TOO_MUCH), ['failed', 1404, 'tool 1.0.0']);
    assert.deepEqual(await deploy('2.1.0', 3, TOO_MUCH, 'direct'), ['failed', 420, 'tool 1.0.0']);
    assert.deepEqual(await deploy('3.0.0', 4, 100), ['verified', undefined, 'tool 3.0.0']);
  } finally {
    await agent.stop();
    execFileSync('umount', ['-l', box.state]);
    await world.close();
  }
});

function whyNot(): string | false {
  return process.getuid?.() === 0 ? false : 'mounting a small disk needs root';
}
