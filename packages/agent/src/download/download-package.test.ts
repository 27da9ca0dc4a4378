import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { Refusal } from '@scomo/delivery';
import { type FileServer, fileServer, serveBytes } from '../../test/file-server.ts';
import { folderDigest, freshFolder } from '../../test/folder.ts';
import { DESTINATION, NOW, type Sample, sample, trust } from '../../test/packages.ts';
import { Failure, Stopped } from '../base/failure.ts';
import { verifyHead } from '../privileged/trust.ts';
import { type DownloadJob, type DownloadLimits, downloadPackage, type Spent } from './download-package.ts';

const CHUNK = 256 * 1024;
const payload = randomBytes(3 * CHUNK + 1000);
const big = sample('com.example.big', '1.0', {}, [
  { path: 'bin/say', mode: 0o755, bytes: Buffer.from('#!/bin/sh\n') },
  { path: 'data', mode: 0o644, bytes: payload },
]);
const other = sample('com.example.big', '2.0', {}, [
  { path: 'bin/say', mode: 0o755, bytes: Buffer.from('#!/bin/sh\n') },
  { path: 'data', mode: 0o644, bytes: randomBytes(payload.length) },
]);

const limits: DownloadLimits = {
  connectMs: 300,
  idleMs: 300,
  rateBytesPerSecond: 1024,
  rateWindowMs: 200,
  downloadTriesMax: 3,
  downloadRequestsMax: 20,
  downloadExcessTimes: 2,
  downloadPauseFirstMs: 1,
  downloadPauseMaxMs: 4,
  chunkTriesMax: 3,
  noticeTriesMax: 3,
};

type Play = (request: IncomingMessage, response: ServerResponse, count: number) => void;

async function rig(t: TestContext, play: Play, over: Partial<DownloadJob> = {}, wanted: Sample = big) {
  const folder = freshFolder(t);
  const server = await fileServer(t, play);
  const etags: string[] = [];
  const costs: Spent[] = [];
  const job: DownloadJob = {
    url: server.url,
    digest: wanted.pkgId.slice(7),
    path: join(folder, 'x.part'),
    rules: { hosts: [server.host], allowHttp: false },
    judge: (head) => verifyHead(DESTINATION as never, head, { time: NOW, trust }),
    etag: undefined,
    onEtag: (etag) => etags.push(etag),
    spent: { requests: 0, bytes: 0 },
    onSpent: (spent) => costs.push(spent),
    onProgress: () => undefined,
    signal: new AbortController().signal,
    limits,
    ...over,
  };
  return { folder, server, job, etags, costs, path: job.path };
}

const bytesOf = (server: FileServer) => server.requests.map(({ headers }) => headers.range ?? 'all');
const refused = (reason: string) => (error: unknown) => error instanceof Refusal && error.reason === reason;
const failed = (code: number) => (error: unknown) => error instanceof Failure && error.code === code;

test('a whole file in one go', async (t) => {
  const { job, path, server, etags } = await rig(t, (q, r) => serveBytes(q, r, big.bytes));
  const verified = await downloadPackage(job);
  assert.equal(verified.manifest.component, 'com.example.big');
  assert.deepEqual(readFileSync(path), Buffer.from(big.bytes));
  assert.deepEqual([bytesOf(server), etags], [['all'], ['"v1"']]);
});

test('cut connections: it goes on behind the last verified chunk', async (t) => {
  const { job, path, server } = await rig(t, (q, r, count) => {
    if (count === 3) return serveBytes(q, r, big.bytes);
    const from = Number(/\d+/.exec(q.headers.range ?? '0')?.[0]);
    r.writeHead(count === 1 ? 200 : 206, {
      'content-length': big.bytes.length - from,
      etag: '"v1"',
      'content-range': `bytes ${from}-${big.bytes.length - 1}/${big.bytes.length}`,
    });
    r.write(big.bytes.subarray(from, from + CHUNK + 5000), () => r.destroy());
  });
  await downloadPackage(job);
  assert.deepEqual(readFileSync(path), Buffer.from(big.bytes));
  assert.equal(server.requests.length, 3);
  assert.equal(server.requests[1]?.headers['if-range'], '"v1"');
});

test('after a restart: verified chunks are not fetched again, a half one is', async (t) => {
  const offset = big.verified.payloadOffset;
  const { job, path, server } = await rig(t, (q, r) => serveBytes(q, r, big.bytes), { etag: '"v1"' });
  writeFileSync(path, big.bytes.subarray(0, offset + 2 * CHUNK + 77));
  await downloadPackage(job);
  assert.deepEqual(bytesOf(server), [`bytes=${offset + 2 * CHUNK}-`]);
  assert.deepEqual(readFileSync(path), Buffer.from(big.bytes));
});

