import { type Account, a1Of, notification } from '@scomo/dm';
import { createBell } from '../base/bell.ts';
import { LIMITS } from '../base/limits.ts';
import { authPorts } from '../base/node-crypto.ts';
import { backoffDelay } from '../scheduler.ts';

/** Keeps a WebSocket to the DM server until it is closed, connecting again whenever it is lost. docs/wake-up.md */
export function listenWebSocket(
  serverUrl: string,
  account: () => Account,
  push: (pdu: Uint8Array) => void,
  say: (line: string) => void,
): { close(): void } {
  const url = new URL('/dm/wake', serverUrl);
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  const stop = new AbortController();
  void (async () => {
    for (let failures = 1; !stop.signal.aborted; failures += 1) {
      const why = await listenOnce(url, account, stop.signal, push, () => {
        failures = 0;
        say('wake-up: listens at the server');
      });
      if (stop.signal.aborted) return;
      if (failures <= 1) say(`wake-up: the server is lost: ${why}`);
      await createBell().wait(backoffDelay(Math.max(failures, 1), Math.random(), 0), stop.signal);
    }
  })();
  return { close: () => stop.abort() };
}

/** Resolves with the reason when the connection has ended, however. */
function listenOnce(
  url: URL,
  account: () => Account,
  signal: AbortSignal,
  push: (pdu: Uint8Array) => void,
  ready: () => void,
): Promise<string> {
  return new Promise((done) => {
    const socket = new WebSocket(url);
    socket.binaryType = 'arraybuffer';
    let state: 'greeted' | 'answered' | 'proven' = 'greeted';
    const end = (why: string) => {
      clearTimeout(silence);
      signal.removeEventListener('abort', stopped);
      socket.close();
      done(why);
    };
    const stopped = () => end('stopped');
    const silence = setTimeout(() => end('it is silent'), LIMITS.websocketSilenceMs);
    signal.addEventListener('abort', stopped);
    socket.addEventListener('error', () => end('it cannot be reached'));
    socket.addEventListener('close', ({ code }) => end(`it closed the connection (${code})`));
    socket.addEventListener('message', ({ data }: MessageEvent) => {
      if (signal.aborted) return;
      silence.refresh();
      if (state === 'greeted') {
        state = 'answered';
        socket.send(answerTo(String(data), account()));
      } else if (data instanceof ArrayBuffer) push(new Uint8Array(data));
      else if (state === 'answered') {
        state = 'proven';
        ready();
      }
    });
  });
}

function answerTo(nonce: string, { deviceId, outgoing: { name, secret } }: Account): string {
  const proof = notification.wakeProof(a1Of(name, secret, authPorts), nonce, authPorts);
  return JSON.stringify({ deviceId, proof });
}
