import assert from 'node:assert/strict';
import { existsSync, writeFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { DESCRIPTOR_TYPE, type Descriptor, renderDescriptor } from '@scomo/delivery';
import { fileServer, serveBytes } from '../../test/file-server.ts';
import { freshFolder } from '../../test/folder.ts';
import { DESTINATION, NOW, sample, trust } from '../../test/packages.ts';
import { asFailure, Failure } from '../base/failure.ts';
import { LIMITS } from '../base/limits.ts';
import { verifyHead } from '../privileged/trust.ts';
import { downloadObject, type ObjectJob } from './download-object.ts';

const one = sample('com.example.one', '1.0');
const whole: Descriptor = {
  types: ['application/octet-stream'],
  size: one.bytes.length,
  objectURI: 'o?x=1',
  installNotifyURI: 'n',
};

interface Shop {
  /** The body at PkgURL. */
  readonly descriptor: string;
  /** Answers for the object. */
  readonly object?: (request: IncomingMessage, response: ServerResponse) => void;
  /** Status of the nth notice. */
  readonly notice?: (count: number) => number;
  readonly judge?: ObjectJob['judge'];
  readonly described?: boolean;
  readonly requestsMax?: number;
}

/** A download server at `/p`, `/o` and `/n`, and a job of the agent against it. */
async function shop(
  t: TestContext,
  { descriptor, object, notice, judge, described = false, requestsMax = 20 }: Shop,
) {
  const lines: string[] = [];
  const asked: string[] = [];
  const server = await fileServer(t, (request, response) => {
    const path = request.url?.split('?')[0] ?? '';
    asked.push(`${path} ${request.headers.range ?? 'all'}`);
    if (path === '/p')
      response.writeHead(200, { 'content-type': `${DESCRIPTOR_TYPE}; charset=utf-8` }).end(descriptor);
    else if (path === '/o' && object !== undefined) object(request, response);
    else if (path === '/o') serveBytes(request, response, one.bytes);
    else {
      let body = '';
      request.on('data', (piece) => {
        body += piece;
      });
      request.on('end', () => {
        lines.push(`${request.method} ${request.headers['content-type']} ${body}`);
        response.writeHead(notice?.(lines.length) ?? 200).end();
      });
    }
  });
  const notes: string[] = [];
  const job: ObjectJob = {
    url: server.url,
    digest: one.pkgId.slice(7),
    path: join(freshFolder(t), 'x.part'),
    rules: { hosts: [server.host], allowHttp: false },
    judge: judge ?? ((head) => verifyHead(DESTINATION as never, head, { time: NOW, trust })),
    etag: undefined,
    described,
    onDescribed: () => notes.push('described'),
    onEtag: () => undefined,
    spent: { requests: 0, bytes: 0 },
    onSpent: () => undefined,
    onProgress: () => undefined,
    signal: new AbortController().signal,
    limits: {
      ...LIMITS,
      idleMs: 300,
      connectMs: 300,
      downloadTriesMax: 2,
      downloadRequestsMax: requestsMax,
      downloadExcessTimes: 2,
      downloadPauseFirstMs: 1,
      downloadPauseMaxMs: 4,
    },
  };
  return { job, lines, asked, notes };
}

const render = (more: Partial<Descriptor> = {}) => renderDescriptor({ ...whole, ...more });
const without = (element: string) => render().replace(new RegExp(`<${element}>.*</${element}>`), '');
const cut = (_request: IncomingMessage, response: ServerResponse) => {
  response.writeHead(200, { 'content-length': one.bytes.length });
  response.write(one.bytes.subarray(0, one.bytes.length - 5), () => response.destroy());
};
const refusedByUser = () => {
  throw new Failure(1401, 'no');
};
const typed = (type: string, bytes: Uint8Array) => (_request: IncomingMessage, response: ServerResponse) =>
  void response.writeHead(200, { 'content-type': type, 'content-length': bytes.length }).end(bytes);

const FAILURES: readonly (readonly [id: string, shop: Shop, line: string, result: number])[] = [
  ['D15 no type', { descriptor: without('type') }, '906 Invalid descriptor', 1402],
  ['D15 no size', { descriptor: without('size') }, '906 Invalid descriptor', 1402],
  ['D15 no objectURI', { descriptor: without('objectURI') }, '906 Invalid descriptor', 1402],
  ['D15 version 2.0', { descriptor: render().replace('1.0</DD', '2.0</DD') }, '951 Invalid DDVersion', 1402],
  [
    'D16 no usable type',
    { descriptor: render({ types: ['image/gif'] }) },
    '953 Non-Acceptable Content',
    1413,
  ],
  ['D16 too big', { descriptor: render({ size: Number.MAX_SAFE_INTEGER }) }, '901 Insufficient memory', 1404],
  ['D16 refused', { descriptor: render(), judge: refusedByUser }, '902 User Cancelled', 1401],
  ['D17 another size', { descriptor: render({ size: 7 }) }, '905 Attribute mismatch', 1402],
  [
    'D17 another type',
    { descriptor: render(), object: typed('text/html', one.bytes) },
    '905 Attribute mismatch',
    1402,
  ],
  ['as often as it may', { descriptor: render(), object: cut, requestsMax: 1 }, '952 Device Aborted', 1400],
  ['D17 lost', { descriptor: render(), object: cut }, '903 Loss of Service', 1402],
  [
    'no package',
    { descriptor: render({ size: 4 }), object: typed('application/octet-stream', Buffer.from('html')) },
    '954 Loader Error',
    1496,
  ],
  [
    'a sick object server',
    { descriptor: render(), object: (_q, r) => void r.writeHead(500).end() },
    '954 Loader Error',
    1500,
  ],
];
for (const [id, given, line, result] of FAILURES) {
  test(`described download fails: ${id}: ${line}`, async (t) => {
    const { job, lines } = await shop(t, given);
    await assert.rejects(downloadObject(job), (error) => {
      assert.equal(asFailure(error, 1400).code, result, String(error));
      return true;
    });
    assert.deepEqual(lines, [`POST text/plain ${line}`]);
    assert.equal(existsSync(job.path), false);
  });
}

test('D18 one status line is posted, and the package given out after the 2xx', async (t) => {
  const { job, lines, asked, notes } = await shop(t, {
    descriptor: render(),
    notice: (count) => (count === 1 ? 503 : 204),
  });
  const verified = await downloadObject(job);
  assert.equal(verified.manifest.component, 'com.example.one');
  assert.deepEqual(lines, Array(2).fill('POST text/plain 900 Success'));
  assert.deepEqual(asked, ['/p all', '/o all', '/n all', '/n all']);
  assert.deepEqual(notes, ['described']);
});

test('D18 a package whose notice is never taken is not given out', async (t) => {
  const { job, lines } = await shop(t, { descriptor: render(), notice: () => 500 });
  await assert.rejects(downloadObject(job), (error) => error instanceof Failure && error.code === 1402);
  assert.equal(lines.length, LIMITS.noticeTriesMax);
  assert.equal(existsSync(job.path), false);
});

test('D18 after a kill before the 2xx: nothing is fetched again but the descriptor', async (t) => {
  const { job, lines, asked } = await shop(t, { descriptor: render(), described: true });
  writeFileSync(job.path, one.bytes);
  await downloadObject(job);
  assert.deepEqual(asked, ['/p all', '/n all']);
  assert.deepEqual(lines, ['POST text/plain 900 Success']);
});

test('a described download goes on where it was cut off', async (t) => {
  const { job, asked } = await shop(t, { descriptor: render(), described: true });
  writeFileSync(job.path, one.bytes.subarray(0, one.verified.payloadOffset));
  await downloadObject(job);
  assert.deepEqual(asked, ['/p all', `/o bytes=${one.verified.payloadOffset}-`, '/n all']);
});

test('D19 unknown elements and several types are no hindrance; without installNotifyURI nobody is told', async (t) => {
  const descriptor = without('installNotifyURI').replace(
    '</media>',
    '<type>a/b</type><x><size>1</size></x></media>',
  );
  const { job, lines } = await shop(t, { descriptor });
  await downloadObject(job);
  assert.deepEqual(lines, []);
});

for (const [id, more] of [
  ['objectURI', { objectURI: 'http://127.0.0.2/o' }],
  ['installNotifyURI', { installNotifyURI: 'file:///etc/passwd' }],
] as const) {
  test(`an address that the account does not allow is not followed: ${id}`, async (t) => {
    const { job, asked } = await shop(t, { descriptor: render(more) });
    await assert.rejects(downloadObject(job), (error) => error instanceof Failure && error.code === 1402);
    assert.ok(!asked.some((line) => line.startsWith('/o')));
  });
}

test('an endless descriptor is dropped at the limit', async (t) => {
  const { job } = await shop(t, { descriptor: render().padEnd(1_000_000) });
  await assert.rejects(downloadObject(job), (error) => error instanceof Failure && error.code === 1402);
});

test('D20 a package behind PkgURL is taken as it is', async (t) => {
  const server = await fileServer(t, (q, r) => serveBytes(q, r, one.bytes));
  const { job, lines, notes } = await shop(t, { descriptor: '' });
  await downloadObject({ ...job, url: server.url, rules: { hosts: [server.host], allowHttp: false } });
  assert.match(server.requests[0]?.headers.accept ?? '', /application\/vnd\.oma\.dd\+xml, \*\/\*/);
  assert.deepEqual([server.requests.length, lines, notes], [1, [], []]);
});
