import { request } from 'node:http';
import { connect } from 'node:net';
import { decode, type Encoding, MEDIA_TYPE, type Message } from '@scomo/syncml';

export interface Answer {
  /** 0: closed without an answer. */
  readonly http: number;
  /** The SyncML message of a 200. */
  readonly message?: Message;
  readonly ms: number;
}

/** How long an answer may take before it counts as a hang. */
const HANG_MS = 10_000;

/** Posts one body; a hang, a cut connection or a 200 without a message rejects. */
export function postMessage(
  url: string,
  bytes: Uint8Array,
  encoding: Encoding,
  more: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  const started = performance.now();
  return new Promise((resolve, reject) => {
    const headers = {
      'content-type': MEDIA_TYPE[encoding],
      'content-length': bytes.length,
      'x-forwarded-for': nextAddress(),
      ...more,
    };
    const asked = request(url, { method: 'POST', headers, timeout: HANG_MS }, (response) => {
      const pieces: Buffer[] = [];
      response.on('data', (piece: Buffer) => pieces.push(piece));
      response.on('error', reject);
      response.on('end', () => {
        const http = response.statusCode ?? 0;
        const ms = performance.now() - started;
        if (http !== 200) return resolve({ http, ms });
        try {
          resolve({ http, ms, message: decode(new Uint8Array(Buffer.concat(pieces)), encoding) });
        } catch (error) {
          reject(new Error('the answer is no message', { cause: error }));
        }
      });
    });
    asked.on('timeout', () => asked.destroy(new Error(`no answer in ${HANG_MS} ms`)));
    asked.on('error', reject);
    asked.end(bytes);
  });
}

let addresses = 0;

/** Another one each time, as a proxy would name it: who fails too often from one is held back. */
function nextAddress(): string {
  addresses += 1;
  return `10.${(addresses >> 16) & 255}.${(addresses >> 8) & 255}.${addresses & 255}`;
}

/** Sends octets as they are and reads the status line of what comes back. */
export function sendRaw(url: string, bytes: Uint8Array): Promise<Answer> {
  const started = performance.now();
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    let heard = '';
    const socket = connect(Number(port), hostname);
    const finish = () => {
      socket.destroy();
      const status = /^HTTP\/1\.1 (\d{3})/.exec(heard)?.[1];
      resolve({ http: Number(status ?? 0), ms: performance.now() - started });
    };
    socket.setTimeout(HANG_MS, () => socket.destroy(new Error(`no answer in ${HANG_MS} ms`)));
    socket.on('data', (piece) => {
      heard += piece.toString('latin1');
      if (heard.includes('\r\n\r\n')) finish();
    });
    socket.on('error', (error: NodeJS.ErrnoException) =>
      error.code === 'ECONNRESET' ? finish() : reject(error),
    );
    socket.on('close', finish);
    socket.write(bytes);
  });
}
