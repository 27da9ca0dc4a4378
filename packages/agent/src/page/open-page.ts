import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { LIMITS } from '../base/limits.ts';
import type { Context } from '../context.ts';
import { acceptedLanguages } from './accept-language.ts';
import { readForm } from './form-body.ts';
import { guard, type Passed } from './guard.ts';
import { takeWish } from './offers.ts';
import { keepAddress, newToken, pageUrl, readAddress } from './page-address.ts';
import type { PageConfig } from './page-config.ts';
import { render } from './render.ts';
import { takeForm } from './requests.ts';
import { SCRIPT } from './script.ts';
import { STYLE } from './style.ts';
import { createWatchers, type Watchers } from './watchers.ts';

/** The End User's page while the agent runs. */
export interface Page {
  readonly url: string;
  close(): Promise<void>;
}

const SECURE = {
  'content-security-policy':
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src data:; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'no-store',
} as const;

const TEXT = {
  400: 'That request is malformed.',
  403: 'This page is only for this machine, under its own address.',
  404: 'There is nothing here. The address of the page is printed by: scomo-agent page',
  405: 'That is not possible here.',
  413: 'That is too long.',
} as const;

/** Serves the page on the loopback interface. Rejects when the port is taken. docs/consent.md */
export async function openPage(contexts: readonly Context[], config: PageConfig): Promise<Page> {
  const [context] = contexts;
  if (context === undefined) throw new Error('a device without an account has no page');
  const token = readAddress(context.state)?.token ?? newToken();
  const watchers = createWatchers(context);
  let port = config.port;
  const server = createServer(
    { maxHeaderSize: 16 * 1024, requestTimeout: LIMITS.pageIdleMs, headersTimeout: LIMITS.pageIdleMs },
    (request, response) => {
      const { method = '', url = '', headers } = request;
      const passed = guard({ method, url, headers }, port, token);
      serve(contexts, watchers, passed, request, response).catch((error: unknown) => {
        context.say(`page: ${error instanceof Error ? error.message : String(error)}`);
        response.destroy();
      });
    },
  );
  server.maxConnections = LIMITS.pageConnectionsMax;
  server.keepAliveTimeout = LIMITS.pageIdleMs;
  await new Promise<void>((done, failed) => {
    server.once('error', failed);
    server.listen(config.port, '127.0.0.1', done);
  });
  const address = server.address();
  port = typeof address === 'object' && address !== null ? address.port : config.port;
  keepAddress(context.state, { port, token });
  return {
    url: pageUrl({ port, token }),
    async close() {
      watchers.close();
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

async function serve(
  contexts: readonly Context[],
  watchers: Watchers,
  passed: Passed,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const [context] = contexts;
  if (typeof passed === 'number' || context === undefined)
    return refuse(response, typeof passed === 'number' ? passed : 404);
  const { path, query } = passed;
  const wanted = [...acceptedLanguages(request.headers['accept-language']), context.config.language];
  if (request.method === 'POST') {
    if (path !== 'answer' && path !== 'ask') return refuse(response, 404);
    const body = await readBody(request);
    const fields = body === undefined ? undefined : readForm(body);
    if (fields === undefined) return refuse(response, body === undefined ? 413 : 400);
    const [said, page] =
      path === 'ask'
        ? [takeWish(contexts, fields), 'catalogue']
        : [await takeForm(context, wanted, fields), './'];
    response.writeHead(303, { ...SECURE, location: `${page}?said=${said}` }).end();
    return;
  }
  switch (path) {
    case 'style.css':
      return send(response, 'text/css', STYLE);
    case 'page.js':
      return send(response, 'text/javascript', SCRIPT);
    case 'events':
      return watchers.add(response, SECURE) ? undefined : refuse(response, 405);
    default: {
      const page = await render(context, path, query, wanted);
      return page === undefined ? refuse(response, 404) : send(response, 'text/html', page.markup);
    }
  }
}

function send(response: ServerResponse, type: string, body: string): void {
  response
    .writeHead(200, { ...SECURE, 'content-type': `${type}; charset=utf-8`, vary: 'accept-language' })
    .end(body);
}

function refuse(response: ServerResponse, code: keyof typeof TEXT): void {
  response.writeHead(code, { ...SECURE, 'content-type': 'text/plain; charset=utf-8', connection: 'close' });
  response.end(`${TEXT[code]}\n`);
}

/** A form's body; undefined when it is longer than any form of ours. */
async function readBody(request: IncomingMessage): Promise<string | undefined> {
  let body = '';
  request.setEncoding('latin1');
  for await (const part of request) {
    body += part;
    if (body.length > LIMITS.formBytesMax) return undefined;
  }
  return body;
}
