import type { TObject, TSchema } from 'typebox';
import type { ProblemCode } from './problem-codes.ts';

/** What a token must allow. `public` needs no token, `any` any valid one. */
export type Scope =
  | 'public'
  | 'any'
  | 'devices:read'
  | 'devices:write'
  | 'offers:read'
  | 'offers:write'
  | 'packages:read'
  | 'packages:write'
  | 'releases:read'
  | 'releases:write'
  | 'tasks:read'
  | 'tasks:write'
  | 'sessions:read';

/** One operation of the API: server registration, client and OpenAPI all follow from it. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** Below `/api/v1`, parameters in braces. */
  readonly path: string;
  readonly summary: string;
  readonly description?: string;
  readonly scope: Scope;
  readonly params?: TObject;
  readonly query?: TObject;
  /** JSON body. */
  readonly body?: TSchema;
  /** Media type of a body that is bytes instead of JSON. */
  readonly upload?: string;
  /** Success answers by status; `null` = no body. */
  readonly responses: Readonly<Record<number, TSchema | null>>;
  /** Beyond those that follow from the shape of the route. */
  readonly problems: readonly ProblemCode[];
}

/** Below this everything in the table stands. */
export const API_BASE = '/api/v1';

/** Every problem that an operation may answer with. */
export function problemsOf(route: Route): readonly ProblemCode[] {
  return [
    ...(route.scope === 'public' ? [] : (['unauthenticated'] as const)),
    ...(route.params || route.query ? (['invalid_query'] as const) : []),
    ...(route.body ? (['malformed_request', 'validation_failed'] as const) : []),
    ...(route.body || route.upload ? (['too_large', 'unsupported_media_type'] as const) : []),
    ...(route.method === 'POST' ? (['idempotency_mismatch', 'request_in_progress'] as const) : []),
    ...route.problems,
    'internal',
    'overloaded',
  ];
}
