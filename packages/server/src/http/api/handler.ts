import type { IncomingMessage } from 'node:http';
import {
  type BodyOf,
  type ParamsOf,
  PROBLEMS,
  type Problem,
  type ProblemCode,
  type ProblemExtras,
  problem,
  type QueryOf,
  type ReplyOf,
  type RouteName,
} from '@scomo/api';
import type { FleetProblem } from '@scomo/fleet';
import type { ApiContext } from './context.ts';

/** A request whose parts fit the schemas of its route. */
export interface Call<N extends RouteName> {
  readonly params: ParamsOf<N>;
  readonly query: QueryOf<N>;
  readonly body: BodyOf<N>;
  /** For uploads. */
  readonly stream: IncomingMessage;
}

export interface Failure {
  readonly problem: Problem;
}

export type Handler<N extends RouteName> = (
  call: Call<N>,
  context: ApiContext,
) => Promise<ReplyOf<N> | Failure>;

/** Handlers of some routes of the table. */
export type Handlers<N extends RouteName> = { readonly [K in N]: Handler<K> };

export function failure(code: ProblemCode, detail: string, extras: ProblemExtras = {}): Failure {
  return { problem: problem(code, detail, extras) };
}

/** A use-case's refusal: every code of the fleet is a code of the API. */
export function failureOf({ code, detail, pointer }: FleetProblem): Failure {
  const known: ProblemCode = code;
  const errors =
    pointer === undefined || PROBLEMS[known].status !== 422 ? undefined : [{ pointer, code, detail }];
  return failure(known, detail, errors === undefined ? {} : { errors });
}

export function notFound(what: string, id: string): Failure {
  return failure('not_found', `there is no ${what} ${id}`);
}

/** `limit` and `after` as the store takes them. */
export function pageRequest(
  query: { readonly limit?: number; readonly after?: string },
  limitDefault: number,
) {
  const { limit = limitDefault, after } = query;
  return { limit, ...(after === undefined ? {} : { after }) };
}
