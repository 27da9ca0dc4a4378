import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type TestContext, test } from 'node:test';
import { pino } from 'pino';
import { mqttBearer } from './mqtt-bearer.ts';
import { papBearer } from './pap-bearer.ts';
import { splitAddress, udpBearer } from './udp-bearer.ts';

const TRIGGER = Buffer.from('0123456789abcdef-the trigger');

const addresses: readonly (readonly [string, string, number])[] = [
  ['192.0.2.1', '192.0.2.1', 2948],
  ['192.0.2.1:5000', '192.0.2.1', 5000],
  ['device.example.net', 'device.example.net', 2948],
  ['[2001:db8::1]', '2001:db8::1', 2948],
  ['[2001:db8::1]:5000', '2001:db8::1', 5000],
];
for (const [text, host, port] of addresses) {
  test(`udp address ${text}`, () => assert.deepEqual(splitAddress(text), { host, port }));
}

test('udp: one datagram with a push PDU, and a fault that says why', async (t) => {
  const socket = createSocket('udp4');
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const bearer = udpBearer();
  t.after(async () => {
    socket.close();
    await bearer.close();
  });
  const came = once(socket, 'message');
  await bearer.send('D1', { bearer: 'udp', address: `localhost:${socket.address().port}` }, TRIGGER);
  const [pdu]: Buffer[] = await came;
  assert.equal(pdu?.subarray(1).toString('hex'), `0603c4af87${TRIGGER.toString('hex')}`);
  const nowhere = bearer.send('D1', { bearer: 'udp', address: 'no-such-host.invalid' }, TRIGGER);
  await assert.rejects(nowhere, /no-such-host\.invalid/);
});

/** A push gateway that answers with this. */
async function gateway(t: TestContext, status: number, answer: string) {
  const got: { readonly request: IncomingMessage; readonly body: string }[] = [];
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      got.push({ request, body: Buffer.concat(parts).toString('latin1') });
      response.writeHead(status).end(answer);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => server.close());
  return { got, url: `http://n%40me:p%3Ass@127.0.0.1:${(server.address() as AddressInfo).port}/wappush` };
}
const PHONE = { bearer: 'pap', msisdn: '+4917' } as const;

test('pap: control part and trigger, with the credentials of the address', async (t) => {
  const { got, url } = await gateway(t, 202, '<response-result code ="1001" desc="accepted"/>');
  await papBearer(url).send('D1', PHONE, TRIGGER);
  const [{ request, body } = assert.fail('nothing came')] = got;
  assert.equal(request.headers.authorization, `Basic ${Buffer.from('n@me:p:ss').toString('base64')}`);
  const boundary = /boundary=([^;]+);/.exec(request.headers['content-type'] ?? '')?.[1] ?? '';
  const [before, control = '', content = '', after] = body.split(`--${boundary}`);
  assert.deepEqual([before, after], ['', '--\r\n']);
  assert.match(control, /<address address-value="WAPPUSH=\+4917\/TYPE=PLMN@scomo"\/>/);
  const type = '\r\nContent-Type: application/vnd.syncml.notification\r\n';
  const application = 'X-Wap-Application-Id: x-wap-application:syncml.dm\r\n\r\n';
  assert.equal(content, `${type}${application}${TRIGGER.toString('latin1')}\r\n`);
});

const refusals: readonly (readonly [string, number, string, RegExp])[] = [
  [
    'an address it does not know',
    202,
    '<badmessage-response code="2002" desc="no such address"/>',
    /202\): no such address/,
  ],
  ['wrong credentials', 401, '', /\(401\): no reason given/],
  ['success that is none', 200, '<html>', /\(200\): no reason given/],
  ['an endless answer', 200, 'x'.repeat(20_000), /answers too much/],
];
for (const [title, status, answer, why] of refusals) {
  test(`pap refused: ${title}`, async (t) => {
    const { url } = await gateway(t, status, answer);
    await assert.rejects(papBearer(url).send('D1', PHONE, TRIGGER), why);
  });
}

test('bearers without a setting say which one', async () => {
  await assert.rejects(papBearer(undefined).send('D1', PHONE, TRIGGER), /SCOMO_PAP_URL is not set/);
  const mqtt = mqttBearer(undefined, pino({ level: 'silent' }));
  await assert.rejects(mqtt.send('D1', { bearer: 'mqtt' }, TRIGGER), /SCOMO_MQTT_URL is not set/);
});
