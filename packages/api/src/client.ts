import { type Problem, problem } from './problem.ts';
import { API_BASE, type Route } from './route.ts';
import type { BodyOf, Immutable, ParamsOf, QueryOf, SuccessOf } from './route-types.ts';
import { ROUTE_NAMES, type RouteName, type Routes, routes } from './routes.ts';

/** Bytes of an upload: at once, or as they come. */
export type Upload = Uint8Array<ArrayBuffer> | AsyncIterable<Uint8Array>;

/** The part of the platform's `fetch` that is used. */
export type Fetch = (
  url: string,
  init: {
    method: string;
    headers: Record<string, string>;
    body?: string | Upload;
    duplex?: 'half';
  },
) => Promise<{ readonly status: number; text(): Promise<string> }>;

export interface ClientOptions {
  /** Origin of the server, e.g. `http://127.0.0.1:8080`. */
  readonly url: string;
  /** Bearer token; absent for public operations. */
  readonly token?: string;
  readonly fetch: Fetch;
}

/** The server answered with a problem. */
export class ApiError extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.detail === undefined ? problem.title : `${problem.title}: ${problem.detail}`);
    this.name = 'ApiError';
    this.problem = problem;
  }
}

type Optionally<K extends string, T> = [T] extends [undefined]
  ? object
  : object extends T
    ? { readonly [P in K]?: T }
    : { readonly [P in K]: T };

/** What a call takes: `params`, `query`, `body` and `upload` as the table says; POSTs an `idempotencyKey`. */
export type CallInput<N extends RouteName> = Optionally<'params', ParamsOf<N>> &
  Optionally<'query', QueryOf<N>> &
  Optionally<'body', Immutable<BodyOf<N>>> &
  (Routes[N] extends { readonly upload: string } ? { readonly upload: Upload } : object) &
  (Routes[N]['method'] extends 'POST' ? { readonly idempotencyKey?: string } : object);

/** One method an operation of the table. Rejects with `ApiError`, or with what `fetch` throws. */
export type Client = {
  readonly [N in RouteName]: (
    ...input: object extends CallInput<N> ? [input?: CallInput<N>] : [input: CallInput<N>]
  ) => Promise<SuccessOf<N>>;
};

interface LooseInput {
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, unknown>>;
  readonly body?: unknown;
  readonly upload?: Upload;
  readonly idempotencyKey?: string;
}

/** A client of the whole contract. */
export function createClient(options: ClientOptions): Client {
  const calls = ROUTE_NAMES.map((name) => [
    name,
    (input: LooseInput = {}) => call(options, routes[name], input),
  ]);
  return Object.fromEntries(calls) as Client;
}

async function call(options: ClientOptions, route: Route, input: LooseInput): Promise<unknown> {
  const { upload } = input;
  const headers: Record<string, string> = { accept: 'application/json' };
  if (options.token !== undefined) headers.authorization = `Bearer ${options.token}`;
  if (input.idempotencyKey !== undefined) headers['idempotency-key'] = input.idempotencyKey;
  const body = upload ?? (input.body === undefined ? undefined : JSON.stringify(input.body));
  if (body !== undefined) headers['content-type'] = route.upload ?? 'application/json';
  const response = await options.fetch(urlOf(options.url, route, input), {
    method: route.method,
    headers,
    ...(body === undefined ? {} : { body }),
    ...(upload !== undefined && Symbol.asyncIterator in upload ? { duplex: 'half' as const } : {}),
  });
  const text = await response.text();
  if (response.status in route.responses) return text === '' ? undefined : JSON.parse(text);
  throw new ApiError(problemOf(response.status, text));
}

/** Address of an operation. Throws Error when a path parameter is missing. */
function urlOf(origin: string, route: Route, { params = {}, query = {} }: LooseInput): string {
  const path = route.path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = params[name];
    if (value === undefined) throw new Error(`path parameter ${name} is missing`);
    return encodeURIComponent(value);
  });
  const search = Object.entries(query)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `${encodeURIComponent(key)}=${encodeURIComponent(String(value))}`);
  return `${origin.replace(/\/+$/, '')}${API_BASE}${path}${search.length > 0 ? `?${search.join('&')}` : ''}`;
}

function problemOf(status: number, text: string): Problem {
  try {
    const parsed: unknown = JSON.parse(text);
    if (typeof parsed === 'object' && parsed !== null && 'code' in parsed && 'title' in parsed) {
      return parsed as Problem;
    }
  } catch {
    // Not ours: a proxy in between. What it said is in the detail.
  }
  return { ...problem('internal', text.slice(0, 200)), status, title: `HTTP ${status}` };
}
