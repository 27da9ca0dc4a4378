import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { connect, createServer, type Socket } from 'node:net';

/** Passes connections on to a server, and cuts one of them. */
export interface CuttingProxy {
  readonly url: string;
  /** From now on: the first connection that has brought the client so many bytes is reset, once. */
  cutAfter(bytes: number): void;
  /** First lines of the requests and their Range, in order: `GET /dl/… bytes=7-`. */
  readonly requests: readonly string[];
  close(): void;
}

/** Opens on a free port of loopback before its server is there; `target` is asked for each connection. */
export async function cuttingProxy(target: () => number): Promise<CuttingProxy> {
  let limit = Number.POSITIVE_INFINITY;
  const requests: string[] = [];
  const open = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connect(target(), '127.0.0.1');
    let brought = 0;
    for (const socket of [client, upstream]) {
      open.add(socket);
      socket.on('close', () => {
        open.delete(socket);
        client.destroy();
        upstream.destroy();
      });
      socket.on('error', () => socket.destroy());
    }
    client.on('data', (bytes) => {
      const head = /^((?:GET|POST|HEAD) \S+) .*?\r\n\r\n/s.exec(bytes.toString('latin1'));
      if (head !== null)
        requests.push(`${head[1]} ${/\r\nrange: (.*)\r\n/i.exec(head[0])?.[1] ?? ''}`.trim());
      upstream.write(bytes);
    });
    upstream.on('data', (bytes) => {
      brought += bytes.length;
      if (brought < limit) {
        if (!client.write(bytes)) upstream.pause();
        return;
      }
      limit = Number.POSITIVE_INFINITY;
      client.resetAndDestroy();
    });
    client.on('drain', () => upstream.resume());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    cutAfter: (bytes) => {
      limit = bytes;
    },
    requests,
    close() {
      server.close();
      for (const socket of open) socket.destroy();
    },
  };
}
