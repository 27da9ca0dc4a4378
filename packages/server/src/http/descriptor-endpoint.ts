import type { IncomingMessage, ServerResponse } from 'node:http';
import {
  claimedManifest,
  DESCRIPTOR_TYPE,
  HEAD_BYTES_MAX,
  readHead,
  readStatusLine,
  renderDescriptor,
} from '@scomo/delivery';
import type { Blobs } from '../blobs.ts';
import { HTTP_TIMES, SERVER_LIMITS } from '../limits.ts';
import type { Metrics } from '../metrics.ts';
import { DOWNLOAD_PATH } from './download-link.ts';
import { readBody } from './read-body.ts';
import { refuse } from './refuse.ts';

/** The OMA Download descriptor of a package; its addresses are as good for as long as the link that opened it. spec/scomo.md §10.1 */
export async function sendDescriptor(
  request: IncomingMessage,
  response: ServerResponse,
  digest: string,
  size: number,
  query: URLSearchParams,
  env: { readonly blobs: Blobs; origin(): string },
): Promise<void> {
  const head = readHead((await env.blobs.read(digest, 0, HEAD_BYTES_MAX)) ?? new Uint8Array());
  if (head === undefined) throw new Error(`blob ${digest} has no head`);
  const { version, characteristics } = claimedManifest(head);
  const address = `${env.origin()}${DOWNLOAD_PATH}${digest}`;
  const body = renderDescriptor({
    types: ['application/octet-stream'],
    size,
    objectURI: `${address}?${query}`,
    name: characteristics.title,
    version,
    vendor: characteristics.provider,
    installNotifyURI: `${address}.notify?${query}`,
  });
  response.writeHead(200, {
    'content-type': DESCRIPTOR_TYPE,
    'content-length': Buffer.byteLength(body),
    'cache-control': 'private, no-store',
    'x-content-type-options': 'nosniff',
  });
  response.end(request.method === 'HEAD' ? '' : body);
}

/** Counts a status line; 400 for what is none. spec/scomo.md §10.3 */
export async function takeNotice(
  request: IncomingMessage,
  response: ServerResponse,
  metrics: Metrics,
): Promise<void> {
  const body = await readBody(request, SERVER_LIMITS.noticeBytesMax, HTTP_TIMES.bodyMs);
  if (body.kind === 'cut-off') return;
  if (body.kind !== 'bytes') return refuse(request, response, body.kind === 'too-large' ? 413 : 408);
  const status = readStatusLine(Buffer.from(body.bytes).toString('latin1'));
  if (status === undefined) return refuse(request, response, 400);
  metrics.add('scomo_download_notices_total', { status });
  response.writeHead(204).end();
}
