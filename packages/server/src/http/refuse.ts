import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { HTTP_TIMES, type HttpTimes, SERVER_LIMITS } from '../limits.ts';

/**
 * An answer to a request whose body is not wanted: the connection is closed after it. What is still coming is read for
 * a moment, or the answer would be lost in a reset of the connection.
 */
export function refuse(
  request: IncomingMessage,
  response: ServerResponse,
  status: number,
  headers: OutgoingHttpHeaders = {},
  body = '',
  times: HttpTimes = HTTP_TIMES,
): void {
  response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body), connection: 'close' });
  if (request.complete) {
    response.end(body);
    return;
  }
  if (body === '') response.flushHeaders();
  else response.write(body);
  let rest = SERVER_LIMITS.drainBytesMax;
  const finish = () => {
    clearTimeout(patience);
    request.off('data', count);
    response.end();
  };
  const count = (piece: Uint8Array) => {
    rest -= piece.length;
    if (rest < 0) finish();
  };
  const patience = setTimeout(finish, times.drainMs);
  request.on('data', count);
  request.once('end', finish);
  request.once('close', finish);
  request.on('error', finish);
}
