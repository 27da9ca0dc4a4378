import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, test } from 'node:test';
import { parseDescriptor } from '@scomo/delivery';
import { quickTimes, quietLog } from '../../test/quiet.ts';
import { temporaryFolder } from '../../test/temporary.ts';
import { makePackage } from '../../test/vendor.ts';
import { openBlobs } from '../blobs.ts';
import { dataFolder, prepareFiles } from '../files/data-folder.ts';
import { SERVER_LIMITS } from '../limits.ts';
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
const BYTES = makePackage();
const digest = createHash('sha256').update(BYTES).digest('hex');
const NOW = Date.UTC(2026, 0, 1);
const link = downloadLink(digest, 'IMEI:1&x', NOW, linkKey);

let http: RunningHttp;
const origin = () => `http://127.0.0.1:${http.port}`;
const linkTo = (what: string) => origin() + link.replace('?', `.${what}?`);
before(async () => {
  async function* whole() {
    yield BYTES;
  }
  const upload = await blobs.receive(whole(), BYTES.length);
  await upload.keep();
  await upload.dispose();
  const download = downloadEndpoint({ blobs, linkKey, metrics, nowMs: () => NOW, origin });
  const rest = () => assert.fail('not a download');
  const handler = dispatcher({ dm: rest, download, rest }, quietLog);
  const at = { host: '127.0.0.1', port: 0, connectionsPerAddress: 64 };
  http = await listen(at, handler, quietLog, quickTimes);
});
after(async () => {
  await http.drain();
  root.remove();
});

test('D21 the descriptor is a valid one of version 1, and its size exact', async () => {
  const response = await fetch(linkTo('dd'));
  assert.equal(response.status, 200);
  assert.equal(response.headers.get('content-type'), 'application/vnd.oma.dd+xml');
  const descriptor = parseDescriptor(new Uint8Array(await response.arrayBuffer()));
  const { objectURI, installNotifyURI = '', ...told } = descriptor;
  const types = ['application/octet-stream'];
  assert.deepEqual(told, { types, size: BYTES.length, name: 'Hello', version: '1.0.0', vendor: 'Acme' });
  const object = await fetch(objectURI);
  assert.equal(object.headers.get('content-type'), types[0]);
  assert.deepEqual(new Uint8Array(await object.arrayBuffer()), BYTES);
  const notice = await fetch(installNotifyURI, { method: 'POST', body: '900 Success \n\r' });
  assert.equal(notice.status, 204);
  assert.match(metrics.render(), /^scomo_download_notices_total\{status="900"\} 1$/m);
});

const line = (length: number) => '954 Loader Error'.padEnd(length);
const REFUSED: readonly (readonly [id: string, url: () => string, init: RequestInit, status: number])[] = [
  ['a descriptor without a signature', () => `${origin()}/dl/${digest}.dd`, {}, 403],
  [
    'a notice without a signature',
    () => `${origin()}/dl/${digest}.notify`,
    { method: 'POST', body: '900' },
    403,
  ],
  ['a descriptor by POST', () => linkTo('dd'), { method: 'POST' }, 405],
  ['a notice by GET', () => linkTo('notify'), {}, 405],
  ['another ending', () => linkTo('xml'), {}, 404],
  ['two endings', () => linkTo('dd.dd'), {}, 404],
  ['a notice that is no status line', () => linkTo('notify'), { method: 'POST', body: 'fine' }, 400],
  [
    'a notice at the limit',
    () => linkTo('notify'),
    { method: 'POST', body: line(SERVER_LIMITS.noticeBytesMax) },
    204,
  ],
  [
    'a notice above the limit',
    () => linkTo('notify'),
    { method: 'POST', body: line(SERVER_LIMITS.noticeBytesMax + 1) },
    413,
  ],
];
for (const [id, url, init, status] of REFUSED)
  test(`${id}: ${status}`, async () => assert.equal((await fetch(url(), init)).status, status));
