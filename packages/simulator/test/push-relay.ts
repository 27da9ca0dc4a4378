import { createSocket } from 'node:dgram';
import { once } from 'node:events';

/** Stands between server and device: keeps every datagram that comes, and hands on what `pass` makes of it. */
export interface PushRelay {
  readonly address: string;
  readonly seen: readonly Uint8Array[];
  /** Copies of the n-th datagram (from 0) that go on. */
  pass: (pdu: Uint8Array, n: number) => readonly Uint8Array[];
  /** Sends something to the device itself. */
  inject(pdu: Uint8Array): void;
  /** Resolves when so many datagrams have come. */
  count(least: number): Promise<void>;
  close(): void;
}

/** @param port of the device, on loopback; none: what comes is only kept. */
export async function pushRelay(port?: number): Promise<PushRelay> {
  const socket = createSocket('udp4');
  const seen: Uint8Array[] = [];
  const inject = (pdu: Uint8Array) => {
    if (port !== undefined) socket.send(pdu, port, '127.0.0.1');
  };
  socket.on('message', (pdu) => {
    seen.push(pdu);
    for (const each of relay.pass(pdu, seen.length - 1)) inject(each);
    socket.emit('seen');
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const relay: PushRelay = {
    address: `127.0.0.1:${socket.address().port}`,
    seen,
    pass: (pdu) => [pdu],
    inject,
    async count(least) {
      while (seen.length < least) await once(socket, 'seen');
    },
    close: () => socket.close(),
  };
  return relay;
}
