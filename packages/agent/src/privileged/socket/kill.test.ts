import assert from 'node:assert/strict';
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { freshFolder } from '../../../test/folder.ts';
import { rootFile, type Sample, sample, script } from '../../../test/packages.ts';
import { CONFIG } from '../../../test/rig.ts';
import { findOrphans } from '../../supervisor/process-table.ts';
import { connectInstaller } from './connect-installer.ts';

const PROGRAM = join(import.meta.dirname, '../../../bin/scomo-agent');
const SERVE = script('bin/serve', 'trap "exit 0" TERM; while :; do sleep 0.1; done');
const service = (version: string, counter: number, say: string) =>
  sample(
    'com.example.service',
    version,
    { counter, activation: { start: ['bin/serve'], probe: { argv: ['bin/say'], timeoutMs: 2000 } } },
    [script('bin/say', say), SERVE],
  );
const old = service('1.0', 1, 'echo 1.0');
const good = service('2.0', 2, 'echo 2.0');
const sick = service('3.0', 3, 'exit 3');

/** Calls that make something durable or visible; the part is killed before the n-th. Every fifth, the first among them. */
const CALLS = ['fsync', 'rename'];
const STRIDE = 5;

/** The privileged part as a process that is started again whenever it has died, the first time under strace. */
function keptAlive(t: TestContext, folder: string) {
  const args = [
    PROGRAM,
    'installer',
    '--config',
    join(folder, 'config.json'),
    '--state',
    join(folder, 'own'),
  ];
  const place = ['--downloads', join(folder, 'downloads'), '--socket', join(folder, 'x.sock')];
  let child: ChildProcess | undefined;
  let stopped = false;
  let kills = 0;
  const start = (strace: readonly string[]) => {
    const [command = '', ...rest] = [...strace, process.execPath, ...args, ...place];
    child = spawn(command, rest, { stdio: 'ignore', detached: true });
    child.on('exit', (_code, signal) => {
      if (stopped) return;
      if (signal === 'SIGKILL') kills += 1;
      start([]);
    });
  };
  const stop = async () => {
    stopped = true;
    const ended = new Promise((done) => child?.on('exit', done));
    if (child?.exitCode === null && child.signalCode === null) {
      process.kill(-(child.pid ?? 0), 'SIGTERM');
      await ended;
    }
  };
  t.after(async () => {
    await stop();
    for (const { pid } of findOrphans(join(folder, 'own'))) process.kill(pid, 'SIGKILL');
  });
  return { start, stop, kills: () => kills };
}

/** A device with the old version active; its folder is the beginning of each round. */
async function prepared(t: TestContext): Promise<string> {
  const folder = freshFolder(t);
  mkdirSync(join(folder, 'downloads'));
  for (const { pkgId, bytes } of [old, good, sick])
    writeFileSync(join(folder, 'downloads', `${pkgId.slice(7)}.pkg`), bytes);
  writeFileSync(join(folder, 'root.json'), rootFile);
  writeFileSync(
    join(folder, 'config.json'),
    JSON.stringify({ ...CONFIG, trustRoot: join(folder, 'root.json') }),
  );
  const part = keptAlive(t, folder);
  part.start([]);
  assert.equal((await change(folder, old, 'first')).done, true);
  await part.stop();
  return folder;
}

/** What the part that talks would ask for, again and again until it is answered. */
async function change(folder: string, { pkgId }: Sample, id: string) {
  const { signal } = new AbortController();
  const port = connectInstaller(join(folder, 'x.sock'), { signal, waiting: () => undefined });
  await port.stage({ pkgId, serverId: CONFIG.serverId });
  const request = { id, activate: [pkgId], deactivate: [], remove: [], drop: [], fresh: [pkgId] };
  const outcome = await port.apply({ ...request, code: 1409 });
  assert.deepEqual(await port.apply({ ...request, code: 1409 }), outcome, 'one outcome');
  await port.sweep();
  const { active } = await port.inventory(true);
  return { done: outcome.done, active: active.map(({ version }) => version) };
}

const noStrace = spawnSync('strace', ['-V']).status === 0 ? false : 'strace is not installed';

for (const call of CALLS) {
  test(`killed before any ${call}: all new or all old, one outcome, nothing left over`, {
    skip: noStrace,
  }, async (t) => {
    const template = await prepared(t);
    let points = 0;
    for (let when = 1; ; when += STRIDE) {
      const folder = freshFolder(t);
      cpSync(template, folder, { recursive: true, verbatimSymlinks: true });
      const config = { ...CONFIG, trustRoot: join(folder, 'root.json') };
      writeFileSync(join(folder, 'config.json'), JSON.stringify(config));
      const part = keptAlive(t, folder);
      const inject = `inject=${call}:signal=KILL:when=${when}`;
      part.start([
        'strace',
        '-f',
        '-b',
        'execve',
        '-qq',
        '-o',
        '/dev/null',
        '-e',
        `trace=${call}`,
        '-e',
        inject,
      ]);
      const wanted = points % 2 === 0 ? good : sick;
      const { done, active } = await change(folder, wanted, 'second');
      const version = wanted === good ? '2.0' : '1.0';
      assert.deepEqual([done, active], [wanted === good, [version]], `${call} ${when}`);
      await part.stop();
      const kept = wanted === good ? good : old;
      assert.deepEqual(readdirSync(join(folder, 'own/store')), [kept.pkgId.slice(7)], `${call} ${when}`);
      assert.equal(readdirSync(join(folder, 'own/generations')).length, 1);
      assert.deepEqual(findOrphans(join(folder, 'own')), [], 'no program is left');
      if (part.kills() === 0) break;
      points += 1;
    }
    assert.ok(points > 0, 'it was never killed');
    t.diagnostic(`${points} kills`);
  });
}