test('after a power cut: a chunk of zeros is fetched again', async (t) => {
  const offset = big.verified.payloadOffset;
  const { job, path, server } = await rig(t, (q, r) => serveBytes(q, r, big.bytes));
  const torn = Buffer.from(big.bytes.subarray(0, offset + 3 * CHUNK));
  torn.fill(0, offset + CHUNK, offset + 2 * CHUNK);
  writeFileSync(path, torn);
  await downloadPackage(job);
  assert.deepEqual(bytesOf(server), [`bytes=${offset + CHUNK}-`]);
  assert.deepEqual(readFileSync(path), Buffer.from(big.bytes));
});

test('a partial file that is no package is started anew', async (t) => {
  const { job, path } = await rig(t, (q, r) => serveBytes(q, r, big.bytes));
  writeFileSync(path, 'garbage of an earlier life');
  await downloadPackage(job);
  assert.deepEqual(readFileSync(path), Buffer.from(big.bytes));
});

test('a complete partial file needs no request', async (t) => {
  const { job, path, server } = await rig(t, (_q, r) => r.destroy());
  writeFileSync(path, big.bytes);
  await downloadPackage(job);
  assert.equal(server.requests.length, 0);
});

test('a server without ranges: known bytes are passed over', async (t) => {
  const { job, path } = await rig(t, (_q, r) =>
    r.writeHead(200, { 'content-length': big.bytes.length }).end(big.bytes),
  );
  writeFileSync(path, big.bytes.subarray(0, big.verified.payloadOffset + CHUNK));
  await downloadPackage(job);
  assert.deepEqual(readFileSync(path), Buffer.from(big.bytes));
});

test('one chunk arrives wrong once: it alone is fetched again', async (t) => {
  const offset = big.verified.payloadOffset;
  const { job, server } = await rig(t, (q, r, count) => {
    const bytes = Buffer.from(big.bytes);
    if (count === 1) bytes[offset + CHUNK + 5]! ^= 1;
    serveBytes(q, r, bytes);
  });
  await downloadPackage(job);
  assert.deepEqual(bytesOf(server), ['all', `bytes=${offset + CHUNK}-`]);
});

const HOSTILE: readonly (readonly [string, Play, (error: unknown) => boolean])[] = [
  [
    'content swapped in the middle',
    (q, r, count) => (count === 1 ? half(r) : serveBytes(q, r, other.bytes, '"v2"')),
    refused('digest'),
  ],
  ['another signed package', (q, r) => serveBytes(q, r, other.bytes), failed(1490)],
  ['no package at all', (q, r) => serveBytes(q, r, Buffer.from('<html>login</html>')), refused('malformed')],
  [
    'a wrong byte in a chunk, always',
    (q, r) => serveBytes(q, r, flipped(big.verified.payloadOffset + 9)),
    refused('digest'),
  ],
  [
    'a wrong byte in the signed head',
    (q, r) => serveBytes(q, r, flipped(200)),
    (error) => error instanceof Refusal,
  ],
  [
    'a length that is too short',
    (q, r) => serveBytes(q, r, big.bytes.subarray(0, big.bytes.length - 1)),
    refused('size'),
  ],
  [
    'a length that is too long',
    (q, r) => serveBytes(q, r, Buffer.concat([big.bytes, Buffer.alloc(9)])),
    refused('size'),
  ],
  ['connections that always break', (_q, r) => void r.destroy(), failed(1501)],
  ['a trickle', (_q, r) => trickle(r), failed(1501)],
  ['silence', () => undefined, failed(1501)],
  ['silence after the head', (_q, r) => void r.writeHead(200).write('SCOMO'), failed(1501)],
  ['401', (_q, r) => void r.writeHead(401).end(), failed(1403)],
  ['403', (_q, r) => void r.writeHead(403).end(), failed(1403)],
  ['404', (_q, r) => void r.writeHead(404).end(), failed(1402)],
  ['410', (_q, r) => void r.writeHead(410).end(), failed(1402)],
  ['500', (_q, r) => void r.writeHead(500).end(), failed(1500)],
  ['503 for ever', (_q, r) => void r.writeHead(503).end(), failed(1500)],
  ['204', (_q, r) => void r.writeHead(204).end(), failed(1402)],
  ['a compressed body', (_q, r) => void r.writeHead(200, { 'content-encoding': 'gzip' }).end(), failed(1402)],
  [
    'a range that was not asked for',
    (_q, r) => void r.writeHead(206, { 'content-range': 'bytes 5-9/10' }).end('12345'),
    failed(1402),
  ],
  [
    'a redirect to another host',
    (_q, r) => void r.writeHead(302, { location: 'http://127.0.0.2/p' }).end(),
    failed(1402),
  ],
  [
    'a redirect to a file',
    (_q, r) => void r.writeHead(302, { location: 'file:///etc/passwd' }).end(),
    failed(1402),
  ],
  [
    'a redirect with credentials',
    (q, r) => void r.writeHead(302, { location: `http://u:p@${q.headers.host}/p` }).end(),
    failed(1402),
  ],
  ['redirects in a circle', (_q, r) => void r.writeHead(302, { location: '/p' }).end(), failed(1402)],
  ['a redirect to nowhere', (_q, r) => void r.writeHead(302).end(), failed(1402)],
];
for (const [title, play, expected] of HOSTILE) {
  test(`refused: ${title}`, async (t) => {
    const outside = freshFolder(t);
    writeFileSync(join(outside, 'precious'), 'precious');
    const before = folderDigest(outside);
    const { job, path } = await rig(t, play);
    await assert.rejects(downloadPackage(job), (error) => {
      assert.ok(expected(error), String(error));
      return true;
    });
    assert.equal(existsSync(path), false, 'the partial file is gone');
    assert.equal(folderDigest(outside), before);
  });
}

