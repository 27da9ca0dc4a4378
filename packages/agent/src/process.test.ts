import assert from 'node:assert/strict';
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { type DmServer, dmServer, exec, stageSet } from '../test/dm-server.ts';
import { freshFolder } from '../test/folder.ts';
import { rootFile, sample, script } from '../test/packages.ts';
import { CONFIG } from '../test/rig.ts';
import { findOrphans } from './supervisor/process-table.ts';

const PROGRAM = join(import.meta.dirname, '../bin/scomo-agent');

/** Agent processes on one state folder. */
function device(t: TestContext, server: DmServer) {
  const folder = freshFolder(t);
  const config = join(folder, 'config.json');
  const state = join(folder, 'state');
  writeFileSync(join(folder, 'root.json'), rootFile);
  const settings = { ...CONFIG, serverUrl: server.url, trustRoot: join(folder, 'root.json'), pollSeconds: 1 };
  writeFileSync(config, JSON.stringify(settings), { mode: 0o600 });
  const place = ['--config', config, '--state', state];
  const running: ChildProcess[] = [];
  t.after(async () => {
    for (const child of running) child.kill('SIGKILL');
    for (const { pid } of findOrphans(state)) process.kill(pid, 'SIGKILL');
  });
  return {
    state,
    start(command: string) {
      const child = spawn(process.execPath, [PROGRAM, command, ...place], { stdio: 'ignore' });
      running.push(child);
      return child;
    },
    call: (...args: string[]) => {
      const { status, stdout, stderr } = spawnSync(process.execPath, [PROGRAM, ...args, ...place], {
        encoding: 'utf8',
      });
      return { status, stdout, stderr };
    },
  };
}

const ended = (child: ChildProcess) =>
  new Promise<number | null>((done) => {
    if (child.exitCode !== null || child.signalCode !== null) done(child.exitCode);
    else child.on('exit', (code) => done(code));
  });

async function until(what: () => boolean): Promise<void> {
  for (let i = 0; i < 500; i++) {
    if (what()) return;
    await pause(20);
  }
  throw new Error(`not in 10 s: ${what}`);
}

const service = (version: string, counter: number) =>
  sample(
    'com.example.service',
    version,
    {
      counter,
      activation: { start: ['bin/serve'], probe: { argv: ['bin/say'], timeoutMs: 5000 } },
    },
    [
      script('bin/say', `echo ${version}`),
      script('bin/serve', 'trap "exit 0" TERM; while :; do sleep 0.1; done'),
    ],
  );
const tool = (version: string, counter: number) => sample('com.example.tool', version, { counter });

test('kill -9 at many moments of an update: never mixed, one report a member, then the new version', async (t) => {
  const old = [service('1.0', 1), tool('1.0', 1)];
  const next = [service('2.0', 2), tool('2.0', 2)];
  const server = await dmServer(t, [...old, ...next]);
  const box = device(t, server);
  const activate = (set: string) => exec(`./SCOMO/Ext/Scomo/Sets/${set}/Operations/Activate`, `${set}-a-1`);
  server.sessions.push([stageSet('a', old, server.urlOf, 'silent')], [[activate('a')]]);
  assert.equal(await ended(box.start('once')), 0);
  const versions = () => {
    const home = join(box.state, 'current');
    return readdirSync(home)
      .filter((name) => name !== 'generation.json')
      .map((name) =>
        readFileSync(join(home, name, 'bin/say'), 'utf8')
          .trim()
          .split(' ')
          .at(-1),
      );
  };
  assert.deepEqual(versions(), ['1.0', '1.0']);
  const has = (id: string) => server.reports.some((line) => line.startsWith(id));
  /** Like a real server: what has not been reported is ordered again. */
  const offer = () => {
    const staged = has('b-0-1') && has('b-1-1');
    const batch = staged ? [activate('b')] : stageSet('b', next, server.urlOf, 'silent');
    server.sessions.splice(0, server.sessions.length, [batch]);
  };
  let kills = 0;
  for (let wait = 300; wait < 1500 && !has('b-a-1'); wait += 45) {
    offer();
    const child = box.start('once');
    await Promise.race([pause(wait), ended(child)]);
    child.kill('SIGKILL');
    await ended(child);
    kills += 1;
    const [a, b] = versions();
    assert.equal(a, b, `mixed after kill ${kills}`);
  }
  for (let i = 0; i < 3 && !has('b-a-1'); i++) {
    offer();
    assert.equal(await ended(box.start('once')), 0);
  }
  assert.deepEqual(versions(), ['2.0', '2.0']);
  assert.ok(kills >= 3, `${kills} kills`);
  const last = new Set(server.reports.filter((line) => line.startsWith('b-a-1')));
  assert.deepEqual([...last], ['b-a-1 com.example.service 1200', 'b-a-1 com.example.tool 1200']);
  t.diagnostic(`${kills} kills`);
});

