import { randomInt } from 'node:crypto';
import { createSocket, type Socket } from 'node:dgram';
import { lookup } from 'node:dns/promises';
import { notification } from '@scomo/dm';
import type { Bearer } from './bearer.ts';

/** Where a WAP push goes when the address names no port. spec/omadm.md §6.3 */
const PUSH_PORT = 2948;

/** A WAP push PDU in one datagram. spec/omadm.md §6.3 */
export function udpBearer(): Bearer<'udp'> {
  const sockets = new Map<number, Socket>();
  const socketOf = (family: number): Socket => {
    const open = sockets.get(family);
    if (open !== undefined) return open;
    const socket = createSocket(family === 6 ? 'udp6' : 'udp4').unref();
    // What is wrong with one datagram is told to who sends it.
    socket.on('error', () => undefined);
    sockets.set(family, socket);
    return socket;
  };
  return {
    async send(_deviceId, { address }, trigger) {
      const { host, port } = splitAddress(address);
      const found = await lookup(host);
      const pdu = notification.wapPush(trigger, randomInt(256));
      await new Promise<void>((done, failed) => {
        socketOf(found.family).send(pdu, port, found.address, (error) => (error ? failed(error) : done()));
      });
    },
    async close() {
      await Promise.all(
        [...sockets.values()].map((socket) => new Promise<void>((done) => socket.close(done))),
      );
    },
  };
}

/** `host`, `host:port`, `[address]` or `[address]:port`. */
export function splitAddress(text: string): { readonly host: string; readonly port: number } {
  const [, bracketed, plain, port] = /^(?:\[(.+)\]|([^:]+))(?::(\d+))?$/.exec(text) ?? [];
  const host = bracketed ?? plain;
  if (host === undefined) throw new Error(`${text} is no address`);
  return { host, port: port === undefined ? PUSH_PORT : Number(port) };
}
