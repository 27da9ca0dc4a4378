import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { DESCRIPTOR_TYPE } from '@scomo/delivery';
import { Failure } from '../base/failure.ts';
import { LIMITS } from '../base/limits.ts';
import { downloadTls } from '../base/tls.ts';
import { allowedUrl, type UrlRules } from './url-rules.ts';

/** spec/scomo.md §10; of descriptors only version 1 is read. */
const ACCEPT = `${DESCRIPTOR_TYPE}, */*`;

/** Body of a package from `offset` on. */
export interface RangeBody {
  /** First byte that comes; 0 when the server starts anew. */
  readonly offset: number;
  /** Bytes of the whole file as the server claims; undefined when it does not say. */
  readonly total: number | undefined;
  /** Strong validator, for going on later. */
  readonly etag: string | undefined;
  /** Content-Type as it came. */
  readonly type: string | undefined;
  /** Where it came from, after redirects. */
  readonly url: URL;
  readonly stream: IncomingMessage;
}

/** A transfer that broke: worth another try; `code` is the result when all tries are used up. */
export class BrokenConnection extends Error {
  readonly code: 1500 | 1501;

  constructor(detail: string, code: 1500 | 1501 = 1501) {
    super(detail);
    this.name = 'BrokenConnection';
    this.code = code;
  }
}

/** What is asked for, and how. */
export interface RangeRequest {
  readonly rules: UrlRules;
  /** First byte wanted. */
  readonly offset: number;
  /** Validator of the bytes before it. */
  readonly etag: string | undefined;
  readonly connectMs: number;
  readonly signal: AbortSignal;
}

/** Asks for the file from `offset` on. Throws Failure for an answer that is final, BrokenConnection for one that is not. */
export async function fetchRange(address: string, wanted: RangeRequest): Promise<RangeBody> {
  let url = allowedUrl(address, wanted.rules);
  for (let redirects = 0; ; redirects++) {
    const response = await get(url, wanted);
    const { statusCode = 0, headers } = response;
    if (![301, 302, 303, 307, 308].includes(statusCode)) return bodyOf(response, url, wanted.offset);
    response.destroy();
    if (redirects === LIMITS.redirectsMax) throw new Failure(1402, `more than ${redirects} redirects`);
    url = allowedUrl(headers.location ?? '', wanted.rules, url);
  }
}

function get(url: URL, { rules, offset, etag, connectMs, signal }: RangeRequest): Promise<IncomingMessage> {
  const send = url.protocol === 'https:' ? httpsRequest : httpRequest;
  const headers: Record<string, string> = { accept: ACCEPT, 'accept-encoding': 'identity' };
  if (offset > 0) {
    headers.range = `bytes=${offset}-`;
    if (etag !== undefined) headers['if-range'] = etag;
  }
  return new Promise((resolve, reject) => {
    const options = { headers, agent: false, signal, timeout: connectMs, ...downloadTls(rules) };
    const request = send(url, options);
    request.on('timeout', () => request.destroy(new Error('no answer in time')));
    request.on('error', (error) => reject(new BrokenConnection(error.message)));
    request.on('response', resolve);
    request.end();
  });
}

function bodyOf(response: IncomingMessage, url: URL, wanted: number): RangeBody {
  const { statusCode = 0, headers } = response;
  const failure = answerFailure(statusCode);
  const encoded = headers['content-encoding'] ?? 'identity';
  const problem =
    failure ?? (encoded === 'identity' ? undefined : new Failure(1402, `content encoding ${encoded}`));
  if (problem !== undefined) {
    response.destroy();
    throw problem;
  }
  const etag = /^"[^"]+"$/.test(headers.etag ?? '') ? headers.etag : undefined;
  const body = { etag, type: headers['content-type'], url, stream: response };
  if (statusCode === 200) {
    const length = Number(headers['content-length'] ?? Number.NaN);
    return { ...body, offset: 0, total: Number.isSafeInteger(length) ? length : undefined };
  }
  const [, first, , total] = /^bytes (\d+)-(\d+)\/(\d+|\*)$/.exec(headers['content-range'] ?? '') ?? [];
  if (Number(first) !== wanted) {
    response.destroy();
    throw new Failure(1402, `asked from byte ${wanted}, got ${headers['content-range'] ?? 'no range'}`);
  }
  return { ...body, offset: wanted, total: total === '*' ? undefined : Number(total) };
}

/** Result code of an HTTP answer that brings no bytes. spec/scomo.md §6.2 */
export function answerFailure(status: number): Error | undefined {
  if (status === 200 || status === 206) return undefined;
  if (status === 401 || status === 403 || status === 407)
    return new Failure(1403, `download server said ${status}`);
  if (status === 408 || status === 429 || status >= 500)
    return new BrokenConnection(`download server said ${status}`, 1500);
  return new Failure(1402, `download server said ${status}`);
}
