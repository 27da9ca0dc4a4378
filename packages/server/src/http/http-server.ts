import {
  createServer,
  type IncomingMessage,
  type Server,
  type ServerOptions,
  type ServerResponse,
} from 'node:http';
import { createServer as createTlsServer, Server as TlsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { isLoopback, type ServerConfig } from '../config.ts';
import { HTTP_TIMES, type HttpTimes, SERVER_LIMITS } from '../limits.ts';
import type { Log } from '../log.ts';
import { limitConnections } from './limit-connections.ts';
import { keepTlsFresh, readTls } from './tls-files.ts';

export interface RunningHttp {
  readonly port: number;
  /** Reads certificate and key anew; false when they cannot be used, or there is no TLS. */
  renewCertificate(): boolean;
  /** Takes no more connections, lets what is at work end, then cuts the rest off. */
  drain(): Promise<void>;
}

export type RequestHandler = (request: IncomingMessage, response: ServerResponse) => void;

/** Requests for another protocol that are not answered in HTTP. */
export interface Upgrades {
  wants(request: IncomingMessage): boolean;
  take(request: IncomingMessage, socket: Duplex, head: Buffer): void;
}

type Listening = Pick<ServerConfig, 'host' | 'port' | 'tls' | 'connectionsPerAddress'>;

/** Listens with the time-outs and limits of security.md §4.3. Rejects when the address is taken. */
export async function listen(
  config: Listening,
  handler: RequestHandler,
  log: Log,
  times: HttpTimes = HTTP_TIMES,
  upgrades?: Upgrades,
): Promise<RunningHttp> {
  const working = new Set<ServerResponse>();
  const sockets = new Set<Socket>();
  let stopping = false;
  const server = makeServer(config, times, upgrades);
  const renewal =
    server instanceof TlsServer && config.tls ? keepTlsFresh(server, config.tls, log, times) : undefined;
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    working.add(response);
    response.once('close', () => working.delete(response));
    response.shouldKeepAlive &&= !stopping;
    handler(request, response);
  });
  server.on(config.tls === undefined ? 'connection' : 'secureConnection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  if (upgrades !== undefined) server.on('upgrade', upgrades.take);
  server.maxRequestsPerSocket = SERVER_LIMITS.requestsPerSocketMax;
  server.setTimeout(times.idleMs);
  limitConnections(server, config.connectionsPerAddress, isLoopback);
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => {
      renewal?.stop();
      reject(error);
    });
    server.listen(config.port, config.host.replace(/^\[|\]$/g, ''), () => {
      server.removeAllListeners('error');
      resolve();
    });
  });
  return {
    port: (server.address() as AddressInfo).port,
    renewCertificate: () => renewal?.renew() ?? false,
    async drain() {
      stopping = true;
      renewal?.stop();
      const closed = new Promise((resolve) => server.close(resolve));
      const busy = new Set([...working].map((response) => response.socket));
      for (const socket of sockets) if (!busy.has(socket)) socket.destroy();
      for (const response of working) if (!response.headersSent) response.shouldKeepAlive = false;
      const patience = setTimeout(() => server.closeAllConnections(), times.stopMs);
      await closed;
      clearTimeout(patience);
    },
  };
}

function makeServer({ tls }: Listening, times: HttpTimes, upgrades: Upgrades | undefined): Server {
  const options: ServerOptions = {
    headersTimeout: times.headersMs,
    shouldUpgradeCallback: (request) => upgrades?.wants(request) ?? false,
    // Bodies have their own time-outs: one for all would cut uploads off.
    requestTimeout: 0,
    connectionsCheckingInterval: times.checkMs,
    keepAliveTimeout: times.idleMs,
    keepAlive: true,
    keepAliveInitialDelay: times.tcpKeepAliveMs,
    maxHeaderSize: SERVER_LIMITS.headerBytesMax,
  };
  if (tls === undefined) return createServer(options);
  return createTlsServer({
    ...options,
    ...readTls(tls),
    handshakeTimeout: times.headersMs,
    requestCert: true,
    rejectUnauthorized: false,
  });
}
