import { connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';

/** An HTTP answer as it came over the socket. */
export interface RawAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Opens a socket, sends these pieces and reads until the server closes. */
export async function rawExchange(
  port: number,
  ...pieces: readonly (string | Uint8Array)[]
): Promise<RawAnswer> {
  const socket = await rawSocket(port);
  for (const piece of pieces) socket.write(piece);
  return parseAnswer(await text(socket));
}

export async function rawSocket(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  await new Promise((resolve, reject) => socket.once('connect', resolve).once('error', reject));
  // A reset after the answer is how a server ends a connection whose bytes it does not want.
  socket.on('error', () => undefined);
  return socket;
}

export function parseAnswer(answer: string): RawAnswer {
  const end = answer.indexOf('\r\n\r\n');
  const [line = '', ...fields] = answer.slice(0, Math.max(end, 0)).split('\r\n');
  return {
    status: Number(line.split(' ')[1]),
    headers: Object.fromEntries(
      fields.map((field) => [
        field.slice(0, field.indexOf(':')).toLowerCase(),
        field.slice(field.indexOf(':') + 2),
      ]),
    ),
    body: answer.slice(end + 4),
  };
}
