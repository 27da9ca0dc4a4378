import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { fileServer } from '../../test/file-server.ts';
import { freshFolder } from '../../test/folder.ts';
import { rootFile } from '../../test/packages.ts';
import { CONFIG } from '../../test/rig.ts';
import { parseConfig } from '../config.ts';
import { checkConfigFile, checkState } from './check-files.ts';
import { checkInstallers } from './check-installers.ts';
import { checkServer } from './check-server.ts';
import { checkTrust } from './check-trust.ts';

const DAY = 24 * 3_600_000;
const HOUR = 3_600_000;

async function server(t: TestContext, date: number): Promise<string> {
  const { host } = await fileServer(t, (_request, response) => {
    response.sendDate = false;
    response.writeHead(400, { date: new Date(date).toUTCString() }).end();
  });
  return `http://${host}/dm`;
}

test('a server that answers, with whatever, is well; its time is compared with ours', async (t) => {
  const now = Date.parse('2026-06-01T00:00:00Z');
  const at = async (date: number) =>
    (await checkServer(parseConfig({ ...CONFIG, serverUrl: await server(t, date) }), () => now)).map(
      ({ level, about, detail }) => `${level} ${about}${about === 'clock' ? ` ${detail}` : ''}`,
    );
  assert.deepEqual(await at(now), ['ok server scomo', 'ok clock as that of server scomo']);
  assert.deepEqual(await at(now - HOUR), ['ok server scomo', 'warn clock 3600 s ahead of server scomo']);
  assert.deepEqual(await at(now + HOUR), ['ok server scomo', 'warn clock 3600 s behind server scomo']);
});

test('a server that is not there, or hangs up, fails with what to look at', async (t) => {
  const lost = await new Promise<string>((done) => {
    const listener = createServer((peer) => peer.destroy());
    t.after(() => listener.close());
    listener.listen(0, '127.0.0.1', () => {
      const address = listener.address();
      done(`http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/dm`);
    });
  });
  for (const serverUrl of [lost, CONFIG.serverUrl]) {
    const [found, ...more] = await checkServer(parseConfig({ ...CONFIG, serverUrl }), Date.now);
    assert.deepEqual([found?.level, more.length], ['fail', 0]);
    assert.match(found?.advice ?? '', /is it running/);
  }
});

test('a TLS file that cannot be read fails by name', async () => {
  const config = parseConfig({
    ...CONFIG,
    serverUrl: 'https://127.0.0.1:9/dm',
    tls: { ca: '/nowhere/ca.pem' },
  });
  const [found] = await checkServer(config, Date.now);
  assert.equal(found?.level, 'fail');
  assert.match(found?.detail ?? '', /^tls\.ca: .*\/nowhere\/ca\.pem/);
});

test('a trust root is told 90, 30 and 7 days before it runs out', (t) => {
  const trustRoot = join(freshFolder(t), 'root.json');
  writeFileSync(trustRoot, rootFile);
  const account = parseConfig({ ...CONFIG, trustRoot });
  const expires = Date.parse(/until (\S+)/.exec(checkTrust(account, 0).detail)?.[1] ?? '');
  const before = (days: number) => {
    const { level, detail } = checkTrust(account, expires - days * DAY);
    return `${level} ${/less than \d+ days|run out/.exec(detail)?.[0] ?? ''}`.trim();
  };
  assert.deepEqual([90, 89, 30, 29, 7, 6, 0].map(before), [
    ...['ok', 'warn less than 90 days', 'warn less than 90 days', 'warn less than 30 days'],
    ...['warn less than 30 days', 'warn less than 7 days', 'fail run out'],
  ]);
  assert.equal(checkTrust({ ...account, authority: 'other' }, 0).level, 'fail');
  assert.equal(checkTrust({ ...account, trustRoot: '/nowhere' }, 0).level, 'fail');
});

test('files that others may read or write fail with the command that helps', (t) => {
  const folder = freshFolder(t);
  const path = join(folder, 'config.json');
  writeFileSync(path, '{}', { mode: 0o600 });
  const config = parseConfig(CONFIG);
  assert.equal(checkConfigFile(path, config).level, 'ok');
  chmodSync(path, 0o644);
  assert.equal(checkConfigFile(path, config).level, 'fail');
  assert.match(checkConfigFile(path, config).advice ?? '', /^chmod /);
  const state = join(folder, 'state');
  assert.deepEqual(
    checkState(state).map(({ level }) => level),
    ['warn'],
  );
  mkdirSync(state, { mode: 0o700 });
  assert.equal(checkState(state)[0]?.level, 'ok');
  assert.match(checkState(state)[1]?.detail ?? '', /free/);
  chmodSync(state, 0o777);
  assert.equal(checkState(state)[0]?.level, 'fail');
});

test('an installer whose program is not there fails', () => {
  const exec = { none: { command: ['/nowhere/plugin'] }, shell: { command: ['/bin/sh'] } };
  const found = checkInstallers(parseConfig({ ...CONFIG, installers: { exec } }));
  assert.deepEqual(
    found.map(({ level, about }) => `${level} ${about}`),
    ['ok installer generation', 'fail installer plug-in none', 'ok installer plug-in shell'],
  );
});
