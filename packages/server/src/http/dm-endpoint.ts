import { hash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { TLSSocket } from 'node:tls';
import { mac as macHeader } from '@scomo/dm';
import type { TurnAnswer, TurnInput } from '@scomo/fleet';
import { type Encoding, encodingOf, MEDIA_TYPE } from '@scomo/syncml';
import { isLoopback } from '../config.ts';
import { HTTP_TIMES, type HttpTimes, SERVER_LIMITS } from '../limits.ts';
import type { Log } from '../log.ts';
import type { Metrics } from '../metrics.ts';
import { networkOf } from './network-of.ts';
import { readBody } from './read-body.ts';
import { refuse } from './refuse.ts';

const { MAC_HEADER } = macHeader;

/** Query parameter of RespURI that carries the session's token. */
export const TOKEN_PARAMETER = 's';

export interface DmEndpointEnv {
  turn(input: TurnInput): Promise<TurnAnswer>;
  readonly log: Log;
  readonly metrics: Metrics;
  /** Plain HTTP is taken from other machines as well. */
  readonly plaintext: boolean;
  readonly times?: HttpTimes;
}

/** `/dm`: one POST is one turn. Everything that can be refused is refused before the body is read. spec/omadm.md §9.3 */
export function dmEndpoint(env: DmEndpointEnv) {
  const { log, metrics, times = HTTP_TIMES } = env;
  let working = 0;

  return async (
    request: IncomingMessage,
    response: ServerResponse,
    query: URLSearchParams,
  ): Promise<void> => {
    const began = performance.now();
    response.once('close', () => {
      metrics.add('scomo_dm_requests_total', { status: response.statusCode });
      log.debug({ status: response.statusCode, ms: Math.round(performance.now() - began) }, 'dm turn');
    });
    const early =
      refusalOf(request, env.plaintext) ?? (working >= SERVER_LIMITS.dmTurnsMax ? BUSY : undefined);
    if (early !== undefined) return refuse(request, response, early.status, early.headers, '', times);
    working++;
    try {
      await answer(request, response, query, env, times);
    } finally {
      working--;
    }
  };
}

interface Refusal {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string | number>>;
}

const BUSY: Refusal = { status: 503, headers: { 'retry-after': SERVER_LIMITS.retryAfterSeconds } };

function refusalOf({ method, headers, socket }: IncomingMessage, plaintext: boolean): Refusal | undefined {
  if (!isSafe(socket, plaintext)) return { status: 403 };
  if (method !== 'POST') return { status: 405, headers: { allow: 'POST' } };
  const coding = headers['content-encoding'];
  if (coding !== undefined && coding.trim().toLowerCase() !== 'identity') return { status: 415 };
  return undefined;
}

/** Not even a challenge goes out in clear. security.md A3 */
export function isSafe(socket: Socket, plaintext: boolean): boolean {
  return plaintext || socket instanceof TLSSocket || isLoopback(socket.remoteAddress ?? '');
}

const STATUS_OF = { 'too-large': 413, 'too-slow': 408, 'cut-off': 400 } as const;

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  query: URLSearchParams,
  env: DmEndpointEnv,
  times: HttpTimes,
): Promise<void> {
  const refuseWith = ({ status, headers }: Refusal) => refuse(request, response, status, headers, '', times);
  const body = await readBody(request, SERVER_LIMITS.dmBodyBytesMax, times.bodyMs);
  if (body.kind !== 'bytes') return refuseWith({ status: STATUS_OF[body.kind] });
  const mediaType = request.headers['content-type'];
  const encoding = encodingOf(mediaType, body.bytes);
  if (encoding === undefined) return refuseWith({ status: 415 });
  const token = query.get(TOKEN_PARAMETER);
  const mac = request.headers[MAC_HEADER];
  const certificate = certificateOf(request.socket);
  const userAgent = request.headers['user-agent'];
  const began = performance.now();
  const turn: TurnInput = {
    bytes: body.bytes,
    encoding,
    ...(token === null ? {} : { token }),
    // The same header twice comes as one text that is none of ours.
    ...(mac === undefined ? {} : { mac: String(mac) }),
    ...(certificate === undefined ? {} : { certificate }),
    ...(userAgent === undefined ? {} : { userAgent }),
    address: networkOf(request),
  };
  const answered = await env.turn(turn).catch((error: unknown) => {
    env.log.error({ err: error }, 'a DM turn failed');
    return { status: 503, reason: 'the server failed' } as const;
  });
  if (answered.status !== 200) {
    env.log.debug({ status: answered.status, reason: answered.reason }, 'dm message refused');
    return refuseWith(answered.status === 503 ? BUSY : { status: answered.status });
  }
  if (answered.refused) await pause(untilTick(performance.now() - began, times.refusalMs));
  response.writeHead(200, {
    'content-type': replyType(mediaType, answered.encoding),
    'content-length': answered.bytes.length,
    'cache-control': 'no-store, private',
    ...(answered.mac === undefined ? {} : { [MAC_HEADER]: answered.mac }),
  });
  response.end(answered.bytes);
}

/** SHA-256 of the certificate whose key the peer has proven to hold; who signed it does not matter. spec/omadm.md §5.8 */
function certificateOf(socket: Socket): string | undefined {
  if (!(socket instanceof TLSSocket)) return undefined;
  const { raw } = socket.getPeerCertificate();
  return raw === undefined ? undefined : hash('sha256', raw);
}

/** What is left of `ms` until a multiple of `tick`. */
export function untilTick(ms: number, tick: number): number {
  return tick - (ms % tick);
}

/** The peer's own type when it names the encoding, else ours. spec/omadm.md §9.3 */
function replyType(mediaType: string | undefined, encoding: Encoding): string {
  const type = (mediaType ?? '').replace(/;.*$/s, '').trim().toLowerCase();
  return type.startsWith('application/vnd.syncml') && type.endsWith(`+${encoding}`)
    ? type
    : MEDIA_TYPE[encoding];
}