test('three redirects on the same host are followed', async (t) => {
  const { job, server } = await rig(t, (q, r, count) => {
    if (count <= 3) r.writeHead(307, { location: `/p${count}` }).end();
    else serveBytes(q, r, big.bytes);
  });
  await downloadPackage(job);
  assert.equal(server.requests.length, 4);
});

test('an endless body is dropped at the end of what is signed', async (t) => {
  const { job, path, server } = await rig(t, (_q, r) => {
    r.writeHead(200);
    r.write(big.bytes);
    const more = () => r.destroyed || r.write(Buffer.alloc(65_536), more);
    more();
  });
  await downloadPackage(job);
  assert.deepEqual(readFileSync(path), Buffer.from(big.bytes));
  assert.equal(server.requests.length, 1);
});

test('a refused head ends it before any payload is kept', async (t) => {
  const { job, path } = await rig(t, (q, r) => serveBytes(q, r, big.bytes), {
    judge: () => {
      throw new Failure(1413, 'not what was ordered');
    },
  });
  await assert.rejects(downloadPackage(job), failed(1413));
  assert.equal(existsSync(path), false);
});

test('stopping leaves the partial file for later', async (t) => {
  const stop = new AbortController();
  const { job, path } = await rig(t, (_q, r) => half(r, false), {
    signal: stop.signal,
    onProgress: (done) => done > big.verified.payloadOffset + CHUNK && stop.abort(),
  });
  await assert.rejects(downloadPackage(job), Stopped);
  assert.ok(readFileSync(path).length >= big.verified.payloadOffset + CHUNK);
});

function half(response: ServerResponse, cut = true): void {
  response.writeHead(200, { 'content-length': big.bytes.length, etag: '"v1"' });
  response.write(big.bytes.subarray(0, big.bytes.length / 2), () => cut && response.destroy());
}

function flipped(at: number): Buffer {
  const bytes = Buffer.from(big.bytes);
  bytes[at]! ^= 1;
  return bytes;
}

function trickle(response: ServerResponse): void {
  response.writeHead(200, { 'content-length': big.bytes.length });
  let at = 0;
  const timer = setInterval(() => response.write(big.bytes.subarray(at, ++at)), 20);
  response.on('close', () => clearInterval(timer));
}

test('requests are counted before they are made, bytes as they come, over restarts as well', async (t) => {
  const { job, costs } = await rig(t, (request, response) => serveBytes(request, response, big.bytes), {
    spent: { requests: 4, bytes: 1000 },
  });
  await downloadPackage(job);
  assert.deepEqual(costs, [
    { requests: 5, bytes: 1000 },
    { requests: 5, bytes: 1000 + big.bytes.length },
  ]);
});

test('the request budget: the last one is made, no more', async (t) => {
  for (const [requests, ends] of [
    [limits.downloadRequestsMax - 1, undefined],
    [limits.downloadRequestsMax, /given up after 20 requests/],
  ] as const) {
    const { job, server } = await rig(t, (request, response) => serveBytes(request, response, big.bytes), {
      spent: { requests, bytes: 0 },
    });
    if (ends === undefined) await downloadPackage(job);
    else
      await assert.rejects(
        downloadPackage(job),
        (error) => error instanceof Failure && error.code === 1400 && ends.test(error.message),
      );
    assert.equal(server.requests.length, ends === undefined ? 1 : 0);
  }
});

test('the byte budget: a server that sends all of it again and again is given up', async (t) => {
  const cut = (response: ServerResponse) => {
    response.writeHead(200, { 'content-length': big.bytes.length });
    response.write(big.bytes.subarray(0, -1));
    setTimeout(() => response.destroy(), 20);
  };
  const { job, costs } = await rig(t, (_request, response) => cut(response), {
    limits: { ...limits, downloadTriesMax: 100 },
  });
  await assert.rejects(
    downloadPackage(job),
    (error) =>
      error instanceof Failure && error.code === 1400 && /given up after \d+ bytes/.test(error.message),
  );
  const bytes = costs.at(-1)?.bytes ?? 0;
  assert.ok(
    bytes > 3 * big.bytes.length && bytes < 4.1 * big.bytes.length,
    `${bytes} of ${big.bytes.length}`,
  );
});
