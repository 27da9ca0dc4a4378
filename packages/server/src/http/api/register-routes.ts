import {
  API_BASE,
  check,
  checkTexts,
  type Problem,
  problem,
  ROUTE_NAMES,
  type Route,
  type RouteName,
  routes,
} from '@scomo/api';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { equalTexts } from '../../auth-ports.ts';
import type { ApiContext } from './context.ts';
import { type Failure, failure } from './handler.ts';
import { deviceHandlers } from './handlers/devices.ts';
import { enrolmentHandlers } from './handlers/enrolment.ts';
import { offerHandlers } from './handlers/offers.ts';
import { packageHandlers } from './handlers/packages.ts';
import { sessionHandlers } from './handlers/sessions.ts';
import { systemHandlers } from './handlers/system.ts';
import { taskHandlers } from './handlers/tasks.ts';
import { treeHandlers } from './handlers/tree.ts';
import { type Once, onceBy, type Sent } from './idempotency.ts';
import { JsonBody } from './json-body.ts';
import { apiPath } from './paths.ts';

/** A handler as the loop below sees it: the table has checked what it gets. */
type LooseHandler = (
  call: { params: unknown; query: unknown; body: unknown; stream: FastifyRequest['raw'] },
  context: ApiContext,
) => Promise<{ readonly status: number; readonly body: unknown } | Failure>;

const handlers: Readonly<Record<RouteName, unknown>> = {
  ...deviceHandlers,
  ...enrolmentHandlers,
  ...packageHandlers,
  ...offerHandlers,
  ...taskHandlers,
  ...treeHandlers,
  ...sessionHandlers,
  ...systemHandlers,
};

const TASK_ID_CHARS = 26;

/** Serves every route of the contract: token, schemas, idempotency, then its handler. */
export function registerRoutes(app: FastifyInstance, context: ApiContext): void {
  const once = onceBy(context.store, context.replayKey, context.ports.now);
  for (const name of ROUTE_NAMES) {
    const route: Route = routes[name];
    const handler = handlers[name] as LooseHandler;
    app.route({
      method: route.method,
      url: API_BASE + apiPath(route.path),
      // In front of the body: nothing of a stranger's is parsed.
      onRequest: async (request, reply) => {
        const refusal = unauthorised(route, request, context);
        if (refusal === undefined) return;
        const sent = render(refusal);
        context.metrics.add('scomo_api_requests_total', { operation: name, status: sent.status });
        return send(reply, sent);
      },
      handler: async (request, reply) => {
        const { sent, replayed } = await serve(name, route, handler, request, context, once);
        context.metrics.add('scomo_api_requests_total', { operation: name, status: sent.status });
        if (replayed) reply.header('idempotency-replayed', 'true');
        return send(reply, sent);
      },
    });
  }
}

async function serve(
  name: RouteName,
  route: Route,
  handler: LooseHandler,
  request: FastifyRequest,
  context: ApiContext,
  once: Once,
): Promise<{ readonly sent: Sent; readonly replayed: boolean }> {
  const fresh = (sent: Sent) => ({ sent, replayed: false });
  const refusal = wrongMediaType(route, request);
  if (refusal !== undefined) return fresh(render(refusal));
  const call = checkedCall(route, request);
  if ('problem' in call) return fresh(render(call));
  const run = async (within: ApiContext) => render(await handler({ ...call, stream: request.raw }, within));
  const key = request.headers['idempotency-key'];
  if (route.method !== 'POST' || route.upload !== undefined || typeof key !== 'string')
    return fresh(await run(context));
  const content = [request.url, '\n', request.body instanceof JsonBody ? request.body.text : ''];
  const result = await once({ key, operation: name, content }, (seed) =>
    run({ ...context, ports: { ...context.ports, newId: seededIds(seed, context.ports.newId) } }),
  );
  return 'problem' in result ? fresh(render(result)) : result;
}

/** Ids of tasks follow from the seed: the first of a request is the same when it is repeated. */
function seededIds(seed: string, newId: (prefix: string) => string): (prefix: string) => string {
  let left: string | undefined = seed.slice(0, TASK_ID_CHARS);
  return (prefix) => {
    const id = prefix === 'tk_' && left !== undefined ? prefix + left : newId(prefix);
    if (prefix === 'tk_') left = undefined;
    return id;
  };
}

function unauthorised(route: Route, { headers }: FastifyRequest, context: ApiContext): Failure | undefined {
  if (route.scope === 'public') return undefined;
  const token = /^Bearer +(\S+) *$/i.exec(headers.authorization ?? '')?.[1];
  if (token !== undefined && equalTexts(token, context.adminToken)) return undefined;
  const why = token === undefined ? 'send Authorization: Bearer <token>' : 'this token is not valid here';
  return failure('unauthenticated', why);
}

function wrongMediaType(route: Route, { headers, body }: FastifyRequest): Failure | undefined {
  const { upload } = route;
  const isUpload = headers['content-type']?.startsWith('application/octet-stream') ?? false;
  if (upload !== undefined && !isUpload) return failure('unsupported_media_type', `send ${upload}`);
  const wantsJson = route.body !== undefined;
  if (wantsJson && !(body instanceof JsonBody))
    return failure('unsupported_media_type', 'send application/json');
  return undefined;
}

function checkedCall(
  route: Route,
  request: FastifyRequest,
): { readonly params: unknown; readonly query: unknown; readonly body: unknown } | Failure {
  const params = route.params ? checkTexts(route.params, request.params) : undefined;
  if (params?.ok === false) return failure('invalid_query', 'see errors', { errors: params.errors });
  const query = route.query ? checkTexts(route.query, request.query) : undefined;
  if (query?.ok === false) return failure('invalid_query', 'see errors', { errors: query.errors });
  const json = request.body instanceof JsonBody ? request.body.value : undefined;
  const body = route.body ? check(route.body, json) : undefined;
  if (body?.ok === false) return failure('validation_failed', 'see errors', { errors: body.errors });
  return { params: params?.value, query: query?.value, body: body?.value };
}

function render(answer: { readonly status: number; readonly body: unknown } | Failure): Sent {
  if ('problem' in answer) return { status: answer.problem.status, body: JSON.stringify(answer.problem) };
  return { status: answer.status, body: answer.body === undefined ? '' : JSON.stringify(answer.body) };
}

function send(reply: FastifyReply, { status, body }: Sent): FastifyReply {
  reply.code(status);
  if (status === 401) reply.header('www-authenticate', 'Bearer');
  if (body === '') return reply.send();
  // As octets: to text the framework adds a charset, which JSON types do not have. RFC 8259 §11
  return reply.type(status < 400 ? 'application/json' : 'application/problem+json').send(Buffer.from(body));
}

/** Any problem as an answer, for what goes wrong outside of a route. */
export function sendProblem(reply: FastifyReply, document: Problem): FastifyReply {
  return send(reply, { status: document.status, body: JSON.stringify(document) });
}

/** For an error of ours: what it was stays in the log. */
export function internalProblem(): Problem {
  return problem('internal', 'the cause is in the log of the server');
}
