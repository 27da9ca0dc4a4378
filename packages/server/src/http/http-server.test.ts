import assert from 'node:assert/strict';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import { quickTimes, quietLog } from '../../test/quiet.ts';
import { parseAnswer, rawSocket } from '../../test/raw.ts';
import { listen, type RequestHandler } from './http-server.ts';

const address = { host: '127.0.0.1', port: 0, connectionsPerAddress: 64 };
const GET = 'GET / HTTP/1.1\r\nHost: h\r\n\r\n';

/** A server whose answers wait for `answer`, and a promise of the first request. */
async function patient(times = quickTimes) {
  let answer = () => {};
  let seen = () => {};
  const asked = new Promise<void>((resolve) => {
    seen = resolve;
  });
  const handler: RequestHandler = (_request, response) => {
    answer = () => response.end('late');
    seen();
  };
  const http = await listen(address, handler, quietLog, times);
  return { http, asked, answer: () => answer() };
}

test('draining waits for what is at work, and its connection is closed after the answer', async () => {
  const { http, asked, answer } = await patient();
  const socket = await rawSocket(http.port);
  const received = text(socket);
  socket.write(GET);
  await asked;
  let drained = false;
  const draining = http.drain().then(() => {
    drained = true;
  });
  await assert.rejects(rawSocket(http.port), /ECONNREFUSED/);
  assert.equal(drained, false);
  answer();
  await draining;
  const { status, headers, body } = parseAnswer(await received);
  assert.deepEqual([status, headers.connection, body], [200, 'close', 'late']);
});

test('what never ends is cut off in time', async () => {
  const { http, asked } = await patient();
  const socket = await rawSocket(http.port);
  const received = text(socket);
  socket.write(GET);
  await asked;
  await http.drain();
  assert.equal(await received, '');
});

test('connections without a request do not hold it up: silent, begun, or kept', {
  timeout: 20_000,
}, async () => {
  const { http, asked, answer } = await patient({ ...quickTimes, headersMs: 60_000, stopMs: 60_000 });
  const [silent, begun, kept] = await Promise.all([1, 2, 3].map(() => rawSocket(http.port)));
  begun?.write('GET / HT');
  kept?.write(GET);
  await asked;
  answer();
  await new Promise((resolve) => kept?.once('data', resolve));
  await http.drain();
  for (const socket of [silent, begun]) assert.equal(await text(socket!), '');
});

test('an address that is taken is an error', async () => {
  const { http } = await patient();
  await assert.rejects(
    listen({ ...address, port: http.port }, () => {}, quietLog, quickTimes),
    { code: 'EADDRINUSE' },
  );
  await http.drain();
});

test('a connection takes a hundred requests: the last answer says that it is over, one more is not served', async () => {
  const http = await listen(address, (_request, response) => response.end('x'), quietLog, quickTimes);
  const socket = await rawSocket(http.port);
  socket.write(GET.repeat(101));
  let received = '';
  for await (const piece of socket) {
    received += piece;
    if (/HTTP\/1\.1 503 .*\r\n\r\n/s.test(received)) break;
  }
  const answers = received.split(/(?=HTTP\/1\.1 )/);
  assert.equal(answers.filter((answer) => answer.startsWith('HTTP/1.1 200')).length, 100);
  assert.doesNotMatch(answers[98] ?? '', /connection: close/i);
  assert.match(answers[99] ?? '', /connection: close/i);
  socket.destroy();
  await http.drain();
});
