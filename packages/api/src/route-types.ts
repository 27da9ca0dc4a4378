import type { Static, TSchema } from 'typebox';
import type { RouteName, Routes } from './routes.ts';

/** `T` with everything in it readonly: what a server may answer with. */
export type Immutable<T> = T extends readonly (infer E)[]
  ? readonly Immutable<E>[]
  : T extends object
    ? { readonly [K in keyof T]: Immutable<T[K]> }
    : T;

type StaticOf<R, K extends string> = R extends { readonly [P in K]: infer S extends TSchema }
  ? Static<S>
  : undefined;

export type ParamsOf<N extends RouteName> = StaticOf<Routes[N], 'params'>;
export type QueryOf<N extends RouteName> = StaticOf<Routes[N], 'query'>;
export type BodyOf<N extends RouteName> = StaticOf<Routes[N], 'body'>;

type ResponsesOf<N extends RouteName> = Routes[N]['responses'];
type AnswerOf<S> = S extends TSchema ? Immutable<Static<S>> : undefined;

/** A success body of an operation, `undefined` for 204. */
export type SuccessOf<N extends RouteName> = {
  [S in keyof ResponsesOf<N>]: AnswerOf<ResponsesOf<N>[S]>;
}[keyof ResponsesOf<N>];

/** Status with body, as the table pairs them. */
export type ReplyOf<N extends RouteName> = {
  [S in keyof ResponsesOf<N>]: { readonly status: S; readonly body: AnswerOf<ResponsesOf<N>[S]> };
}[keyof ResponsesOf<N>];
