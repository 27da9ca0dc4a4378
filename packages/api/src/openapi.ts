import type { TSchema } from 'typebox';
import { PROBLEMS } from './problem-codes.ts';
import { API_BASE, problemsOf, type Route } from './route.ts';
import { routes } from './routes.ts';
import { Problem } from './schemas/problem.ts';

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
type JsonObject = { readonly [key: string]: Json };

/** The contract as an OpenAPI 3.1 document; equal tables give equal documents. */
export function openapi(version: string): JsonObject {
  const schemas: Record<string, Json> = {};
  const paths: Record<string, Record<string, Json>> = {};
  for (const [name, route] of Object.entries<Route>(routes)) {
    paths[route.path] = {
      ...paths[route.path],
      [route.method.toLowerCase()]: operation(name, route, schemas),
    };
  }
  refer(Problem, schemas);
  return {
    openapi: '3.1.0',
    info: {
      title: 'Scomo',
      version,
      summary: 'Software component management for fleets of devices',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: API_BASE }],
    security: [{ token: [] }],
    paths,
    components: { schemas, securitySchemes: { token: { type: 'http', scheme: 'bearer' } } },
  };
}

function operation(name: string, route: Route, schemas: Record<string, Json>): JsonObject {
  return {
    operationId: name,
    summary: route.summary,
    ...(route.description === undefined ? {} : { description: route.description }),
    tags: [route.path.split('/')[1] ?? ''],
    ...(route.scope === 'public' ? { security: [] } : { 'x-scope': route.scope }),
    parameters: [
      ...parameters('path', route, schemas),
      ...parameters('query', route, schemas),
      ...keyHeader(route),
    ],
    ...requestBody(route, schemas),
    responses: { ...successes(route, schemas), ...problems(route) },
  };
}

function parameters(place: 'path' | 'query', route: Route, schemas: Record<string, Json>): readonly Json[] {
  const object = place === 'path' ? route.params : route.query;
  if (object === undefined) return [];
  const required: readonly string[] = object.required ?? [];
  return Object.entries<TSchema>(object.properties).map(([name, schema]) => ({
    name,
    in: place,
    required: required.includes(name),
    schema: refer(schema, schemas),
  }));
}

function keyHeader({ method }: Route): readonly Json[] {
  if (method !== 'POST') return [];
  const description = 'The same key with the same request gets the first answer again.';
  return [
    { name: 'Idempotency-Key', in: 'header', required: false, description, schema: { type: 'string' } },
  ];
}

function requestBody(route: Route, schemas: Record<string, Json>): JsonObject {
  if (route.upload !== undefined) return { requestBody: { required: true, content: { [route.upload]: {} } } };
  if (route.body === undefined) return {};
  const schema = refer(route.body, schemas);
  return { requestBody: { required: true, content: { 'application/json': { schema } } } };
}

function successes(route: Route, schemas: Record<string, Json>): JsonObject {
  const rows = Object.entries(route.responses).map(([status, schema]): [string, Json] => [
    status,
    schema === null
      ? { description: 'Done' }
      : { description: 'Done', content: { 'application/json': { schema: refer(schema, schemas) } } },
  ]);
  return Object.fromEntries(rows);
}

function problems(route: Route): JsonObject {
  const byStatus = Object.groupBy(problemsOf(route), (code) => String(PROBLEMS[code].status));
  const rows = Object.entries(byStatus).map(([status, codes = []]): [string, Json] => [
    status,
    {
      description: codes.map((code) => `\`${code}\`: ${PROBLEMS[code].title}`).join('; '),
      content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
    },
  ]);
  return Object.fromEntries(rows);
}

/** A schema with every titled one in it moved to the components. */
function refer(schema: TSchema, schemas: Record<string, Json>): Json {
  const plain = JSON.parse(JSON.stringify(schema)) as Json;
  return hoist(plain, schemas);
}

function hoist(node: Json, schemas: Record<string, Json>): Json {
  if (isList(node)) return node.map((entry) => hoist(entry, schemas));
  if (typeof node !== 'object' || node === null) return node;
  const inner = Object.fromEntries(Object.entries(node).map(([key, value]) => [key, hoist(value, schemas)]));
  const { title } = inner;
  if (typeof title !== 'string') return inner;
  schemas[title] = inner;
  return { $ref: `#/components/schemas/${title}` };
}

function isList(node: Json): node is readonly Json[] {
  return Array.isArray(node);
}
