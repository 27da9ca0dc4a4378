import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type TestContext, test } from 'node:test';
import { a1Of, type Incoming, notification } from '@scomo/dm';
import { createGate, type TurnState } from '@scomo/fleet';
import { WebSocket } from 'ws';
import { quickTimes, quietLog } from '../../test/quiet.ts';
import { fleetPorts } from '../fleet-ports.ts';
import { listen } from '../http/http-server.ts';
import { SERVER_LIMITS } from '../limits.ts';
import { wakeSockets } from './wake-sockets.ts';

const ports = fleetPorts();
const A1 = a1Of('dev', 'secret', ports.auth);
const TRIGGER = Buffer.from('a trigger');
const incoming = (scheme: Incoming['scheme']): Incoming => ({ scheme, name: 'dev', a1: A1, nonces: [] });
const ACCOUNTS: Readonly<Record<string, Incoming>> = {
  D1: incoming('md5'),
  D2: incoming('hmac'),
  B: incoming('basic'),
  N: incoming('none'),
  M: incoming('mtls'),
};

/** A server that knows the accounts, and its gate's count of wrong proofs. */
async function rig(t: TestContext, times = { proofMs: 60_000, beatMs: 60_000 }) {
  const counts = { failed: 0, held: 0 };
  const sockets = wakeSockets({
    store: {
      loadTurn: async (deviceId) => {
        const account = ACCOUNTS[deviceId];
        return account && ({ account: { incoming: account } } as TurnState);
      },
    },
    ports,
    gate: createGate((what) => {
      counts[what] += 1;
    }),
    log: quietLog,
    plaintext: false,
    times,
  });
  const place = { host: '127.0.0.1', port: 0, connectionsPerAddress: 1000 };
  const http = await listen(
    place,
    (_request, response) => response.writeHead(404).end(),
    quietLog,
    quickTimes,
    sockets,
  );
  t.after(async () => {
    sockets.close();
    await http.drain();
  });
  /** A device that has its nonce. */
  const connect = async (headers: Readonly<Record<string, string>> = {}, options = {}) => {
    const socket = new WebSocket(`ws://127.0.0.1:${http.port}/dm/wake`, { headers, ...options });
    const closed = once(socket, 'close').then(([code]) => code as number);
    const [nonce] = await Promise.race([once(socket, 'message'), closed.then(() => [''])]);
    return { socket, closed, nonce: String(nonce) };
  };
  const proven = async (deviceId: string) => {
    const made = await connect();
    const believed = once(made.socket, 'message');
    made.socket.send(answer(deviceId, notification.wakeProof(A1, made.nonce, ports.auth)));
    assert.equal(String((await believed)[0]), '');
    return made;
  };
  return { sockets, port: http.port, counts, connect, proven };
}

const answer = (deviceId: string, proof: string) => JSON.stringify({ deviceId, proof });
const right = (nonce: string) => notification.wakeProof(A1, nonce, ports.auth);

for (const deviceId of ['D1', 'D2']) {
  test(`all sockets of a device that proves itself get what is pushed, nobody else: ${deviceId}`, async (t) => {
    const { sockets, proven } = await rig(t);
    const ours = [await proven(deviceId), await proven(deviceId)];
    const other = await proven(deviceId === 'D1' ? 'D2' : 'D1');
    other.socket.on('message', () => assert.fail('came to another device'));
    const came = ours.map(({ socket }) => once(socket, 'message'));
    sockets.push(deviceId, TRIGGER);
    sockets.push('nobody', TRIGGER);
    for (const [data, isBinary] of await Promise.all(came))
      assert.deepEqual([data, isBinary], [TRIGGER, true]);
  });
}

