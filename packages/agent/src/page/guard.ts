import type { IncomingHttpHeaders } from 'node:http';
import { authPorts } from '../base/node-crypto.ts';

/** What the guard needs of a request. */
export interface Asked {
  readonly method: string;
  /** Path and query as they came. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
}

/** The path below the token, without a leading slash, and the query; or the HTTP status of a refusal. */
export type Passed = { readonly path: string; readonly query: URLSearchParams } | 400 | 403 | 404 | 405;

/**
 * Lets in who knows the token and came to this very address. Host: a name that was turned to 127.0.0.1 later (DNS
 * rebinding) is another one. Origin: other pages in the same browser may not send forms here.
 */
export function guard({ method, url, headers }: Asked, port: number, token: string): Passed {
  const hosts = [`127.0.0.1:${port}`, `localhost:${port}`];
  if (!hosts.includes(headers.host ?? '')) return 403;
  if (method !== 'GET' && method !== 'HEAD' && method !== 'POST') return 405;
  const [pathname = '', search = ''] = url.split('?', 2);
  const [, given = '', ...rest] = pathname.split('/');
  if (!pathname.startsWith('/') || !sameText(given, token) || rest.length === 0) return 404;
  if (method === 'POST') {
    if (headers.origin !== undefined && headers.origin !== `http://${headers.host}`) return 403;
    const site = headers['sec-fetch-site'];
    if (site !== undefined && site !== 'same-origin') return 403;
    if (headers['content-type']?.split(';')[0]?.trim() !== 'application/x-www-form-urlencoded') return 400;
  }
  return { path: rest.join('/'), query: new URLSearchParams(search) };
}

/** Takes as long whatever differs. */
function sameText(a: string, b: string): boolean {
  return authPorts.equal(a, b);
}
