import assert from 'node:assert/strict';
import { once } from 'node:events';
import { unlinkSync, writeFileSync } from 'node:fs';
import { connect as connectPlain } from 'node:net';
import { text } from 'node:stream/consumers';
import { after, before, test } from 'node:test';
import { type ConnectionOptions, connect, type TLSSocket } from 'node:tls';
import { makeCertificate } from '@scomo/testkit';
import { quickTimes, quietLog } from '../../test/quiet.ts';
import { rawSocket } from '../../test/raw.ts';
import { temporaryFolder } from '../../test/temporary.ts';
import { CA, serverCertificate, tlsFetch, writeTls } from '../../test/tls.ts';
import { listen, type RunningHttp } from './http-server.ts';

const folder = temporaryFolder();
const first = serverCertificate('first');
const files = writeTls(folder.path, first);
let http: RunningHttp;
before(async () => {
  const config = { host: '127.0.0.1', port: 0, connectionsPerAddress: 64, tls: files };
  http = await listen(config, (_request, response) => response.end('hello'), quietLog, quickTimes);
});
after(async () => {
  await http.drain();
  folder.remove();
});

/** A connection, open or refused. */
async function hello(options: ConnectionOptions = {}): Promise<TLSSocket> {
  const socket = connect({ host: '127.0.0.1', port: http.port, ca: CA.cert, ...options });
  await once(socket, 'secureConnect');
  return socket;
}

/** Common name of the certificate that a new connection gets. */
async function presented(): Promise<string> {
  const socket = await hello();
  const { subject } = socket.getPeerCertificate();
  socket.destroy();
  return String(subject.CN);
}

test('TLS 1.2 and 1.3 are spoken, nothing older', async () => {
  for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
    const socket = await hello({ minVersion: version, maxVersion: version });
    assert.equal(socket.getProtocol(), version);
    socket.destroy();
  }
  for (const version of ['TLSv1', 'TLSv1.1'] as const) {
    const old = { minVersion: version, maxVersion: version, ciphers: 'DEFAULT@SECLEVEL=0' } as const;
    await assert.rejects(hello(old), /alert|protocol/i);
  }
});

test('A3 plain HTTP on the port of TLS gets no word of HTTP', async () => {
  const socket = await rawSocket(http.port);
  socket.write('POST /dm HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\n');
  assert.doesNotMatch(await text(socket), /HTTP/);
});

test('a handshake that is never finished is cut off, and holds nobody up', async () => {
  const slow = connectPlain(http.port, '127.0.0.1');
  slow.on('error', () => undefined);
  slow.write(Buffer.from('1603010200', 'hex'));
  const url = `https://127.0.0.1:${http.port}/`;
  assert.equal(await (await tlsFetch()(url, { method: 'GET', headers: {} })).text(), 'hello');
  assert.ok(await text(slow).then((rest) => rest.length < 100));
});

/** Waits until new connections get this certificate. */
async function until(name: string): Promise<void> {
  while ((await presented()) !== name) await new Promise((resolve) => setTimeout(resolve, 20));
}

test('the certificate is renewed: by its files, on demand, and not by what cannot be used', async () => {
  assert.equal(await presented(), 'first');
  const open = await hello();
  writeTls(folder.path, serverCertificate('second'));
  await until('second');
  open.write('GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n');
  assert.match(await text(open), /hello/, 'open connections stay');

  const third = serverCertificate('third');
  writeFileSync(files.key, third.key);
  assert.equal(http.renewCertificate(), false, 'a key that does not belong to the certificate');
  assert.equal(await presented(), 'second');
  writeFileSync(files.cert, third.cert);
  assert.equal(http.renewCertificate(), true);
  assert.equal(await presented(), 'third');

  writeFileSync(files.cert, third.cert.slice(0, 200));
  assert.equal(http.renewCertificate(), false, 'half a file');
  unlinkSync(files.cert);
  assert.equal(http.renewCertificate(), false, 'no file');
  assert.equal(await presented(), 'third');
  writeTls(folder.path, first);
  await until('first');
});

test('a peer’s certificate is asked for, not demanded, and may be signed by anybody', async () => {
  const { cert, key } = makeCertificate({ name: 'device' });
  for (const own of [{}, { cert, key }]) (await hello(own)).destroy();
});

test('session tickets are taken, and no longer once their keys are thrown away', async () => {
  const first = await hello({ maxVersion: 'TLSv1.2' });
  const session = first.getSession();
  first.destroy();
  assert.ok(session !== undefined);
  const resumed = async () => {
    const socket = await hello({ maxVersion: 'TLSv1.2', session });
    const again = socket.isSessionReused();
    socket.destroy();
    return again;
  };
  while (await resumed()) await new Promise((resolve) => setTimeout(resolve, 20));
});
