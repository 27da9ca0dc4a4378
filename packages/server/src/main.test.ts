import assert from 'node:assert/strict';
import { existsSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { after, test } from 'node:test';
import { createClient } from '@scomo/api';
import { callIn, testDevice } from '../test/device.ts';
import { type Program, program } from '../test/program.ts';
import { parseAnswer, rawSocket } from '../test/raw.ts';
import { temporaryFolder } from '../test/temporary.ts';

const folder = temporaryFolder();
const dataDir = join(folder.path, 'data');
const env = { SCOMO_DATA_DIR: dataDir, SCOMO_PORT: '0', SCOMO_LOG_LEVEL: 'info' };
const started: Program[] = [];
const start = async (more: Readonly<Record<string, string>> = {}) => {
  const running = await program({ ...env, ...more });
  started.push(running);
  return running;
};
after(async () => {
  for (const { child } of started) child.kill('SIGKILL');
  await Promise.all(started.map(({ ended }) => ended));
  folder.remove();
});

const token = () => readFileSync(join(dataDir, 'admin.token'), 'utf8').trim();
const clientOf = ({ url }: Program) => createClient({ url, token: token(), fetch });

test('it starts from nothing, says where everything is, and a request at work ends before it does', async () => {
  const server = await start();
  assert.match(server.printed(), /^API documentation: http:\/\/127\.0\.0\.1:\d+\/api\/docs$/m);
  assert.match(server.printed(), new RegExp(`^Admin token: in ${dataDir}/admin\\.token$`, 'm'));
  assert.ok(!server.printed().includes(token()));
  const body = JSON.stringify({ name: 'gateway' });
  const socket = await rawSocket(Number(new URL(server.url).port));
  const answer = text(socket);
  socket.write(
    `POST /api/v1/device-types HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer ${token()}\r\n` +
      `Content-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body.slice(0, 5)}`,
  );
  // The server has the first part once it answers another request that came later.
  await clientOf(server).whoami();
  server.child.kill('SIGTERM');
  await untilRefused(Number(new URL(server.url).port));
  socket.write(body.slice(5));
  assert.equal(parseAnswer(await answer).status, 201);
  assert.deepEqual(await server.ended, [0, null]);
  assert.ok(!existsSync(join(dataDir, 'postgres', 'postmaster.pid')));
});

test('what was answered is there after kill -9, half uploads are not', async () => {
  const first = await start();
  await clientOf(first).createDeviceType({ body: { name: 'killed' } });
  first.child.kill('SIGKILL');
  await first.ended;
  const half = join(dataDir, 'tmp', 'half.part');
  writeFileSync(half, 'half');
  // Younger ones may be those of another node on the same folder.
  utimesSync(half, 0, 0);
  const second = await start();
  assert.equal((await clientOf(second).getDeviceType({ params: { name: 'killed' } })).name, 'killed');
  assert.equal((await clientOf(second).getDeviceType({ params: { name: 'gateway' } })).name, 'gateway');
  assert.ok(!existsSync(half));
  second.child.kill('SIGINT');
  assert.deepEqual(await second.ended, [0, null]);
});

test('the log at its loudest holds no secret, no token and no link', async () => {
  const server = await start({ SCOMO_LOG_LEVEL: 'trace' });
  const client = clientOf(server);
  const auth = { scheme: 'basic', clientSecret: 'correct horse battery' } as const;
  const created = await client.createDevice({ body: { deviceId: 'IMEI:7', deviceType: 'killed', auth } });
  await client.createTask({ body: { deviceId: 'IMEI:7', kind: 'inventory' } });
  assert.equal(await callIn(testDevice(created, 'xml')), 'done');
  const nobody = createClient({ url: server.url, token: 'guessed-token', fetch });
  await assert.rejects(nobody.whoami());
  await fetch(`${server.url}/dl/${'a'.repeat(64)}?d=IMEI:7&e=1&s=guessed-signature`);
  await fetch(`${server.url}/dm?s=guessed-session`, { method: 'POST', body: '<SyncML' });
  server.child.kill('SIGTERM');
  await server.ended;
  assert.match(server.printed(), /dm turn/);
  const { clientSecret, serverSecret } = created.auth;
  const basic = Buffer.from(`IMEI:7:${clientSecret}`).toString('base64');
  const guesses = ['guessed-token', 'guessed-signature', 'guessed-session'];
  for (const secret of [token(), clientSecret, serverSecret, basic, ...guesses]) {
    assert.ok(!server.printed().includes(secret), secret);
  }
});

test('a second program on the same data is refused and leaves the first alone', async () => {
  const first = await start();
  writeFileSync(join(dataDir, 'tmp', 'under-way.part'), 'x');
  const second = await start();
  assert.deepEqual(await second.ended, [1, null]);
  assert.match(second.printed(), /^scomo: .*postgres/m);
  assert.ok(existsSync(join(dataDir, 'tmp', 'under-way.part')));
  await clientOf(first).whoami();
  first.child.kill('SIGTERM');
  assert.deepEqual(await first.ended, [0, null]);
});

test('a taken port is said, and the database is stopped again', async () => {
  const taken = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => taken.once('listening', resolve));
  const address = taken.address();
  assert.ok(typeof address === 'object' && address !== null);
  const server = await start({ SCOMO_PORT: String(address.port) });
  assert.deepEqual(await server.ended, [1, null]);
  assert.match(server.printed(), /EADDRINUSE.*set SCOMO_PORT/);
  assert.ok(!existsSync(join(dataDir, 'postgres', 'postmaster.pid')));
  taken.close();
});

test('a senseless environment is explained, every fault on a line', async () => {
  const server = await start({ SCOMO_PORT: 'http', SCOMO_TLS_KEY: 'k' });
  assert.deepEqual(await server.ended, [2, null]);
  assert.deepEqual(server.printed().trim().split('\n'), [
    'scomo: SCOMO_TLS_CERT and SCOMO_TLS_KEY belong together: set both or none',
    'scomo: SCOMO_PORT must be a whole number from 0 to 65535, not "http"',
  ]);
});

/** Resolves when the port takes no connection any more. */
async function untilRefused(port: number): Promise<void> {
  for (;;) {
    try {
      (await rawSocket(port)).destroy();
    } catch {
      return;
    }
  }
}

test('SIGHUP, which asks for the certificate to be read anew, ends nothing', async () => {
  const server = await start();
  server.child.kill('SIGHUP');
  await clientOf(server).whoami();
  server.child.kill('SIGTERM');
  assert.deepEqual(await server.ended, [0, null]);
});
