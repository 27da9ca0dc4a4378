import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { setTimeout as pause } from 'node:timers/promises';
import { mac as macHeader } from '@scomo/dm';
import type { Encoding } from '@scomo/syncml';
import { encodingOf, MEDIA_TYPE } from '@scomo/syncml';
import { Stopped } from '../base/failure.ts';
import { LIMITS } from '../base/limits.ts';
import { serverTls, type TlsConfig } from '../base/tls.ts';

/** The server could not be reached, or did not answer as a DM server does. `afterMs`: not to be tried earlier. */
export class TransportError extends Error {
  readonly afterMs: number;

  constructor(detail: string, afterMs = 0) {
    super(detail);
    this.name = 'TransportError';
    this.afterMs = afterMs;
  }
}

/** A message, as it goes and as it comes. */
export interface Carried {
  readonly bytes: Uint8Array;
  readonly encoding: Encoding;
  /** Value of `x-syncml-hmac` beside it. */
  readonly mac?: string | undefined;
  /** What time it is, as the server says, ms. */
  readonly date?: number;
}

/** Carries the messages of one session over one kept-alive connection. */
export interface Transport {
  /** Sends a message; after a broken connection the same bytes again. Throws TransportError or Stopped. */
  post(url: string, message: Carried): Promise<Carried>;
  close(): void;
}

/** An answer that says nothing about the message: it may be sent again as it is. */
class Broken extends Error {}

/** @param tls read when the first message goes over TLS: a renewed certificate counts from the next session on. */
export function createTransport(signal: AbortSignal, tls: TlsConfig = {}): Transport {
  const options = { keepAlive: true, maxSockets: 1 };
  const plain = new HttpAgent(options);
  let opened: HttpsAgent | undefined;
  const secure = (): HttpsAgent => {
    try {
      opened ??= new HttpsAgent({ ...options, ...serverTls(tls) });
      return opened;
    } catch (error) {
      throw new TransportError(`TLS: ${error instanceof Error ? error.message : String(error)}`);
    }
  };
  const once = async (url: URL, message: Carried): Promise<Carried> => {
    const response = await send(url, message, url.protocol === 'https:' ? secure() : plain, signal);
    const body = await readBody(response);
    return judge(response, body);
  };
  return {
    async post(address, message) {
      const url = new URL(address);
      for (let tries = 0; ; tries++) {
        try {
          return await once(url, message);
        } catch (error) {
          if (signal.aborted) throw new Stopped();
          if (!(error instanceof Broken)) throw error;
          if (tries === LIMITS.resendsMax) throw new TransportError(error.message);
        }
        await pause(LIMITS.resendPauseMs * 2 ** tries, undefined, { signal }).catch(() => undefined);
      }
    },
    close() {
      plain.destroy();
      opened?.destroy();
    },
  };
}

function send(
  url: URL,
  { bytes, encoding, mac }: Carried,
  agent: HttpAgent | HttpsAgent,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  const start = url.protocol === 'https:' ? httpsRequest : httpRequest;
  const type = MEDIA_TYPE[encoding];
  const headers = {
    'content-type': type,
    'content-length': bytes.length,
    accept: type,
    'accept-encoding': 'identity',
    'user-agent': 'scomo-agent',
    ...(mac === undefined ? {} : { [macHeader.MAC_HEADER]: mac }),
  };
  return new Promise((resolve, reject) => {
    const request = start(url, { method: 'POST', headers, agent, signal, timeout: LIMITS.idleMs });
    request.on('timeout', () => request.destroy(new Error('no answer in time')));
    request.on('error', (error) => reject(new Broken(error.message)));
    request.on('response', resolve);
    request.end(bytes);
  });
}

function readBody(response: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const parts: Buffer[] = [];
    let size = 0;
    response.on('data', (part: Buffer) => {
      size += part.length;
      if (size <= LIMITS.messageBytesMax) parts.push(part);
      else {
        reject(new TransportError(`answer is longer than ${LIMITS.messageBytesMax} bytes`));
        response.destroy();
      }
    });
    response.on('end', () => resolve(Buffer.concat(parts)));
    response.on('error', (error) => reject(new Broken(error.message)));
    response.on('close', () => reject(new Broken('answer ended early')));
  });
}

function judge(response: IncomingMessage, bytes: Buffer): Carried {
  const { statusCode = 0, headers } = response;
  if (statusCode === 429 || statusCode === 503) {
    throw new TransportError(`server said ${statusCode}`, retryAfter(headers['retry-after']));
  }
  if (statusCode === 500 || statusCode === 502 || statusCode === 504)
    throw new Broken(`server said ${statusCode}`);
  if (statusCode !== 200) throw new TransportError(`server said ${statusCode}`);
  const encoding = encodingOf(headers['content-type'], bytes);
  if (encoding === undefined)
    throw new TransportError(`answer is ${headers['content-type'] ?? 'of no type'}`);
  const mac = headers[macHeader.MAC_HEADER];
  const date = Date.parse(headers.date ?? '');
  return {
    ...{ bytes, encoding },
    ...(mac === undefined ? {} : { mac: String(mac) }),
    ...(Number.isNaN(date) ? {} : { date }),
  };
}

/** Milliseconds of a Retry-After header, bounded; 0 when it is missing or senseless. */
export function retryAfter(value: string | undefined, now: number = Date.now()): number {
  if (value === undefined) return 0;
  const ms = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - now;
  return Number.isFinite(ms) ? Math.min(Math.max(ms, 0), LIMITS.retryAfterMaxMs) : 0;
}
