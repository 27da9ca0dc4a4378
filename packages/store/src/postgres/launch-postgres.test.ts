import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import pg from 'pg';
import { runProgram } from '../../test/program.ts';
import { QUIET } from '../../test/samples.ts';
import { type Later, withTempFolder } from '../../test/temp-folder.ts';
import type { DataFolderError } from './data-folder-error.ts';
import { launchPostgres } from './launch-postgres.ts';
import { serverUser } from './server-user.ts';
import type { LaunchedPostgres } from './supervise.ts';

/** Longest time from a crash to a server that answers; a tenth of it on a machine that has nothing else to do. */
const RECOVERY_MS_MAX = 10_000;

async function ask(url: string, text: string): Promise<unknown> {
  const client = new pg.Client(url);
  await client.connect();
  const { rows } = await client.query({ text, rowMode: 'array' }).finally(() => client.end());
  return (rows as unknown[][])[0]?.[0];
}

async function start(dataDir: string, later: Later): Promise<LaunchedPostgres> {
  const server = await launchPostgres({ dataDir, log: QUIET });
  later(server.stop);
  return server;
}
const code = (wanted: DataFolderError['code']) => (error: DataFolderError) => error.code === wanted;

test('a new folder serves over a socket only, keeps its data, and leaves nothing behind when stopped', () =>
  withTempFolder(async (dir, later) => {
    const dataDir = join(dir, 'deeper', 'pg');
    const first = await start(dataDir, later);
    assert.equal(await ask(first.url, 'show listen_addresses'), '');
    assert.equal(await ask(first.url, 'show fsync'), 'on');
    await ask(first.url, 'create table kept as select 42 as n');
    const socketDir = new URL(first.url).searchParams.get('host') ?? '';
    assert.equal(statSync(socketDir).mode & 0o777, 0o700);
    assert.ok(Buffer.byteLength(join(socketDir, '.s.PGSQL.5432')) <= 100);
    await first.stop();
    await first.stop();
    assert.equal(existsSync(socketDir), false);
    assert.equal(existsSync(join(dataDir, 'postmaster.pid')), false);
    const second = await start(dataDir, later);
    assert.equal(await ask(second.url, 'select n from kept'), 42);
    await second.stop();
    assert.deepEqual(readdirSync(join(dir, 'deeper')).sort(), ['pg', 'pg.lock']);
  }));

test('a second start on the folder is refused, in this process and in another, and the first goes on', () =>
  withTempFolder(async (dir, later) => {
    const dataDir = join(dir, 'pg');
    const other = runProgram('./launcher-program.ts', [dataDir]);
    later(other.kill);
    const url = await other.firstLine;
    await assert.rejects(start(dataDir, later), (error: DataFolderError) => {
      return error.code === 'in-use' && error.message.includes(`process ${other.child.pid}`);
    });
    assert.equal(await ask(url, 'select 1'), 1);
    await other.kill();
    const server = await start(dataDir, later);
    await assert.rejects(start(dataDir, later), code('in-use'));
    assert.equal(await ask(server.url, 'select 1'), 1);
    await server.stop();
  }));

test('after kill -9 of the program the next start works at once, whether its server is still there or not', () =>
  withTempFolder(async (dir, later) => {
    const dataDir = join(dir, 'pg');
    for (const stopped of [true, false]) {
      const program = runProgram('./launcher-program.ts', [dataDir]);
      later(program.kill);
      await ask(await program.firstLine, 'create table if not exists t (n integer)');
      const pid = Number(readFileSync(join(dataDir, 'postmaster.pid'), 'utf8').split('\n')[0]);
      // A stopped server cannot heed the watcher's fast shutdown: it is still there at the next start.
      if (stopped) process.kill(pid, 'SIGSTOP');
      await program.kill();
      const begin = performance.now();
      if (stopped) setTimeout(() => process.kill(pid, 'SIGCONT'), 200);
      const server = await start(dataDir, later);
      assert.equal(await ask(server.url, 'select count(*)::integer from t'), 0);
      assert.ok(performance.now() - begin < RECOVERY_MS_MAX);
      await server.stop();
    }
  }));

test('a server that dies is started again at the same address', () =>
  withTempFolder(async (dir, later) => {
    const dataDir = join(dir, 'pg');
    const server = await start(dataDir, later);
    await ask(server.url, 'create table kept as select 7 as n');
    process.kill(Number(readFileSync(join(dataDir, 'postmaster.pid'), 'utf8').split('\n')[0]), 'SIGKILL');
    const begin = performance.now();
    let answer: unknown;
    while (answer === undefined && performance.now() - begin < RECOVERY_MS_MAX) {
      answer = await ask(server.url, 'select n from kept').catch(() => undefined);
    }
    assert.equal(answer, 7);
    await server.stop();
  }));

test('a pid file whose pid belongs to another program by now is no hindrance, and the program lives on', () =>
  withTempFolder(async (dir, later) => {
    const dataDir = join(dir, 'pg');
    const program = runProgram('./launcher-program.ts', [dataDir]);
    later(program.kill);
    await program.firstLine;
    const pidFile = join(dataDir, 'postmaster.pid');
    const [pid, ...rest] = readFileSync(pidFile, 'utf8').split('\n');
    process.kill(Number(pid), 'SIGKILL');
    await program.kill();
    const { uid, gid, dropped } = serverUser();
    const stranger = spawn('sleep', ['60'], dropped ? { uid, gid, cwd: '/' } : { cwd: '/' });
    later(() => stranger.kill());
    writeFileSync(pidFile, [stranger.pid, ...rest].join('\n'));
    const server = await start(dataDir, later);
    assert.equal(await ask(server.url, 'select 1'), 1);
    await server.stop();
    assert.equal(stranger.exitCode ?? stranger.signalCode, null);
  }));

test('a start that was killed while the folder was made leaves nothing in the way', () =>
  withTempFolder(async (dir, later) => {
    const dataDir = join(dir, 'pg');
    mkdirSync(`${dataDir}.new-abc/base`, { recursive: true });
    const server = await start(dataDir, later);
    await server.stop();
    assert.deepEqual(readdirSync(dir).sort(), ['pg', 'pg.lock']);
  }));

test('folders that cannot be served say why, and are free again', () =>
  withTempFolder(async (dir, later) => {
    const dataDir = join(dir, 'pg');
    mkdirSync(dataDir);
    writeFileSync(join(dataDir, 'photo.jpg'), '');
    await assert.rejects(start(dataDir, later), code('damaged'));
    writeFileSync(join(dataDir, 'PG_VERSION'), '9\n');
    await assert.rejects(start(dataDir, later), code('version'));
    writeFileSync(join(dataDir, 'PG_VERSION'), '18\n');
    await assert.rejects(start(dataDir, later), code('start'));
    const good = join(dir, 'good');
    await (await start(good, later)).stop();
    truncateSync(join(good, 'global', 'pg_control'), 100);
    await assert.rejects(start(good, later), (error: DataFolderError) => {
      return error.code === 'start' && error.message.includes('pg_control');
    });
    await assert.rejects(start(good, later), code('start'));
  }));
