import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Log } from '../log.ts';
import { DOWNLOAD_PATH } from './download-link.ts';
import type { RequestHandler } from './http-server.ts';
import { refuse } from './refuse.ts';

export const DM_PATH = '/dm';

export interface Endpoints {
  dm(request: IncomingMessage, response: ServerResponse, query: URLSearchParams): Promise<void>;
  download(
    request: IncomingMessage,
    response: ServerResponse,
    digest: string,
    query: URLSearchParams,
  ): Promise<void>;
  /** Everything else. */
  readonly rest: RequestHandler;
}

/** Chooses by path: devices' traffic never passes the framework that serves the API. */
export function dispatcher(endpoints: Endpoints, log: Log): RequestHandler {
  return (request, response) => {
    if (isMuddled(request)) return refuse(request, response, 400);
    const [path = '', search = ''] = splitUrl(request.url ?? '');
    const fail = (error: unknown) => {
      log.error({ err: error }, 'a request failed');
      if (response.headersSent) response.destroy();
      else refuse(request, response, 500);
    };
    if (path === DM_PATH) endpoints.dm(request, response, new URLSearchParams(search)).catch(fail);
    else if (path.startsWith(DOWNLOAD_PATH)) {
      const digest = path.slice(DOWNLOAD_PATH.length);
      endpoints.download(request, response, digest, new URLSearchParams(search)).catch(fail);
    } else endpoints.rest(request, response);
  };
}

/** What node's parser lets pass and no server may: a version before 1.0, a second Host. RFC 9112 §3.2, security.md B13 */
function isMuddled({ httpVersionMajor, rawHeaders }: IncomingMessage): boolean {
  if (httpVersionMajor < 1) return true;
  let hosts = 0;
  for (let at = 0; at < rawHeaders.length; at += 2) if (rawHeaders[at]?.toLowerCase() === 'host') hosts += 1;
  return hosts > 1;
}

function splitUrl(url: string): readonly string[] {
  const at = url.indexOf('?');
  return at < 0 ? [url] : [url.slice(0, at), url.slice(at + 1)];
}
