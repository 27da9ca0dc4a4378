import assert from 'node:assert/strict';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer as createPlain, type IncomingMessage } from 'node:http';
import { createServer, type ServerOptions } from 'node:https';
import type { AddressInfo, Server } from 'node:net';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { type TestContext, test } from 'node:test';
import { type Certificate, type CertificateFacts, makeCertificate } from '@scomo/testkit';
import { freshFolder } from '../../test/folder.ts';
import { createTransport, TransportError } from './transport.ts';

const ca = makeCertificate({ name: 'Our CA', ca: true });
const otherCa = makeCertificate({ name: 'Our CA', ca: true });
const signed = (facts: Partial<CertificateFacts> = {}) =>
  makeCertificate({ name: 'dm', issuer: ca, issuerName: 'Our CA', hosts: ['localhost'], ...facts });
const noCa = signed({ name: 'no CA' });
const belowNoCa = signed({ issuer: noCa, issuerName: 'no CA' });

const MESSAGE = Buffer.from('<SyncML>credentials of the device</SyncML>');

/** A server that writes down every octet it gets to see, in clear or out of TLS. */
async function endpoint(
  t: TestContext,
  make: (heard: (bytes: Uint8Array) => void) => Server,
): Promise<{
  readonly url: string;
  readonly heard: Uint8Array[];
}> {
  const heard: Uint8Array[] = [];
  const server = make((bytes) => heard.push(bytes));
  server.on('tlsClientError', () => undefined);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => server.close());
  return { url: `https://localhost:${(server.address() as AddressInfo).port}/dm`, heard };
}

function overTls({ cert, key }: Certificate, options: ServerOptions = {}, chain = '') {
  return (heard: (bytes: Uint8Array) => void): Server => {
    const server = createServer({ cert: cert + chain, key, ...options }, (request, response) => {
      void take(request, heard).then(() =>
        response.setHeader('content-type', 'application/vnd.syncml.dm+xml').end('<SyncML/>'),
      );
    });
    return server.on('secureConnection', (socket) => socket.on('data', () => undefined));
  };
}

async function take(request: IncomingMessage, heard: (bytes: Uint8Array) => void): Promise<void> {
  heard(await buffer(request));
}

/** Speaks HTTP where TLS is expected, and hears what came. */
const plain = (heard: (bytes: Uint8Array) => void): Server =>
  createPlain().on('connection', (socket) => socket.on('data', heard));

const old = (version: 'TLSv1' | 'TLSv1.1'): ServerOptions => ({
  ...{ minVersion: version, maxVersion: version, ciphers: 'DEFAULT@SECLEVEL=0' },
});
const cipher = (ciphers: string): ServerOptions => ({
  maxVersion: 'TLSv1.2',
  ciphers: `${ciphers}@SECLEVEL=0`,
});

const rig: readonly [id: string, make: Parameters<typeof endpoint>[1], why: RegExp][] = [
  ['wrong name', overTls(signed({ hosts: ['example.org'] })), /altnames/],
  ['name of another domain by wildcard', overTls(signed({ hosts: ['*.localhost'] })), /altnames/],
  ['an address instead of the name', overTls(signed({ hosts: [], addresses: ['127.0.0.1'] })), /altnames/],
  ['expired', overTls(signed({ days: [-30, -1] })), /expired/],
  ['not yet valid', overTls(signed({ days: [1, 30] })), /not yet valid/],
  ['self-signed', overTls(makeCertificate({ name: 'dm', hosts: ['localhost'] })), /self-signed/],
  ['right name by another CA of the same name', overTls(signed({ issuer: otherCa })), /signature|verify/],
  ['signed by a certificate that is no CA', overTls(belowNoCa, {}, noCa.cert), /purpose|CA/],
  ['TLS 1.0', overTls(signed(), old('TLSv1')), /version|alert/],
  ['TLS 1.1', overTls(signed(), old('TLSv1.1')), /version|alert/],
  ['NULL cipher', overTls(signed(), cipher('eNULL')), /alert|cipher|handshake/],
  ['no certificate at all', overTls(signed(), cipher('aNULL')), /alert|cipher|handshake/],
  ['no TLS', plain, /wrong version|packet|closed|hang up/],
];

/** Files of an account that believes our CA only. */
function accountTls(t: TestContext, own?: Certificate) {
  const folder = freshFolder(t);
  const write = (name: string, text: string) => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  const files = own && { cert: write('cert.pem', own.cert), key: write('key.pem', own.key) };
  return { ca: write('ca.pem', ca.cert), ...files };
}

async function post(
  t: TestContext,
  url: string,
  tls: Parameters<typeof createTransport>[1],
): Promise<string> {
  const transport = createTransport(new AbortController().signal, tls);
  t.after(() => transport.close());
  const { bytes } = await transport.post(url, { bytes: MESSAGE, encoding: 'xml' });
  return Buffer.from(bytes).toString();
}

test(`A2 ${rig.length} servers that are not ours: none hears an octet of a message`, async (t) => {
  const tls = accountTls(t);
  await Promise.all(
    rig.map(async ([id, make, why]) => {
      const { url, heard } = await endpoint(t, make);
      await assert.rejects(
        post(t, url, tls),
        (error) => error instanceof TransportError && why.test(error.message),
        id,
      );
      const text = Buffer.concat(heard).toString('latin1');
      assert.ok(!text.includes('credentials') && !text.includes('POST'), id);
      if (id !== 'no TLS') assert.equal(heard.length, 0, id);
    }),
  );
});

test('A2 our own server is believed, and by the account’s CA only', async (t) => {
  const { url, heard } = await endpoint(t, overTls(signed()));
  assert.equal(await post(t, url, accountTls(t)), '<SyncML/>');
  assert.deepEqual(Buffer.concat(heard), MESSAGE);
  const { ca: _, ...systems } = accountTls(t);
  await assert.rejects(post(t, url, systems), /certificate|issuer/);
  assert.equal(heard.length, 1);
});

test('A2 nothing in the environment turns the checks off', async (t) => {
  process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0';
  t.after(() => {
    delete process.env.NODE_TLS_REJECT_UNAUTHORIZED;
  });
  const { url, heard } = await endpoint(t, overTls(makeCertificate({ name: 'dm', hosts: ['localhost'] })));
  await assert.rejects(post(t, url, accountTls(t)), TransportError);
  assert.equal(heard.length, 0);
});

test('the account’s certificate is shown', async (t) => {
  const own = makeCertificate({ name: 'device' });
  let shown: string | undefined;
  const { url } = await endpoint(t, (heard) =>
    createServer({ ...signed(), requestCert: true, rejectUnauthorized: false }, (request, response) => {
      const socket = request.socket as unknown as { getPeerCertificate(): { fingerprint256?: string } };
      shown = socket.getPeerCertificate().fingerprint256?.replaceAll(':', '').toLowerCase();
      void take(request, heard).then(() =>
        response.setHeader('content-type', 'application/vnd.syncml.dm+xml').end('<SyncML/>'),
      );
    }),
  );
  await post(t, url, accountTls(t, own));
  assert.equal(shown, own.fingerprint);
});

test('files that are not there end the session, not the agent', async (t) => {
  const { url } = await endpoint(t, overTls(signed()));
  await assert.rejects(post(t, url, { ca: '/nowhere/ca.pem' }), TransportError);
});
