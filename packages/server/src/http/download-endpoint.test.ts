import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, test } from 'node:test';
import { quickTimes, quietLog } from '../../test/quiet.ts';
import { rawExchange } from '../../test/raw.ts';
import { temporaryFolder } from '../../test/temporary.ts';
import { openBlobs } from '../blobs.ts';
import { dataFolder, prepareFiles } from '../files/data-folder.ts';
import { makeMetrics } from '../metrics.ts';
import { dispatcher } from './dispatcher.ts';
import { downloadEndpoint } from './download-endpoint.ts';
import { downloadLink } from './download-link.ts';
import { listen, type RunningHttp } from './http-server.ts';

const root = temporaryFolder();
const folder = dataFolder(root.path);
prepareFiles(folder);
const blobs = openBlobs(folder);
const linkKey = new Uint8Array(32).fill(1);
const metrics = makeMetrics();

const BYTES = Buffer.alloc(3 * 1024 * 1024, '0123456789abcdef');
const digest = createHash('sha256').update(BYTES).digest('hex');
const etag = `"${digest}"`;
const HOUR = 3_600_000;
let now = Date.UTC(2026, 0, 1);
const link = downloadLink(digest, 'IMEI:1', now, linkKey);

let http: RunningHttp;
before(async () => {
  async function* whole() {
    yield BYTES;
  }
  const upload = await blobs.receive(whole(), BYTES.length);
  await upload.keep();
  await upload.dispose();
  const origin = () => `http://127.0.0.1:${http.port}`;
  const download = downloadEndpoint({ blobs, linkKey, metrics, nowMs: () => now, origin });
  const rest = () => assert.fail('not a download');
  const handler = dispatcher({ dm: rest, download, rest }, quietLog);
  http = await listen(
    { host: '127.0.0.1', port: 0, connectionsPerAddress: 64 },
    handler,
    quietLog,
    quickTimes,
  );
});
after(async () => {
  await http.drain();
  root.remove();
});

async function get(path: string, headers: Record<string, string> = {}, method = 'GET') {
  const response = await fetch(`http://127.0.0.1:${http.port}${path}`, { method, headers });
  return {
    status: response.status,
    headers: response.headers,
    bytes: Buffer.from(await response.arrayBuffer()),
  };
}

test('the whole file comes with its digest as strong ETag', async () => {
  const { status, headers, bytes } = await get(link);
  assert.equal(status, 200);
  assert.equal(headers.get('etag'), etag);
  assert.equal(headers.get('content-length'), String(BYTES.length));
  assert.equal(headers.get('accept-ranges'), 'bytes');
  assert.equal(headers.get('content-range'), null);
  assert.ok(bytes.equals(BYTES));
});

test('HEAD says the same without the bytes', async () => {
  const { status, headers, bytes } = await get(link, {}, 'HEAD');
  assert.equal(status, 200);
  assert.equal(headers.get('content-length'), String(BYTES.length));
  assert.equal(headers.get('etag'), etag);
  assert.equal(bytes.length, 0);
});

test('a part comes with its place', async () => {
  const { status, headers, bytes } = await get(link, { range: 'bytes=1000-2999' });
  assert.equal(status, 206);
  assert.equal(headers.get('content-range'), `bytes 1000-2999/${BYTES.length}`);
  assert.equal(headers.get('content-length'), '2000');
  assert.ok(bytes.equals(BYTES.subarray(1000, 3000)));
});

test('the rest comes while the file is the same, else the whole', async () => {
  const range = `bytes=${BYTES.length - 10}-`;
  assert.ok((await get(link, { range, 'if-range': etag })).bytes.equals(BYTES.subarray(-10)));
  for (const condition of [`"${'0'.repeat(64)}"`, `W/${etag}`, digest, 'Thu, 01 Jan 2026 00:00:00 GMT']) {
    assert.equal((await get(link, { range, 'if-range': condition })).status, 200, condition);
  }
});

test('416 says how large the file is', async () => {
  const { status, headers, bytes } = await get(link, { range: `bytes=${BYTES.length}-` });
  assert.equal(status, 416);
  assert.equal(headers.get('content-range'), `bytes */${BYTES.length}`);
  assert.equal(bytes.length, 0);
});

const absent = 'f'.repeat(64);
const refusals: readonly [string, string, string, number, string][] = [
  ['no signature', 'GET', `/dl/${digest}`, 403, 'link_invalid'],
  ['link of another package', 'GET', link.replace(digest, absent), 403, 'link_invalid'],
  ['link of another device', 'GET', link.replace('IMEI%3A1', 'IMEI%3A2'), 403, 'link_invalid'],
  ['package that is not there', 'GET', downloadLink(absent, 'IMEI:1', now, linkKey), 404, 'not_found'],
  ['no digest', 'GET', '/dl/', 404, 'not_found'],
  ['path out of the folder', 'GET', '/dl/..%2f..%2fserver.key', 404, 'not_found'],
  ['digest in capitals', 'GET', `/dl/${digest.toUpperCase()}`, 404, 'not_found'],
  ['POST', 'POST', link, 405, 'method_not_allowed'],
  ['DELETE', 'DELETE', link, 405, 'method_not_allowed'],
];
for (const [id, method, path, status, code] of refusals) {
  test(`refused: ${id}`, async () => {
    const refused = await get(path, {}, method);
    assert.equal(refused.status, status);
    assert.equal(refused.headers.get('content-type'), 'application/problem+json');
    assert.equal(JSON.parse(refused.bytes.toString()).code, code);
  });
}

test('a traversal is refused as it stands, too', async () => {
  const request = 'GET /dl/../server.key HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n';
  assert.equal((await rawExchange(http.port, request)).status, 404);
});

test('an expired link says so', async () => {
  now += HOUR;
  try {
    const refused = await get(link);
    assert.equal(refused.status, 403);
    assert.equal(JSON.parse(refused.bytes.toString()).code, 'link_expired');
  } finally {
    now -= HOUR;
  }
});

test('a device that goes away half-way does no harm, and only what was read counts', async () => {
  const aborter = new AbortController();
  const response = await fetch(`http://127.0.0.1:${http.port}${link}`, { signal: aborter.signal });
  await response.body?.getReader().read();
  aborter.abort();
  assert.equal((await get(link, { range: 'bytes=0-0' })).status, 206);
});
