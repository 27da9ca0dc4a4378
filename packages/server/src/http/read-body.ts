import type { IncomingMessage } from 'node:http';

/** A whole body, or why there is none. */
export type Body =
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
  | { readonly kind: 'too-large' | 'too-slow' | 'cut-off' };

/** Reads a body of at most `bytesMax` within `withinMs`; a declared length beyond it is refused unread. security.md B7 */
export function readBody(request: IncomingMessage, bytesMax: number, withinMs: number): Promise<Body> {
  if (Number(request.headers['content-length'] ?? 0) > bytesMax)
    return Promise.resolve({ kind: 'too-large' });
  return new Promise((resolve) => {
    const pieces: Uint8Array[] = [];
    let length = 0;
    const finish = (body: Body) => {
      clearTimeout(patience);
      request.off('data', take).off('end', end).off('close', cut);
      resolve(body);
    };
    const take = (piece: Uint8Array) => {
      length += piece.length;
      if (length > bytesMax) finish({ kind: 'too-large' });
      else pieces.push(piece);
    };
    const end = () => finish({ kind: 'bytes', bytes: Buffer.concat(pieces, length) });
    const cut = () => finish({ kind: 'cut-off' });
    const patience = setTimeout(() => finish({ kind: 'too-slow' }), withinMs);
    request.on('data', take).on('end', end).on('close', cut).on('error', cut);
  });
}
