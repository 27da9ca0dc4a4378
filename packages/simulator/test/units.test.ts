import assert from 'node:assert/strict';
import { execFile, execFileSync, spawnSync } from 'node:child_process';
import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type TestContext, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import { isTaskOver } from '@scomo/api';
import type { Child } from '../src/child.ts';
import { openWorld } from '../src/world.ts';
import { bootedDevice, cannotBoot } from './booted-device.ts';

const run = promisify(execFile);
const ROOT = resolve(import.meta.dirname, '../../..');
const AGENT = join(ROOT, 'packages/agent/bin/scomo-agent');
const PROGRAM = '/opt/scomo-agent';
const WANTS = 'systemd/system/multi-user.target.wants';

function folder(t: TestContext): string {
  const dir = mkdtempSync(join(tmpdir(), 'scomo-units-'));
  t.after(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

const noSystemd =
  spawnSync('systemd-analyze', ['--version']).status === 0 ? false : 'systemd is not installed';

test('units: systemd understands them, and finds the part that talks well shut in', {
  skip: noSystemd,
}, (t) => {
  const dir = folder(t);
  const said = execFileSync(process.execPath, [AGENT, 'units', '--dir', dir, '--program', '/usr/bin/env'], {
    encoding: 'utf8',
  });
  assert.match(said, /systemctl enable --now scomo-agent-installer scomo-agent/);
  const unit = (name: string) => join(dir, 'systemd/system', `${name}.service`);
  const verified = spawnSync(
    'systemd-analyze',
    ['verify', '--man=no', unit('scomo-agent'), unit('scomo-agent-installer')],
    { encoding: 'utf8' },
  );
  assert.deepEqual([verified.status, verified.stderr], [0, '']);
  // Tenths: 15 is "1.5 OK". The installer's programs and scripts live in its sandbox; they may do what root may.
  for (const [name, most] of [
    ['scomo-agent', '16'],
    ['scomo-agent-installer', '85'],
  ] as const) {
    const judged = spawnSync(
      'systemd-analyze',
      ['security', '--no-pager', '--offline=true', `--threshold=${most}`, unit(name)],
      { encoding: 'utf8' },
    );
    assert.equal(judged.status, 0, judged.stdout.split('\n').slice(-3).join('\n'));
  }
});

test('units: the user and the folders are made', {
  skip: noSystemd || (process.getuid?.() === 0 ? false : 'needs root'),
}, (t) => {
  const dir = folder(t);
  execFileSync(process.execPath, [AGENT, 'units', '--dir', join(dir, 'etc')]);
  execFileSync('systemd-sysusers', [`--root=${dir}`, join(dir, 'etc/sysusers.d/scomo-agent.conf')]);
  const [, uid, gid] =
    /^scomo-agent:[^:]*:(\d+):(\d+):/m.exec(readFileSync(join(dir, 'etc/passwd'), 'utf8')) ?? [];
  assert.ok(Number(uid) > 0);
  execFileSync('systemd-tmpfiles', [
    '--create',
    `--root=${dir}`,
    join(dir, 'etc/tmpfiles.d/scomo-agent.conf'),
  ]);
  const downloads = statSync(join(dir, 'var/lib/scomo-agent/downloads'));
  assert.deepEqual([downloads.uid, downloads.gid, downloads.mode & 0o777], [Number(uid), Number(gid), 0o700]);
  assert.equal(statSync(join(dir, 'etc/scomo-agent')).uid, 0);
});

test('a device boots, and systemd keeps both parts of its agent alive', { skip: cannotBoot() }, async (t) => {
  const dir = mkdtempSync(join(tmpdir(), 'scomo-boot-'));
  const file = join(dir, 'scomo-agent');
  await run(process.execPath, [join(ROOT, 'tools/build-agent.ts'), '--out', file]);
  const device = bootedDevice(join(dir, 'root'), 'scomo-test', {
    [PROGRAM]: file,
    // What the programs of our test packages run with.
    [process.execPath]: process.execPath,
  });
  const world = await openWorld();
  let machine: Child | undefined;
  t.after(async () => {
    if (machine !== undefined) await device.off(machine);
    await world.close();
    rmSync(dir, { recursive: true, force: true });
  });
  execFileSync(file, ['units', '--dir', join(device.root, 'etc'), '--program', PROGRAM]);
  mkdirSync(join(device.root, 'etc', WANTS), { recursive: true });
  for (const name of ['scomo-agent', 'scomo-agent-installer'])
    symlinkSync(`../${name}.service`, join(device.root, 'etc', WANTS, `${name}.service`));
  const { token } = await world.client.createEnrolmentToken({ body: { deviceType: 'gateway' } });
  device.run(PROGRAM, 'enrol', '--server', world.url, '--token', token, '--device-id', 'IMEI:boot');
  const { id: packageId } = await world.publish({
    component: 'org.example.sensor',
    version: '1.0.0',
    counter: 1,
    program: 'service',
  });
  const { id: releaseId } = await world.client.createRelease({
    body: { name: 'one', packageIds: [packageId] },
  });
  const consent = { mode: 'silent', deferralsMax: 0 } as const;
  const { id } = await world.client.createTask({
    body: { deviceId: 'IMEI:boot', kind: 'deploy', releaseId, consent },
  });

  machine = device.boot();
  const task = await world.until(id, isTaskOver, 90_000);
  assert.equal(task.state, 'verified', `${task.reason}\n${machine.output().slice(-3000)}`);
  const talker = device.pidOf(/scomo-agent run/);
  const installer = device.pidOf(/scomo-agent installer/);
  assert.ok(talker !== undefined && installer !== undefined);
  const of = (pid: number, field: string) =>
    new RegExp(`^${field}:\\s+(\\S+)`, 'm').exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  assert.deepEqual(
    ['NoNewPrivs', 'Seccomp', 'CapEff'].map((field) => of(talker, field)),
    ['1', '2', '0000000000000000'],
  );
  assert.deepEqual([of(talker, 'Uid') !== '0', of(installer, 'Uid')], [true, '0']);
  assert.equal(
    lstatSync(join(device.root, 'etc/scomo-agent/config.json')).mode & 0o777,
    0o600,
    "the account is root's alone",
  );
  assert.equal(readlinkSync(join(device.root, 'var/lib/scomo-agent-installer/current')), 'generations/1');

  process.kill(talker, 'SIGKILL');
  process.kill(installer, 'SIGKILL');
  const back = () => {
    const pids = [device.pidOf(/scomo-agent run/), device.pidOf(/scomo-agent installer/)];
    return pids.every((pid) => pid !== undefined && pid !== talker && pid !== installer);
  };
  for (const deadline = performance.now() + 60_000; !back(); await wait(200))
    assert.ok(performance.now() < deadline, 'not started again');
  assert.equal(await device.off(machine), 0, 'it can be switched off');
});
