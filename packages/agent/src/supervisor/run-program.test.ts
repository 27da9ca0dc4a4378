import assert from 'node:assert/strict';
import { chmodSync, existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { freshFolder } from '../../test/folder.ts';
import { LIMITS } from '../base/limits.ts';
import { boundLog, openLog } from './log-file.ts';
import { checkHealth } from './probe.ts';
import { endOrphans, findOrphans, identify, notePid, noteProcess } from './process-table.ts';
import { componentEnvironment, programEnvironment, runProgram } from './run-program.ts';
import { createSupervisor } from './supervisor.ts';

const sh = (body: string, state = '/nowhere', timeoutMs = 5000) =>
  runProgram(['/bin/sh', '-c', body], {
    cwd: '/',
    env: componentEnvironment(state, 'c', '1', undefined),
    timeoutMs,
  });

const ENDS: readonly (readonly [string, string, boolean, RegExp])[] = [
  ['good', 'echo fine', true, /^exit 0$/],
  ['exit code', 'exit 3', false, /^exit 3$/],
  ['signal', 'kill -SEGV $$', false, /^killed by SIGSEGV$/],
  ['what does not exist', 'exec /nowhere/x', false, /^exit 127$/],
];
for (const [title, body, ok, how] of ENDS) {
  test(`ends: ${title}`, async () => {
    const result = await sh(body);
    assert.equal(result.ok, ok);
    assert.match(result.how, how);
  });
}
test('ends: a program that is not there', async () => {
  const result = await runProgram(['/nowhere/x'], { cwd: '/', env: {}, timeoutMs: 1000 });
  assert.match(result.how, /could not be started/);
});
test('a hanging program is killed with its children', async (t) => {
  const state = freshFolder(t);
  const result = await sh('sleep 60 & sleep 60', state, 200);
  assert.match(result.how, /no end within 200 ms/);
  await pause(50);
  assert.deepEqual(findOrphans(state), []);
});
test('children left behind by a good program are killed too', async (t) => {
  const state = freshFolder(t);
  assert.equal((await sh('sleep 60 & exit 0', state)).ok, true);
  await pause(50);
  assert.deepEqual(findOrphans(state), []);
});
test('endless output is cut', async () => {
  const { output } = await sh('yes', '/nowhere', 300);
  assert.equal(output.length, LIMITS.outputBytesMax);
});

test('a log that grew too long is cut, its end kept', (t) => {
  const state = freshFolder(t);
  const fd = openLog(state, 'x');
  const path = join(state, 'logs/x.log');
  writeFileSync(fd, Buffer.alloc(LIMITS.logBytesMax, 'a'));
  boundLog(state, 'x');
  assert.equal(statSync(path).size, LIMITS.logBytesMax);
  writeFileSync(fd, 'b');
  boundLog(state, 'x');
  assert.equal(statSync(path).size, 0);
  writeFileSync(fd, 'c');
  assert.equal(readFileSync(path, 'utf8'), 'c');
  assert.match(readFileSync(`${path}.1`, 'utf8'), /a+b$/);
});

test('a note with the number of another process harms nobody', async (t) => {
  const state = freshFolder(t);
  const own = identify(process.pid);
  assert.ok(own);
  notePid(state, 'x', { pid: own.pid, started: '1' });
  assert.deepEqual(findOrphans(state), []);
  assert.equal(await endOrphans(state), 0);
  assert.equal(identify(2 ** 22 + 1), undefined);
});

test('a noted process that outlived its agent is ended, whatever its environment', async (t) => {
  const state = freshFolder(t);
  const env = programEnvironment(state);
  const started = (pid: number) => noteProcess(state, '.dpkg', pid);
  const running = runProgram(['/bin/sleep', '60'], { cwd: '/', env, timeoutMs: 20_000, started });
  assert.equal(findOrphans(state).length, 1);
  assert.equal(await endOrphans(state), 1);
  assert.equal((await running).how, 'killed by SIGTERM');
  assert.deepEqual(findOrphans(state), []);
});

test('a program that dies comes back; one that is no longer wanted does not', async (t) => {
  const state = freshFolder(t);
  const dir = freshFolder(t);
  writeFileSync(join(dir, 'serve'), '#!/bin/sh\necho started\nexec sleep 60\n');
  chmodSync(join(dir, 'serve'), 0o755);
  const supervisor = createSupervisor(state);
  t.after(() => supervisor.stopAll());
  const component = {
    id: 'c',
    version: '1',
    pkgId: '',
    name: '',
    description: '',
    envType: 'generation',
    runtime: { dir, activation: { start: ['serve'] } },
  };
  await supervisor.reconcile([component]);
  const first = supervisor.pidOf('c');
  assert.ok(first);
  assert.deepEqual(await checkHealth(state, component, supervisor), { healthy: true, detail: '' });
  await supervisor.reconcile([component]);
  assert.equal(supervisor.pidOf('c'), first, 'unchanged: not touched');
  process.kill(first, 'SIGKILL');
  for (let i = 0; i < 200 && (supervisor.pidOf('c') ?? first) === first; i++) await pause(20);
  const second = supervisor.pidOf('c');
  assert.notEqual(second, first);
  await supervisor.reconcile([{ ...component, version: '2' }]);
  assert.notEqual(supervisor.pidOf('c'), second, 'another version: another process');
  await supervisor.reconcile([]);
  assert.equal(supervisor.pidOf('c'), undefined);
  assert.equal(existsSync(join(state, 'run/c')), false);
});

test('health: a started program that ends at once is not healthy', async (t) => {
  const state = freshFolder(t);
  const supervisor = createSupervisor(state);
  t.after(() => supervisor.stopAll());
  const runtime = { dir: '/bin', activation: { start: ['true'] } };
  const component = {
    id: 'c',
    version: '1',
    pkgId: '',
    name: '',
    description: '',
    envType: 'generation',
    runtime,
  };
  await supervisor.reconcile([component]);
  assert.deepEqual(await checkHealth(state, component, supervisor), {
    healthy: false,
    detail: 'its program has ended',
  });
  assert.deepEqual(await checkHealth(state, { ...component, broken: 'half-configured' }, supervisor), {
    healthy: false,
    detail: 'package is half-configured',
  });
});

test('a program that dies again and again is given up, said why, and tried again when asked', async (t) => {
  const state = freshFolder(t);
  const dir = freshFolder(t);
  writeFileSync(join(dir, 'serve'), `#!/bin/sh\necho >> '${join(dir, 'starts')}'\nexit 7\n`);
  chmodSync(join(dir, 'serve'), 0o755);
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const supervisor = createSupervisor(state);
  t.after(() => supervisor.stopAll());
  const component = {
    ...{ id: 'c', version: '1', pkgId: '', name: '', description: '', envType: 'generation' },
    runtime: { dir, activation: { start: ['serve'] } },
  };
  const starts = () => readFileSync(join(dir, 'starts'), 'utf8').length;
  const untilGivenUp = async () => {
    while (supervisor.brokenOf('c') === undefined) {
      t.mock.timers.tick(LIMITS.restartMaxMs);
      await new Promise((next) => setImmediate(next));
    }
  };
  await supervisor.reconcile([component]);
  await untilGivenUp();
  assert.equal(
    supervisor.brokenOf('c'),
    `its program ended ${LIMITS.deathsMax} times in a row, at last with exit 7`,
  );
  assert.equal(starts(), LIMITS.deathsMax);
  await supervisor.reconcile([component]);
  assert.equal(starts(), LIMITS.deathsMax, 'left alone');
  await supervisor.reconcile([component], ['c']);
  assert.equal(supervisor.brokenOf('c'), undefined);
  await untilGivenUp();
  assert.equal(starts(), 2 * LIMITS.deathsMax);
});
