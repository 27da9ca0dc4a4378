import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { isTaskOver } from '@scomo/api';
import { startChild } from '../src/child.ts';
import { openWorld } from '../src/world.ts';

const run = promisify(execFile);
const ROOT = resolve(import.meta.dirname, '../../..');
const COMPONENT = 'org.example.sensor';

/** Nothing of this repository, no Node, no npm: what a device has. */
const BARE = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', HOME: '/nonexistent' };

test('one file is the whole agent: it enrols, installs and reports on a bare machine', async (t) => {
  const dir = mkdtempSync(join(tmpdir(), 'scomo-single-'));
  t.after(() => rmSync(dir, { recursive: true, force: true }));
  const file = join(dir, 'bin/scomo-agent');
  const { stdout: built } = await run(process.execPath, [join(ROOT, 'tools/build-agent.ts'), '--out', file]);
  const empty = join(dir, 'empty');
  mkdirSync(empty);
  const agent = async (...args: string[]) => (await run(file, args, { env: BARE, cwd: empty })).stdout;
  assert.match(await agent('--version'), /^scomo-agent \d+\.\d+\.\d+\n$/);
  assert.match(await agent('--help'), /scomo-agent enrol --server/);
  await assert.rejects(agent('install'), { code: 2, stderr: /install is no command/ });

  const world = await openWorld();
  t.after(() => world.close());
  const { token } = await world.client.createEnrolmentToken({ body: { deviceType: 'gateway' } });
  const place = ['--config', join(dir, 'etc/config.json'), '--state', join(dir, 'state')];
  await agent('enrol', '--server', world.url, '--token', token, '--device-id', 'IMEI:single', ...place);
  const { id: packageId } = await world.publish({
    component: COMPONENT,
    version: '1.0.0',
    counter: 1,
    program: 'tool',
  });
  const { id: releaseId } = await world.client.createRelease({
    body: { name: 'one', packageIds: [packageId] },
  });
  const consent = { mode: 'silent', deferralsMax: 0 } as const;
  const body = { deviceId: 'IMEI:single', kind: 'deploy', releaseId, consent } as const;
  const { id } = await world.client.createTask({ body });
  const daemon = startChild([file, 'run', ...place, '--verbose'], {
    env: BARE,
    cwd: empty,
    log: join(dir, 'agent.log'),
  });
  world.agents.push(daemon);
  const task = await world.until(id, isTaskOver, 60_000);
  assert.equal(task.state, 'verified', task.reason);
  assert.match(await agent('inventory', ...place), /org\.example\.sensor +1\.0\.0 +active/);
  const kilobytes = Number(
    /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${daemon.process.pid}/status`, 'utf8'))?.[1],
  );
  assert.equal(await daemon.stop(), 0);
  t.diagnostic(`${built.trim()}; RSS after an update ${Math.round(kilobytes / 1024)} MB`);
  assert.ok(statSync(file).size < 160e6, 'about the size of Node');
});
