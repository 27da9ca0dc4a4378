import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openapi } from './openapi.ts';
import { PROBLEMS } from './problem-codes.ts';
import { problemsOf, type Route } from './route.ts';
import { routes } from './routes.ts';

interface Operation {
  readonly operationId: string;
  readonly parameters: readonly { readonly name: string; readonly in: string; readonly required: boolean }[];
  readonly responses: Readonly<Record<string, unknown>>;
  readonly security?: readonly unknown[];
}
interface Document {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, unknown>> };
}

const document = openapi('1.2.3') as unknown as Document;
const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
);

test('every route is an operation, once', () => {
  assert.equal(document.openapi, '3.1.0');
  assert.deepEqual(
    operations.map(({ operation }) => operation.operationId).sort(),
    Object.keys(routes).sort(),
  );
});

test('every parameter of a path is declared, and no other', () => {
  for (const { path, operation } of operations) {
    const inPath = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]);
    const declared = operation.parameters.filter((parameter) => parameter.in === 'path');
    assert.deepEqual(
      declared.map(({ name }) => name),
      inPath,
      path,
    );
    assert.ok(declared.every((parameter) => parameter.required));
  }
});

test('every reference points somewhere', () => {
  const names = [...JSON.stringify(document).matchAll(/"#\/components\/schemas\/(\w+)"/g)].map(
    (match) => match[1],
  );
  assert.ok(names.length > 30);
  for (const name of names) assert.ok(name !== undefined && name in document.components.schemas, name);
});

test('only public operations do without a token', () => {
  const open = operations.filter(({ operation }) => operation.security !== undefined);
  assert.deepEqual(
    open.map(({ operation }) => operation.operationId),
    ['enrol'],
  );
});

test('successes and problems of a route stand in its operation', () => {
  for (const { operation } of operations) {
    const route: Route = (routes as Record<string, Route>)[operation.operationId]!;
    const statuses = new Set([
      ...Object.keys(route.responses),
      ...problemsOf(route).map((code) => String(PROBLEMS[code].status)),
    ]);
    assert.deepEqual(Object.keys(operation.responses).sort(), [...statuses].sort());
  }
});

test('equal tables give equal documents', () => {
  assert.equal(JSON.stringify(openapi('1.2.3')), JSON.stringify(document));
});
