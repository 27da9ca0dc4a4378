import { createSocket } from 'node:dgram';
import { isIPv6 } from 'node:net';
import type { UdpListening } from './wake-up-config.ts';

/** Takes WAP pushes from a UDP port until it is closed. Rejects when the port cannot be had. spec/omadm.md §6.3 */
export async function listenUdp(
  { host, port }: UdpListening,
  push: (pdu: Uint8Array) => void,
): Promise<{ close(): void }> {
  const socket = createSocket(isIPv6(host) ? 'udp6' : 'udp4');
  socket.on('message', push);
  await new Promise<void>((done, failed) => {
    socket.once('error', failed);
    socket.bind(port, host, () => {
      socket.off('error', failed);
      // An error of one datagram ends nothing.
      socket.on('error', () => undefined);
      done();
    });
  });
  return { close: () => socket.close() };
}
