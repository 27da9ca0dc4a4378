import { once } from 'node:events';
import { lchownSync, lstatSync, rmSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { Stopped } from '../../base/failure.ts';
import { LIMITS } from '../../base/limits.ts';
import type { InstallerPort } from '../port.ts';
import { type Answer, answerOf } from './answers.ts';
import { parseRequest, type Request, RequestError } from './requests.ts';

/** Whom the socket is for. */
export interface SocketOwner {
  readonly uid: number;
  readonly gid: number;
}

/**
 * Offers the six verbs on a UNIX socket: one connection, one request, one answer. Only `owner` and root can connect: the
 * socket is theirs alone before anybody could find it. Whoever connects is believed in nothing; a line that is no
 * request is answered by an error and changes nothing. docs/agent-install.md
 */
export async function serveInstaller(
  port: InstallerPort,
  path: string,
  owner: SocketOwner,
  say: (line: string) => void,
): Promise<{ close(): void }> {
  if (lstatSync(path, { throwIfNoEntry: false })?.isSocket()) rmSync(path);
  const sockets = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    serveOne(port, socket, say);
  });
  server.maxConnections = LIMITS.installerConnectionsMax;
  // The socket is bound inside of `listen`: it never had another mode.
  const mask = process.umask(0o177);
  server.listen(path);
  process.umask(mask);
  await once(server, 'listening');
  lchownSync(path, owner.uid, owner.gid);
  return {
    close() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

function serveOne(port: InstallerPort, socket: Socket, say: (line: string) => void): void {
  const parts: Buffer[] = [];
  let size = 0;
  const late = setTimeout(() => socket.destroy(), LIMITS.requestMs);
  const take = (line: Uint8Array) => {
    clearTimeout(late);
    socket.removeAllListeners('data').pause();
    answer(port, line, say).then(
      (reply) => socket.end(`${JSON.stringify(reply)}\n`),
      () => socket.destroy(),
    );
  };
  socket.on('error', () => undefined);
  socket.on('close', () => clearTimeout(late));
  socket.on('end', () => size === 0 && socket.destroy());
  socket.on('data', (part: Buffer) => {
    const end = part.indexOf('\n');
    parts.push(end === -1 ? part : part.subarray(0, end));
    size += part.length;
    if (end !== -1 || size > LIMITS.requestBytesMax) take(Buffer.concat(parts));
  });
}

/** Rejects when the part is being stopped: the other side comes again. */
async function answer(port: InstallerPort, line: Uint8Array, say: (line: string) => void): Promise<Answer> {
  try {
    return { value: await carryOut(port, parseRequest(line)) };
  } catch (error) {
    if (error instanceof Stopped) throw error;
    if (error instanceof RequestError) say(`refused a request (${error.code}): ${error.message}`);
    return answerOf(error);
  }
}

function carryOut(port: InstallerPort, request: Request): Promise<unknown> {
  switch (request.verb) {
    case 'terms':
      return port.terms();
    case 'rotate':
      return port.rotate(request.roots);
    case 'inventory':
      return port.inventory(request.again);
    case 'stage':
      return port.stage(request);
    case 'apply': {
      const { verb: _verb, ...change } = request;
      return port.apply(change);
    }
    case 'sweep':
      return port.sweep();
  }
}
