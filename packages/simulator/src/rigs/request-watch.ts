import { Agent, createServer, request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request that a device has made. */
export interface SeenRequest {
  readonly at: number;
  readonly method: string;
  readonly url: string;
  /** First byte that was asked for. */
  readonly from: number;
}

/** An HTTP relay between devices and a server that writes down what is asked for. */
export interface RequestWatch {
  readonly port: number;
  readonly requests: SeenRequest[];
  close(): Promise<void>;
}

/** @param target origin of the server, once it is known. */
export async function watchRequests(target: () => string): Promise<RequestWatch> {
  const requests: SeenRequest[] = [];
  const agent = new Agent({ keepAlive: true });
  const relay = createServer((incoming, response) => {
    const { method = '', url = '', headers } = incoming;
    const from = Number(/^bytes=(\d+)-/.exec(headers.range ?? '')?.[1] ?? 0);
    requests.push({ at: performance.now(), method, url, from });
    const onward = httpRequest(new URL(url, target()), { method, headers, agent }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.rawHeaders);
      answer.pipe(response);
      answer.on('error', () => response.destroy());
    });
    onward.on('error', () => response.destroy());
    response.on('close', () => onward.destroy());
    incoming.on('error', () => onward.destroy());
    incoming.pipe(onward);
  });
  await new Promise<void>((done) => relay.listen(0, '127.0.0.1', done));
  return {
    port: (relay.address() as AddressInfo).port,
    requests,
    async close() {
      relay.closeAllConnections();
      await new Promise((done) => relay.close(done));
      agent.destroy();
    },
  };
}
