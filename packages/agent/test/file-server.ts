import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestContext } from 'node:test';

export interface FileServer {
  readonly url: string;
  readonly host: string;
  readonly requests: IncomingMessage[];
  readonly server: Server;
}

/** An HTTP server on loopback that ends with the test. */
export async function fileServer(
  t: TestContext,
  answer: (request: IncomingMessage, response: ServerResponse, count: number) => void,
): Promise<FileServer> {
  const requests: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    requests.push(request);
    answer(request, response, requests.length);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url: `http://${host}/p`, host, requests, server };
}

/** Serves bytes as a good server does: one range, strong ETag, If-Range. */
export function serveBytes(
  request: IncomingMessage,
  response: ServerResponse,
  bytes: Uint8Array,
  etag = '"v1"',
): void {
  const first = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? Number.NaN);
  const partial = Number.isSafeInteger(first) && (request.headers['if-range'] ?? etag) === etag;
  const body = partial ? bytes.subarray(first) : bytes;
  response.writeHead(partial ? 206 : 200, {
    etag,
    'content-length': body.length,
    ...(partial && { 'content-range': `bytes ${first}-${bytes.length - 1}/${bytes.length}` }),
  });
  response.end(body);
}
