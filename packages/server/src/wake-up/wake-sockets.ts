import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { notification } from '@scomo/dm';
import type { FleetPorts, Gate, TurnStore } from '@scomo/fleet';
import { type RawData, type WebSocket, WebSocketServer } from 'ws';
import { isSafe, untilTick } from '../http/dm-endpoint.ts';
import type { Upgrades } from '../http/http-server.ts';
import { networkOf } from '../http/network-of.ts';
import { HTTP_TIMES, SERVER_LIMITS, WAKE_UP_TIMES } from '../limits.ts';
import type { Log } from '../log.ts';
import { readProof } from './read-proof.ts';

const WAKE_PATH = '/dm/wake';

/** RFC 6455 §7.4.1: what a peer did wrong is not told; try again later. */
const REFUSED = 1008;
const BUSY = 1013;
const GOING = 1001;

export interface WakeSockets extends Upgrades {
  /** To every socket of the device on this server. */
  push(deviceId: string, pdu: Uint8Array): void;
  close(): void;
}

/**
 * WebSockets of devices that wait for wake-ups. The server sends a nonce as text; the device answers once with its id
 * and `wakeProof`; from then on only the server sends: pushes as binary frames, and empty texts as signs of life.
 */
export function wakeSockets(env: {
  readonly store: Pick<TurnStore, 'loadTurn'>;
  readonly ports: FleetPorts;
  readonly gate: Gate;
  readonly log: Log;
  /** Plain HTTP is taken from other machines as well. */
  readonly plaintext: boolean;
  readonly times?: { readonly proofMs: number; readonly beatMs: number };
}): WakeSockets {
  const { log, plaintext, times = WAKE_UP_TIMES } = env;
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: SERVER_LIMITS.wakeProofBytesMax,
    perMessageDeflate: false,
  });
  const waiting = new Map<WebSocket, string>();
  const proven = new Map<string, Set<WebSocket>>();

  const admit = (socket: WebSocket, deviceId: string) => {
    const sockets = proven.get(deviceId) ?? new Set();
    proven.set(deviceId, sockets.add(socket));
    keepAlive(socket, times.beatMs);
    socket.once('close', () => {
      sockets.delete(socket);
      if (sockets.size === 0 && proven.get(deviceId) === sockets) proven.delete(deviceId);
    });
  };
  const greet = (socket: WebSocket, request: IncomingMessage) => {
    const network = networkOf(request);
    // What is wrong with a frame ends its socket, with a code that the library knows.
    socket.on('error', () => undefined);
    if (isFull(server, waiting, network)) return socket.close(BUSY);
    const nonce = randomBytes(24).toString('base64');
    const done = () => {
      clearTimeout(late);
      waiting.delete(socket);
    };
    const late = setTimeout(() => socket.terminate(), times.proofMs);
    waiting.set(socket, network);
    socket.once('close', done);
    socket.once('message', (data, isBinary) => {
      socket.on('message', () => socket.terminate());
      prove(data, isBinary, { nonce, network, ...env })
        .then((deviceId) => {
          done();
          if (socket.readyState !== socket.OPEN) return;
          if (deviceId === undefined) close(socket, REFUSED);
          else admit(socket, deviceId);
        })
        .catch((error: unknown) => {
          log.error({ err: error }, 'a WebSocket could not be proven');
          close(socket, BUSY);
        });
    });
    socket.send(nonce);
  };
  return {
    wants: ({ url, socket }) => url === WAKE_PATH && isSafe(socket, plaintext),
    take: (request, socket, head) => server.handleUpgrade(request, socket, head, greet),
    push(deviceId, pdu) {
      for (const socket of proven.get(deviceId) ?? []) socket.send(pdu);
    },
    close() {
      for (const socket of server.clients) socket.close(GOING);
    },
  };
}

function isFull(server: WebSocketServer, waiting: ReadonlyMap<WebSocket, string>, network: string): boolean {
  const { wakeSocketsMax, wakeProofsMax, wakeProofsPerNetworkMax } = SERVER_LIMITS;
  if (server.clients.size > wakeSocketsMax || waiting.size >= wakeProofsMax) return true;
  return [...waiting.values()].filter((each) => each === network).length >= wakeProofsPerNetworkMax;
}

/** The device that has proven itself. Whatever is wrong, the answer and its time are the same. security.md A14 */
async function prove(
  data: RawData,
  isBinary: boolean,
  env: Pick<Parameters<typeof wakeSockets>[0], 'store' | 'ports' | 'gate'> & {
    readonly nonce: string;
    readonly network: string;
  },
): Promise<string | undefined> {
  const { store, ports, gate, nonce, network } = env;
  const began = performance.now();
  const refused = async () => {
    await pause(untilTick(performance.now() - began, HTTP_TIMES.refusalMs));
    return undefined;
  };
  const said = isBinary ? undefined : readProof(String(data));
  if (said === undefined || !gate.admits(said.deviceId, network, ports.now())) return refused();
  const { deviceId, proof } = said;
  const account = (await store.loadTurn(deviceId))?.account.incoming;
  const hasNonces = account?.scheme === 'md5' || account?.scheme === 'hmac';
  if (hasNonces && ports.auth.equal(notification.wakeProof(account.a1, nonce, ports.auth), proof)) {
    gate.proved(deviceId, network, ports.now());
    return deviceId;
  }
  gate.failed(deviceId, network, ports.now(), true);
  return refused();
}

/** One sign of life at once, which tells the device that it is believed. */
function keepAlive(socket: WebSocket, beatMs: number): void {
  let alive = true;
  const beat = () => {
    if (!alive) return socket.terminate();
    alive = false;
    socket.ping();
    socket.send('');
  };
  socket.on('pong', () => {
    alive = true;
  });
  const timer = setInterval(beat, beatMs);
  socket.once('close', () => clearInterval(timer));
  beat();
}

/** Who does not take part in closing is cut off. */
function close(socket: WebSocket, code: number): void {
  socket.close(code);
  const cut = setTimeout(() => socket.terminate(), HTTP_TIMES.drainMs);
  socket.once('close', () => clearTimeout(cut));
}