test('a new daemon replaces the programs of a killed one, and SIGTERM ends all of them', async (t) => {
  const what = service('1.0', 1);
  const server = await dmServer(t, [what]);
  const box = device(t, server);
  server.sessions.push(
    [stageSet('a', [what], server.urlOf, 'silent')],
    [[exec('./SCOMO/Ext/Scomo/Sets/a/Operations/Activate', 'a-a-1')]],
  );
  const first = box.start('run');
  await until(() => server.reports.some((line) => line.startsWith('a-a-1')));
  const [program] = findOrphans(box.state);
  assert.ok(program);
  first.kill('SIGKILL');
  await ended(first);
  assert.ok(existsSync(`/proc/${program.pid}`), 'the program outlives a killed agent');
  const second = box.start('run');
  await until(() =>
    findOrphans(box.state).some(({ pid, started }) => pid !== program.pid && started !== program.started),
  );
  await until(() => !existsSync(`/proc/${program.pid}`));
  assert.equal(box.call('once').status, 1, 'a one-shot agent does not disturb the daemon');
  const view = JSON.parse(box.call('status', '--json').stdout);
  assert.deepEqual([view.running, view.components[0].version, view.orders], [true, '1.0', []]);
  second.kill('SIGTERM');
  assert.equal(await ended(second), 0);
  assert.deepEqual(findOrphans(box.state), []);
  assert.match(readlinkSync(join(box.state, 'current')), /^generations\/\d+$/);
  assert.match(box.call('history').stdout, /ActivateSet .* 1200 Success/);
  assert.match(box.call('inventory').stdout, /com\.example\.service +1\.0 +active/);
  assert.equal(await ended(box.start('check')), 0);
});

const CALLS: readonly (readonly [string, readonly string[], number, RegExp])[] = [
  ['no command', [], 2, /Everywhere/],
  ['an unknown command', ['install'], 2, /install is no command/],
  ['an unknown option', ['status', '--colour'], 2, /--colour/],
  ['a place where no agent was', ['status'], 2, /no agent has run/],
  ['a senseless time-out', ['once', '--timeout', 'soon'], 2, /--timeout must be/],
  [
    'enrolment without a token',
    ['enrol', '--server', 'https://127.0.0.1:1', '--device-id', 'x', '--force'],
    2,
    /--token/,
  ],
  [
    'enrolment over plain http',
    ['enrol', '--server', 'http://example.net', '--token', 'x'],
    1,
    /must be https/,
  ],
  [
    'enrolment of another device over an account',
    ['enrol', '--server', 'https://127.0.0.1:1', '--token', 'x', '--device-id', 'x'],
    1,
    /is of IMEI:1, not of x: --force begins anew/,
  ],
  [
    'enrolment where nobody is',
    ['enrol', '--server', 'https://127.0.0.1:1', '--token', 'x', '--device-id', 'x', '--force'],
    1,
    /cannot reach/,
  ],
];
for (const [title, args, code, pattern] of CALLS) {
  test(`command line: ${title}`, async (t) => {
    const box = device(t, await dmServer(t, []));
    const { status, stdout, stderr } =
      args.length === 0 ? spawnSync(process.execPath, [PROGRAM], { encoding: 'utf8' }) : box.call(...args);
    assert.match(stdout + stderr, pattern);
    assert.equal(status, code);
  });
}

test('a lock taken on the command line holds a daemon up, and is given back while the server is away', async (t) => {
  const what = service('1.0', 1);
  const server = await dmServer(t, [what]);
  const box = device(t, server);
  assert.equal(box.call('lock', '--owner', 'navigation', '--ttl', '10m').status, 2, 'no agent has run yet');
  assert.equal(await ended(box.start('once')), 0);
  for (const wrong of [['--ttl', '25h'], ['--ttl', '0'], ['--ttl', '1d'], []])
    assert.equal(box.call('lock', '--owner', 'navigation', ...wrong).status, 2, wrong.join(' '));
  assert.equal(box.call('lock', '--owner', 'a b', '--ttl', '1m').status, 2);
  const taken = box.call('lock', '--owner', 'navigation', '--ttl', '10m', '--reason', 'driving');
  assert.match(taken.stdout, /^navigation is locked until \S+Z\n$/);
  assert.match(box.call('locks').stdout, /^navigation +until \S+Z {2}driving\n$/);
  server.sessions.push(
    [stageSet('a', [what], server.urlOf, 'silent')],
    [[exec('./SCOMO/Ext/Scomo/Sets/a/Operations/Activate', 'a-a-1')]],
  );
  box.start('run');
  await until(() => server.reports.includes('a-a-1 held lock'));
  server.status = 503;
  assert.match(
    box.call('status').stdout,
    /ActivateSet .*waits for the lock of navigation \(driving\), until/,
  );
  assert.equal(existsSync(join(box.state, 'current', 'com.example.service')), false);
  assert.equal(box.call('unlock', '--owner', 'navigation').status, 0);
  assert.equal(box.call('unlock', '--owner', 'navigation').status, 1);
  assert.equal(box.call('locks').stdout, 'no locks\n');
  await until(() => existsSync(join(box.state, 'current', 'com.example.service')));
  server.status = 200;
  await until(() => server.reports.includes('a-a-1 com.example.service 1200'));
});
