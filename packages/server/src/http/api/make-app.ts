import swagger, { type StaticDocumentSpec } from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import { API_BASE, API_LIMITS, openapi, type ProblemCode, problem } from '@scomo/api';
import { CursorError } from '@scomo/store';
import fastify, {
  type FastifyError,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
} from 'fastify';
import { homePage } from '../home-page.ts';
import type { ApiContext } from './context.ts';
import { JsonBody } from './json-body.ts';
import { methodsOf } from './paths.ts';
import { internalProblem, registerRoutes, sendProblem } from './register-routes.ts';

/** The API, its document and its pages; everything that is not for devices. */
export async function makeApp(context: ApiContext): Promise<FastifyInstance> {
  const app = fastify({
    bodyLimit: API_LIMITS.bodyBytesMax,
    routerOptions: { maxParamLength: 512 },
    frameworkErrors: (error, request, reply) => answerError(error, request, reply as FastifyReply, context),
  });
  app.addHook('onRequest', async (request, reply) => {
    limitBodyTime(request, reply, context.times.bodyMs);
    reply.headers(SAFE_HEADERS);
  });
  app.addHook('onResponse', async (request) => endUnwantedBody(request, context.times.drainMs));
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/octet-stream', (_request, _payload, parsed) => parsed(null));
  app.addContentTypeParser('application/json', { parseAs: 'string' }, parseJson);
  app.setErrorHandler((error: FastifyError, request, reply) => answerError(error, request, reply, context));
  app.setNotFoundHandler((request, reply) => answerUnknown(request, reply));
  const document = openapi(context.version);
  await app.register(swagger, {
    mode: 'static',
    specification: { document: document as unknown as StaticDocumentSpec['document'] },
  });
  await app.register(swaggerUi, {
    routePrefix: '/api/docs',
    staticCSP: true,
    transformStaticCSP: () => DOCS_POLICY,
    uiConfig: { validatorUrl: null, layout: 'BaseLayout' },
  });
  app.get(`${API_BASE}/openapi.json`, async () => document);
  registerRoutes(app, context);
  registerPages(app, context);
  await app.ready();
  return app;
}

const DOCS_POLICY =
  "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; object-src 'none'; frame-ancestors 'none'";

/** The documentation has a policy of its own. security.md V3.4 */
const SAFE_HEADERS = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
};

function registerPages(app: FastifyInstance, { metrics, ready, store, version }: ApiContext): void {
  app.get('/', async (_request, reply) => reply.type('text/html; charset=utf-8').send(homePage(version)));
  app.get('/healthz', async (_request, reply) => reply.type('text/plain').send('ok\n'));
  app.get('/readyz', async (_request, reply) => {
    const up =
      ready() &&
      (await store.deviceTypes({ limit: 1 }).then(
        () => true,
        () => false,
      ));
    return reply
      .code(up ? 200 : 503)
      .type('text/plain')
      .send(up ? 'ready\n' : 'not ready\n');
  });
  app.get('/metrics', async (_request, reply) =>
    reply.type('text/plain; version=0.0.4').send(metrics.render()),
  );
}

function parseJson(
  _request: FastifyRequest,
  text: string | Buffer,
  parsed: (error: Error | null, body?: JsonBody) => void,
): void {
  const source = String(text);
  try {
    parsed(null, new JsonBody(source, source === '' ? undefined : JSON.parse(source, refuseProto)));
  } catch (error) {
    parsed(Object.assign(new Error(error instanceof Error ? error.message : 'no JSON'), { statusCode: 400 }));
  }
}

function refuseProto(key: string, value: unknown): unknown {
  if (key === '__proto__') throw new SyntaxError('__proto__ is no member name here');
  return value;
}

/** Cuts off a body that comes too slowly; uploads have their own time. security.md §4.3 */
function limitBodyTime(request: FastifyRequest, reply: FastifyReply, withinMs: number): void {
  if (request.raw.complete || request.headers['content-type']?.startsWith('application/octet-stream')) return;
  const patience = setTimeout(() => request.raw.destroy(), withinMs);
  const arrived = () => clearTimeout(patience);
  request.raw.once('end', arrived).once('close', arrived);
  // A body that nobody reads has no end; the answer has.
  reply.raw.once('close', arrived);
}

/** What is still coming after the answer is read for a moment, so that the answer is not lost in a reset, then cut off. */
function endUnwantedBody({ raw }: FastifyRequest, withinMs: number): void {
  if (raw.complete) return;
  const patience = setTimeout(() => {
    if (!raw.complete) raw.destroy();
  }, withinMs);
  raw.socket.once('close', () => clearTimeout(patience));
}

const CODE_OF: Readonly<Record<number, ProblemCode>> = {
  400: 'malformed_request',
  413: 'too_large',
  // Of one parameter in the path: no id is that long.
  414: 'invalid_query',
  415: 'unsupported_media_type',
};

function answerError(error: FastifyError, request: FastifyRequest, reply: FastifyReply, { log }: ApiContext) {
  const code = error instanceof CursorError ? 'invalid_query' : CODE_OF[error.statusCode ?? 500];
  if (code !== undefined) return sendProblem(reply, problem(code, error.message));
  log.error({ err: error, method: request.method, route: request.routeOptions.url }, 'an API request failed');
  return sendProblem(reply, internalProblem());
}

function answerUnknown(request: FastifyRequest, reply: FastifyReply) {
  const path = request.url.replace(/\?.*$/s, '');
  const methods = methodsOf(path);
  if (methods.length === 0) return sendProblem(reply, problem('not_found', 'see the API at /api/docs'));
  reply.header('allow', methods.join(', '));
  return sendProblem(reply, problem('method_not_allowed', `allowed here: ${methods.join(', ')}`));
}
