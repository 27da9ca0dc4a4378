import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { type TestContext, test } from 'node:test';
import { type BindRequest, createServer, type SubmitRequest } from 'smpp';
import { smppBearer } from './smpp-bearer.ts';

const NUMBER = { bearer: 'smpp', msisdn: '+491700123456' } as const;

/** An SMS centre of the same protocol, written by others; it knows one name and answers messages with `status`. */
async function centre(t: TestContext) {
  const got: SubmitRequest[] = [];
  const told = { status: 0, binds: 0 };
  const sockets: { close(): void }[] = [];
  const server = createServer((session) => {
    sockets.push(session);
    session.on('error', () => undefined);
    session.on('bind_transmitter', (pdu: BindRequest) => {
      told.binds += 1;
      const known = pdu.system_id === 'scomo' && pdu.password === 'secret:1';
      session.send(pdu.response(known ? {} : { command_status: 0x0e }));
    });
    session.on('submit_sm', (pdu: SubmitRequest) => {
      got.push(pdu);
      session.send(pdu.response({ command_status: told.status }));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const hangUp = () => {
    for (const socket of sockets.splice(0)) socket.close();
  };
  t.after(() => {
    hangUp();
    server.close();
  });
  return { got, told, hangUp, at: `127.0.0.1:${port}` };
}

function open(t: TestContext, url: string | undefined) {
  const bearer = smppBearer(url);
  t.after(() => bearer.close());
  return bearer;
}

/** A short message as it lies in the request. */
const octetsOf = ({ short_message: { udh, message } }: SubmitRequest) =>
  Buffer.concat([...(Array.isArray(udh) ? udh : [udh]), message]);

test('a trigger goes as one eight-bit message to port 2948, over one connection', async (t) => {
  const { got, told, at } = await centre(t);
  const bearer = open(t, `smpp://scomo:secret%3A1@${at}`);
  const trigger = Buffer.alloc(40, 7);
  await bearer.send('D1', NUMBER, trigger);
  await bearer.send('D1', NUMBER, trigger);
  assert.deepEqual([got.length, told.binds], [2, 1]);
  const [first = assert.fail('nothing came')] = got;
  assert.deepEqual([first.destination_addr, first.esm_class, first.data_coding], ['491700123456', 0x40, 4]);
  const text = octetsOf(first).toString('hex');
  assert.match(text, /0b84c002..0603c4af87(07){40}$/);
});

test('a long trigger goes in parts that belong together', async (t) => {
  const { got, at } = await centre(t);
  const trigger = Buffer.alloc(200, 7);
  await open(t, `smpp://scomo:secret%3A1@${at}`).send('D1', NUMBER, trigger);
  assert.equal(got.length, 2);
});

test('what the centre refuses is told, and tried anew after it has hung up', async (t) => {
  const { got, told, hangUp, at } = await centre(t);
  const bearer = open(t, `smpp://scomo:secret%3A1@${at}`);
  told.status = 0x58;
  await assert.rejects(bearer.send('D1', NUMBER, Buffer.alloc(40)), /refuses it \(status 88\)/);
  told.status = 0;
  hangUp();
  const again = () => bearer.send('D1', NUMBER, Buffer.alloc(40));
  // The first may still meet the old connection.
  await again().catch(again);
  assert.equal(told.binds, 2);
  assert.ok(got.length >= 2);
});

const refused: readonly (readonly [string, (at: string) => string | undefined, RegExp])[] = [
  ['no address', () => undefined, /SCOMO_SMPP_URL is not set/],
  ['a wrong password', (at) => `smpp://scomo:guess@${at}`, /does not let us in \(status 14\)/],
  ['nobody there', () => 'smpp://scomo:x@127.0.0.1:1', /ECONNREFUSED/],
];
for (const [title, url, why] of refused) {
  test(`not sent: ${title}`, async (t) => {
    const { at } = await centre(t);
    await assert.rejects(open(t, url(at)).send('D1', NUMBER, Buffer.alloc(40)), why);
  });
}
