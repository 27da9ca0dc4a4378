import { connect, type Socket } from 'node:net';

/** A POST that is ready to be written. */
export interface PreparedPost {
  readonly path: string;
  readonly body: Uint8Array;
}

/** One kept-open HTTP/1.1 connection, by hand: a client as cheap as this does not become what is measured. */
export interface SocketClient {
  /** Body of the 200 answer; rejects on anything else. */
  post(post: PreparedPost): Promise<Buffer>;
  close(): void;
}

const HEAD_END = Buffer.from('\r\n\r\n');

/** Opens when first used, and again whenever the server has closed. `localAddress` spreads load over loopback addresses. */
export function socketClient(port: number, localAddress: string): SocketClient {
  let socket: Socket | undefined;
  let received: Buffer[] = [];
  let settle: { resolve(body: Buffer): void; reject(error: Error): void } | undefined;
  const fail = (error: Error) => {
    socket?.destroy();
    socket = undefined;
    settle?.reject(error);
    settle = undefined;
  };
  const open = () => {
    const made = connect({ port, host: '127.0.0.1', localAddress, noDelay: true });
    made.on('data', (data) => {
      received.push(data);
      const answer = parseAnswer(received.length === 1 ? data : Buffer.concat(received));
      if (answer === undefined) return;
      received = [];
      if (answer.close) {
        socket = undefined;
        made.end();
      }
      const waiting = settle;
      settle = undefined;
      if (answer.status === 200) waiting?.resolve(answer.body);
      else waiting?.reject(new Error(`HTTP ${answer.status}`));
    });
    made.on('error', (error) => made === socket && fail(error));
    made.on('close', () => made === socket && fail(new Error('connection closed')));
    return made;
  };
  return {
    post({ path, body }) {
      return new Promise((resolve, reject) => {
        settle = { resolve, reject };
        socket ??= open();
        const head = `POST ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nContent-Type: application/vnd.syncml.dm+wbxml\r\nContent-Length: ${body.length}\r\n\r\n`;
        socket.write(Buffer.concat([Buffer.from(head, 'latin1'), body]));
      });
    },
    close() {
      const open = socket;
      socket = undefined;
      open?.destroy();
    },
  };
}

function parseAnswer(bytes: Buffer): { status: number; body: Buffer; close: boolean } | undefined {
  const end = bytes.indexOf(HEAD_END);
  if (end < 0) return undefined;
  const head = bytes.toString('latin1', 0, end);
  const length = Number(/\r\ncontent-length: *(\d+)/i.exec(head)?.[1] ?? 0);
  const body = bytes.subarray(end + HEAD_END.length);
  if (body.length < length) return undefined;
  return { status: Number(head.slice(9, 12)), body, close: /\r\nconnection: *close/i.test(head) };
}
