import { createReadStream } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { type ProblemCode, problem } from '@scomo/api';
import type { Blobs } from '../blobs.ts';
import type { Metrics } from '../metrics.ts';
import { sendDescriptor, takeNotice } from './descriptor-endpoint.ts';
import { checkLink } from './download-link.ts';
import { rangeOf } from './range.ts';
import { refuse } from './refuse.ts';

export interface DownloadEnv {
  readonly blobs: Blobs;
  readonly linkKey: Uint8Array;
  readonly metrics: Metrics;
  nowMs(): number;
  /** Scheme and host of this server as devices see it. */
  origin(): string;
}

/**
 * `/dl/<digest>`: a package for whoever holds a signed link, whole or in part. The same link with `.dd` behind the digest opens
 * its OMA Download descriptor, with `.notify` it takes the status line of one. security.md C9, C10, spec/scomo.md §10
 */
export function downloadEndpoint(env: DownloadEnv) {
  return async (
    request: IncomingMessage,
    response: ServerResponse,
    name: string,
    query: URLSearchParams,
  ): Promise<void> => {
    const [digest = '', what] = name.split(/\.(?=(?:dd|notify)$)/);
    response.once('close', () => env.metrics.add('scomo_downloads_total', { status: response.statusCode }));
    const fault = faultOf(request, what === 'notify' ? ['POST'] : ['GET', 'HEAD'], digest, query, env);
    if (fault !== undefined) return refuseWith(request, response, ...fault);
    if (what === 'notify') return takeNotice(request, response, env.metrics);
    const size = await env.blobs.sizeOf(digest);
    if (size === undefined) return refuseWith(request, response, 'not_found', 'there is no such package');
    if (what === 'dd') await sendDescriptor(request, response, digest, size, query, env);
    else await send(request, response, digest, size, env);
  };
}

function faultOf(
  { method = '' }: IncomingMessage,
  methods: readonly string[],
  digest: string,
  query: URLSearchParams,
  { linkKey, nowMs }: DownloadEnv,
): [ProblemCode, string] | undefined {
  if (!methods.includes(method)) return ['method_not_allowed', `${methods.join(' and ')} only`];
  if (!/^[0-9a-f]{64}$/.test(digest)) return ['not_found', 'packages are named by their SHA-256 in hex'];
  const verdict = checkLink(digest, query, nowMs(), linkKey);
  if (verdict === 'forged') return ['link_invalid', 'the signature does not fit'];
  if (verdict === 'expired') return ['link_expired', 'start a DM session to get a new link'];
  return undefined;
}

async function send(
  request: IncomingMessage,
  response: ServerResponse,
  digest: string,
  size: number,
  { blobs, metrics }: DownloadEnv,
): Promise<void> {
  const etag = `"${digest}"`;
  const { range: wanted, 'if-range': condition } = request.headers;
  const sameFile = condition === undefined || condition === etag;
  const range = sameFile ? rangeOf(wanted, size) : 'whole';
  if (range === 'unsatisfiable') {
    return refuse(request, response, 416, { 'content-range': `bytes */${size}` });
  }
  const { start, end } = range === 'whole' ? { start: 0, end: size - 1 } : range;
  response.writeHead(range === 'whole' ? 200 : 206, {
    'content-type': 'application/octet-stream',
    'content-length': end - start + 1,
    ...(range === 'whole' ? {} : { 'content-range': `bytes ${start}-${end}/${size}` }),
    'accept-ranges': 'bytes',
    etag,
    'cache-control': 'private, no-transform',
    'x-content-type-options': 'nosniff',
  });
  if (request.method === 'HEAD' || size === 0) {
    response.end();
    return;
  }
  const file = createReadStream(blobs.pathOf(digest), { start, end, highWaterMark: 256 * 1024 });
  try {
    await pipeline(file, response);
  } catch {
    // The device went away; it will come back with a range.
  }
  metrics.add('scomo_download_bytes_total', {}, file.bytesRead);
}

function refuseWith(
  request: IncomingMessage,
  response: ServerResponse,
  code: ProblemCode,
  detail: string,
): void {
  const document = problem(code, detail);
  const headers = {
    'content-type': 'application/problem+json',
    ...(document.status === 405
      ? { allow: /\.notify(\?|$)/.test(request.url ?? '') ? 'POST' : 'GET, HEAD' }
      : {}),
  };
  refuse(
    request,
    response,
    document.status,
    headers,
    request.method === 'HEAD' ? '' : JSON.stringify(document),
  );
}
