import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, test } from 'node:test';
import type { TurnAnswer, TurnInput } from '@scomo/fleet';
import { quickTimes, quietLog } from '../../test/quiet.ts';
import { rawExchange, rawSocket } from '../../test/raw.ts';
import { SERVER_LIMITS } from '../limits.ts';
import { makeMetrics } from '../metrics.ts';
import { dispatcher } from './dispatcher.ts';
import { dmEndpoint, untilTick } from './dm-endpoint.ts';
import { listen, type RunningHttp } from './http-server.ts';

const XML = 'application/vnd.syncml.dm+xml';
const turns: TurnInput[] = [];
let answer: (input: TurnInput) => Promise<TurnAnswer>;
const echo = async ({ bytes, encoding }: TurnInput): Promise<TurnAnswer> => ({
  status: 200,
  bytes,
  encoding,
});

let http: RunningHttp;
before(async () => {
  const turn = (input: TurnInput) => {
    turns.push(input);
    return answer(input);
  };
  const dm = dmEndpoint({ turn, log: quietLog, metrics: makeMetrics(), plaintext: false, times: quickTimes });
  const rest = () => assert.fail('not for the API');
  const handler = dispatcher({ dm, download: rest, rest }, quietLog);
  http = await listen(
    { host: '127.0.0.1', port: 0, connectionsPerAddress: 64 },
    handler,
    quietLog,
    quickTimes,
  );
});
after(() => http.drain());

function post(headers: string, body: string | Uint8Array = '', path = '/dm') {
  turns.length = 0;
  answer = echo;
  const length = `Content-Length: ${body.length}\r\n`;
  return rawExchange(
    http.port,
    `POST ${path} HTTP/1.1\r\nHost: h\r\nConnection: close\r\n${length}${headers}\r\n`,
    body,
  );
}

test('a message goes in with its encoding and token, and its answer comes out with a length', async () => {
  const { status, headers, body } = await post(
    `Content-Type: ${XML}; charset=utf-8\r\n`,
    '<SyncML/>',
    '/dm?s=tok%2Ben',
  );
  assert.equal(status, 200);
  assert.equal(headers['content-type'], XML);
  assert.equal(headers['content-length'], '9');
  assert.equal(headers['transfer-encoding'], undefined);
  assert.equal(body, '<SyncML/>');
  assert.equal(turns[0]?.encoding, 'xml');
  assert.equal(turns[0]?.token, 'tok+en');
});

test('the type of the answer is the peer’s own when it names the encoding', async () => {
  const old = await post('Content-Type: application/vnd.syncml+wbxml\r\n', Uint8Array.of(2, 0));
  assert.equal(old.headers['content-type'], 'application/vnd.syncml+wbxml');
  const generic = await post('Content-Type: text/xml\r\n', '<SyncML/>');
  assert.equal(generic.headers['content-type'], XML);
  const none = await post('', Uint8Array.of(2, 0));
  assert.equal(none.headers['content-type'], 'application/vnd.syncml.dm+wbxml');
});

const WBXML = 'application/vnd.syncml.dm+wbxml';
const accepted: readonly [id: string, lines: string, body: string | Uint8Array, type: string][] = [
  ['capitals in the type', `Content-Type: ${XML.toUpperCase()}\r\n`, '<SyncML/>', XML],
  ['parameters', `Content-Type: ${XML} ; Charset="UTF-8"; x=y\r\n`, '<SyncML/>', XML],
  ['no .dm', 'Content-Type: application/vnd.syncml+xml\r\n', '<SyncML/>', 'application/vnd.syncml+xml'],
  ['header names in lower case', `content-type: ${XML}\r\n`, '<SyncML/>', XML],
  ['header names in capitals', `CONTENT-TYPE: ${XML}\r\n`, '<SyncML/>', XML],
  ['no type, XML', '', '<?xml version="1.0"?><SyncML/>', XML],
  ['no type, WBXML', '', Uint8Array.of(2, 0xa4, 1, 0x6a, 0), WBXML],
  ['what phones send beside it', `Content-Type: ${WBXML}\r\n${phoneHeaders()}`, Uint8Array.of(2), WBXML],
  ['identity as its coding', `Content-Type: ${XML}\r\nContent-Encoding: Identity\r\n`, '<SyncML/>', XML],
];
for (const [id, lines, body, type] of accepted) {
  test(`taken: ${id}; the answer has a length, is not chunked and not to be kept`, async () => {
    const { status, headers, body: got } = await post(lines, body);
    assert.deepEqual([status, headers['content-type']], [200, type]);
    assert.equal(headers['content-length'], String(Buffer.byteLength(got, 'latin1')));
    assert.equal(headers['transfer-encoding'], undefined);
    assert.equal(headers['cache-control'], 'no-store, private');
    assert.equal(headers['content-encoding'], undefined);
  });
}