const WRONG: readonly (readonly [string, (nonce: string) => string | Uint8Array, number, number])[] = [
  ['another secret', (nonce) => answer('D1', notification.wakeProof('A1', nonce, ports.auth)), 1008, 1],
  ['another nonce', () => answer('D1', right('bm9uY2U=')), 1008, 1],
  ['a proof for a DM message', (nonce) => answer('D1', dmProof(nonce)), 1008, 1],
  ['unknown device', (nonce) => answer('D9', right(nonce)), 1008, 1],
  ['a basic account', (nonce) => answer('B', right(nonce)), 1008, 1],
  ['an account without scheme', (nonce) => answer('N', right(nonce)), 1008, 1],
  ['an account of a certificate', (nonce) => answer('M', right(nonce)), 1008, 1],
  ['no JSON', () => 'D1', 1008, 0],
  ['no object', () => 'null', 1008, 0],
  ['no text in it', () => '{"deviceId":1,"proof":"x"}', 1008, 0],
  ['binary', (nonce) => Buffer.from(answer('D1', right(nonce))), 1008, 0],
  ['too large', () => 'x'.repeat(SERVER_LIMITS.wakeProofBytesMax + 1), 1009, 0],
];
for (const [title, said, code, failed] of WRONG) {
  test(`refused: ${title}`, async (t) => {
    const { connect, counts } = await rig(t);
    const { socket, closed, nonce } = await connect();
    socket.on('message', () => assert.fail('believed'));
    socket.send(said(nonce));
    assert.deepEqual([await closed, counts.failed], [code, failed]);
  });
}

function dmProof(nonce: string): string {
  return Buffer.from(
    ports.auth.md5(Buffer.concat([Buffer.from(`${A1}:`), Buffer.from(nonce, 'base64')])),
  ).toString('base64');
}

test('an answer of exactly the limit is read', async (t) => {
  const { connect } = await rig(t);
  const { socket, closed } = await connect();
  socket.send('x'.repeat(SERVER_LIMITS.wakeProofBytesMax));
  assert.equal(await closed, 1008);
});

test('who says nothing is cut off, and who does not answer signs of life', async (t) => {
  const silent = await rig(t, { proofMs: 50, beatMs: 60_000 });
  assert.equal(await (await silent.connect()).closed, 1006);
  const { connect } = await rig(t, { proofMs: 60_000, beatMs: 50 });
  const dead = await connect({}, { autoPong: false });
  dead.socket.send(answer('D1', right(dead.nonce)));
  assert.equal(await dead.closed, 1006);
});

test('a second frame ends the connection', async (t) => {
  const { proven } = await rig(t);
  const { socket, closed } = await proven('D1');
  socket.send('more');
  assert.equal(await closed, 1006);
});

test('a guesser is held back, and the device at another address is not', async (t) => {
  const { connect, counts } = await rig(t);
  for (let n = 0; n < 40; n += 1) {
    const guesser = await connect({ 'x-forwarded-for': '203.0.113.1' });
    guesser.socket.send(answer('D1', `guess ${n}`));
    assert.equal(await guesser.closed, 1008);
  }
  assert.ok(counts.failed <= 20 && counts.held >= 20, JSON.stringify(counts));
  const device = await connect({ 'x-forwarded-for': '198.51.100.7' });
  const believed = once(device.socket, 'message');
  device.socket.send(answer('D1', right(device.nonce)));
  await believed;
});

test('a network has so many unproven sockets and no more; others have theirs', async (t) => {
  const { connect } = await rig(t);
  const at = { 'x-forwarded-for': '203.0.113.1' };
  const most = SERVER_LIMITS.wakeProofsPerNetworkMax;
  const waiting = await Promise.all(Array.from({ length: most }, () => connect(at)));
  assert.ok(waiting.every(({ nonce }) => nonce !== ''));
  const above = await connect(at);
  assert.deepEqual([above.nonce, await above.closed], ['', 1013]);
  assert.notEqual((await connect({ 'x-forwarded-for': '203.0.113.2' })).nonce, '');
});

test('only this path changes its protocol: what asks for another elsewhere is answered in HTTP', async (t) => {
  const { port } = await rig(t);
  const socket = new WebSocket(`ws://127.0.0.1:${port}/dm`);
  const [error] = await once(socket, 'error');
  assert.match(String(error), /404/);
});

test('a stopping server says that it goes', async (t) => {
  const { sockets, proven } = await rig(t);
  const { closed } = await proven('D1');
  sockets.close();
  assert.equal(await closed, 1001);
});
