import type { Server } from 'node:http';
import type { Socket } from 'node:net';

/** Cuts off what one address opens beyond `max`; exempt ones (a proxy on this machine) are not counted. security.md §4.3 */
export function limitConnections(
  server: Pick<Server, 'on'>,
  max: number,
  exempt: (address: string) => boolean,
): void {
  const open = new Map<string, number>();
  server.on('connection', (socket: Socket) => {
    const address = socket.remoteAddress ?? '';
    if (exempt(address)) return;
    const count = (open.get(address) ?? 0) + 1;
    if (count > max) {
      socket.destroy();
      return;
    }
    open.set(address, count);
    socket.once('close', () => {
      const left = (open.get(address) ?? 1) - 1;
      if (left > 0) open.set(address, left);
      else open.delete(address);
    });
  });
}