function phoneHeaders(): string {
  return [
    ...['Accept: application/vnd.syncml.dm+wbxml', 'Accept-Charset: utf-8', 'Accept-Language: en'],
    ...['Cache-Control: no-store', 'Cache-Control: private', 'Accept-Encoding: gzip, deflate'],
    ...['User-Agent: SyncML DM Client', 'Cookie: a=b', 'X-Nokia-MusicShop-Version: 1.0.0', ''],
  ].join('\r\n');
}

test('taken: HTTP/1.0, whose answer has a length and ends the connection', async () => {
  turns.length = 0;
  answer = echo;
  const request = `POST /dm HTTP/1.0\r\nContent-Type: ${XML}\r\nContent-Length: 9\r\n\r\n<SyncML/>`;
  const { status, headers, body } = await rawExchange(http.port, request);
  assert.deepEqual(
    [status, headers.connection, headers['content-length'], body],
    [200, 'close', '9', '<SyncML/>'],
  );
});

test('taken: a body in chunks, with extensions and a trailer', async () => {
  turns.length = 0;
  answer = echo;
  const chunks = '4;a=b\r\n<Syn\r\n5\r\ncML/>\r\n0\r\nX-Trailer: x\r\n\r\n';
  const request = [head('POST', 'Transfer-Encoding: chunked', 'Connection: close'), chunks];
  const { status, headers, body } = await rawExchange(http.port, ...request);
  assert.deepEqual([status, headers['content-length'], body], [200, '9', '<SyncML/>']);
});

const limit = SERVER_LIMITS.dmBodyBytesMax;
const message = `Content-Type: ${XML}\r\n`;
test('a body at the limit is taken', async () => {
  const { status } = await post(message, ' '.repeat(limit));
  assert.equal(status, 200);
  assert.equal(turns[0]?.bytes.length, limit);
});

const chunked = (bytes: number) => `${bytes.toString(16)}\r\n${' '.repeat(bytes)}\r\n0\r\n\r\n`;
const head = (method: string, ...fields: readonly string[]) =>
  `${[`${method} /dm HTTP/1.1`, 'Host: h', `Content-Type: ${XML}`, ...fields].join('\r\n')}\r\n\r\n`;

const refusals: readonly [string, readonly string[], number][] = [
  ['one byte too many', [head('POST', `Content-Length: ${limit + 1}`), ' '.repeat(limit + 1)], 413],
  ['a gigabyte declared, nothing sent', [head('POST', 'Content-Length: 1073741824')], 413],
  ['a declared length no number can hold', [head('POST', 'Content-Length: 99999999999999999999')], 400],
  ['one byte too many in chunks', [head('POST', 'Transfer-Encoding: chunked'), chunked(limit + 1)], 413],
  ['GET', [head('GET')], 405],
  ['PUT with a body', [head('PUT', 'Content-Length: 3'), 'abc'], 405],
  ['OPTIONS', [head('OPTIONS')], 405],
  ['gzip', [head('POST', 'Content-Encoding: gzip', 'Content-Length: 3'), 'abc'], 415],
  ['two codings', [head('POST', 'Content-Encoding: identity, br', 'Content-Length: 3'), 'abc'], 415],
  ['both lengths', [head('POST', 'Content-Length: 3', 'Transfer-Encoding: chunked'), chunked(3)], 400],
  ['two lengths', [head('POST', 'Content-Length: 3', 'Content-Length: 4'), 'abcd'], 400],
  ['a length of minus one', [head('POST', 'Content-Length: -1')], 400],
  ['a bare line feed', ['POST /dm HTTP/1.1\nHost: h\n\n'], 400],
  ['a chunk size that is none', [head('POST', 'Transfer-Encoding: chunked'), 'xyz\r\n'], 400],
  ['headers beyond 8 KiB', [head('POST', `X-Pad: ${'a'.repeat(8 * 1024)}`)], 431],
  ['no HTTP', ['\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03'], 400],
  ['a body that never comes', [head('POST', 'Content-Length: 10'), 'abc'], 408],
  ['headers that never end', ['POST /dm HTTP/1.1\r\nHost: h\r\nX-Slow: '], 408],
];
for (const [id, pieces, status] of refusals) {
  test(`refused: ${id}`, async () => {
    turns.length = 0;
    const refused = await rawExchange(http.port, ...pieces);
    assert.equal(refused.status, status);
    assert.equal(refused.body, '');
    assert.equal(refused.headers.connection, 'close');
    assert.equal(turns.length, 0);
  });
}

test('405 names the method', async () => {
  assert.equal((await rawExchange(http.port, head('GET'))).headers.allow, 'POST');
});

const types: readonly [string, string][] = [
  ['application/json', '{}'],
  ['multipart/form-data; boundary=x', '<SyncML/>'],
  ['application/x-www-form-urlencoded', '<SyncML/>'],
  ['text/xml', '{}'],
];
for (const [type, body] of types) {
  test(`415: ${type} ${body}`, async () => {
    const refused = await post(`Content-Type: ${type}\r\n`, body);
    assert.equal(refused.status, 415);
    assert.equal(refused.body, '');
    assert.equal(turns.length, 0);
  });
}

for (const status of [400, 413, 415] as const) {
  test(`a turn’s ${status} has no body`, async () => {
    turns.length = 0;
    const asked = post(message, '<SyncML/>');
    answer = async () => ({ status, reason: 'no message' });
    const refused = await asked;
    assert.equal(refused.status, status);
    assert.equal(refused.body, '');
  });
}

test('a turn that fails is 503 and says when to come back, and nothing of the cause', async () => {
  const asked = post(message, '<SyncML/>');
  answer = async () => {
    throw new Error('secret cause');
  };
  const refused = await asked;
  assert.equal(refused.status, 503);
  assert.equal(refused.headers['retry-after'], String(SERVER_LIMITS.retryAfterSeconds));
  assert.equal(refused.body, '');
});

test('a slow peer does not hold up another', async () => {
  const slow = await rawSocket(http.port);
  slow.write(head('POST', 'Content-Length: 10'));
  const { status } = await post(message, '<SyncML/>');
  assert.equal(status, 200);
  slow.destroy();
});

test('kept connections take one message after the other', async () => {
  answer = echo;
  const one = (last: boolean) =>
    `POST /dm HTTP/1.1\r\nHost: h\r\nContent-Type: ${XML}\r\nContent-Length: 9\r\n${last ? 'Connection: close\r\n' : ''}\r\n<SyncML/>`;
  turns.length = 0;
  await rawExchange(http.port, one(false), one(false), one(true));
  assert.equal(turns.length, 3);
});

test('the MAC header goes in and out as it is; two of them are one text that is none', async () => {
  const value = 'username="dev", mac=Zz6EivR3yeaaENcRN6lpAQ==';
  const asked = post(`${message}X-SyncML-HMAC: ${value}\r\n`, '<SyncML/>');
  answer = async (input) => ({ ...(await echo(input)), mac: 'of the answer' });
  assert.equal((await asked).headers['x-syncml-hmac'], 'of the answer');
  assert.equal(turns[0]?.mac, value);
  await post(`${message}x-syncml-hmac: ${value}\r\nX-SYNCML-HMAC: ${value}\r\n`, '<SyncML/>');
  assert.equal(turns[0]?.mac, `${value}, ${value}`);
  assert.equal((await post(message, '<SyncML/>')).headers['x-syncml-hmac'], undefined);
});

test('A3 plain HTTP from another machine is refused before its body is read, without a challenge', async () => {
  const answered = async (plaintext: boolean, remoteAddress: string) => {
    const dm = dmEndpoint({
      ...{ log: quietLog, metrics: makeMetrics(), times: quickTimes, plaintext },
      turn: echo,
    });
    const server = createServer((request, response) => {
      Object.defineProperty(request.socket, 'remoteAddress', { value: remoteAddress });
      void dm(request, response, new URLSearchParams());
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const { status, headers, body } = await rawExchange(port, head('POST', 'Content-Length: 10'));
    server.close();
    return [status, headers['www-authenticate'], body];
  };
  // The body never comes: only who waits for it says 408.
  assert.deepEqual(await answered(false, '203.0.113.9'), [403, undefined, '']);
  assert.deepEqual(await answered(true, '203.0.113.9'), [408, undefined, '']);
  assert.deepEqual(await answered(false, '127.0.0.1'), [408, undefined, '']);
});

test('A14 a refusal leaves at a multiple of a time, whatever it took to come to it', async () => {
  const rows: readonly [ms: number, rest: number][] = [
    [0, 50],
    [1, 49],
    [49.5, 0.5],
    [50, 50],
    [120, 30],
  ];
  for (const [ms, rest] of rows) assert.equal(untilTick(ms, 50), rest);
  const asked = post(message, '<SyncML/>');
  answer = async (input) => ({ ...(await echo(input)), refused: true });
  const began = performance.now();
  assert.equal((await asked).status, 200);
  assert.ok(performance.now() - began >= quickTimes.refusalMs - 2);
});
