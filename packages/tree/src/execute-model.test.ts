import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Item } from '@scomo/syncml';
import fc from 'fast-check';
import { emptyTree } from './build.ts';
import { execute, type TreeCommand } from './execute.ts';
import type { Tree } from './node.ts';

/** Reference: a set of URIs with their value, `null` for interior nodes. */
type Model = Map<string, string | null>;
type Step = { kind: 'Add' | 'Replace' | 'Delete' | 'Get'; uri: string; value: string | null };

const ancestorsOf = (uri: string) =>
  uri
    .split('/')
    .map((_, depth, names) => names.slice(0, depth).join('/'))
    .slice(1);

function apply(model: Model, { kind, uri, value }: Step): number {
  const there = model.get(uri);
  if (kind === 'Add') {
    if (there !== undefined) return 418;
    if (ancestorsOf(uri).some((ancestor) => typeof model.get(ancestor) === 'string')) return 405;
    for (const ancestor of ancestorsOf(uri)) model.set(ancestor, null);
    model.set(uri, value);
    return 200;
  }
  if (there === undefined) return 404;
  if (kind === 'Replace') {
    if (there === null) return 405;
    model.set(uri, value ?? '');
  }
  if (kind === 'Delete') {
    for (const key of [...model.keys()]) if (key === uri || key.startsWith(`${uri}/`)) model.delete(key);
  }
  return 200;
}

function commandOf(step: Step): TreeCommand {
  const { kind, uri, value } = step;
  const target = { locUri: uri };
  const item: Item =
    kind === 'Add' && value === null ? { target, meta: { format: 'node' } } : { target, data: value ?? '' };
  return { kind, cmdId: '1', items: [kind === 'Get' || kind === 'Delete' ? { target } : item] };
}

function contents(tree: Tree): Model {
  const get: TreeCommand = { kind: 'Get', cmdId: 'g', items: [{ target: { locUri: '.?list=StructData' } }] };
  const [found] = execute(tree, get, context).results;
  return new Map(
    found?.items.map((item) => [
      item.source?.locUri ?? '',
      item.meta?.format === 'node' ? null : String(item.data),
    ]),
  );
}

const context = { serverId: 'A', objects: [], now: '2026-01-01T00:00:00Z' };
const uri = fc
  .array(fc.constantFrom('a', 'b', '__proto__'), { minLength: 1, maxLength: 3 })
  .map((path) => `./${path.join('/')}`);
const step: fc.Arbitrary<Step> = fc.record({
  kind: fc.constantFrom('Add', 'Add', 'Replace', 'Delete', 'Get'),
  uri,
  value: fc.oneof(fc.constant(null), fc.constantFrom('', 'v', 'w')),
});
const plan = fc.array(fc.oneof(step, fc.array(step, { maxLength: 4 })), { maxLength: 30 });

test('the tree does what a flat map does, Atomics included', () => {
  fc.assert(
    fc.property(plan, (steps) => {
      let tree: Tree = { ...emptyTree(), acl: 'Add=*&Delete=*&Get=*&Replace=*' };
      let model: Model = new Map([['.', null]]);
      for (const one of steps) {
        const group = Array.isArray(one) ? one : [one];
        const draft = new Map(model);
        const codes: number[] = [];
        for (const child of group) {
          const failed = codes.some((code) => code >= 400);
          const illegal = Array.isArray(one) && child.kind === 'Get';
          codes.push(failed ? 215 : illegal ? 500 : apply(draft, child));
        }
        const failed = codes.some((code) => code >= 400);
        const command: TreeCommand = Array.isArray(one)
          ? { kind: 'Atomic', cmdId: '0', commands: group.map(commandOf) }
          : commandOf(one);
        const outcome = execute(tree, command, context);
        const undone = codes.map((code) => (failed && code === 200 ? 216 : code));
        const wanted = Array.isArray(one) ? [failed ? 507 : 200, ...undone] : codes;
        assert.deepEqual(
          outcome.statuses.map((status) => status.code),
          wanted,
        );
        if (!failed) model = draft;
        tree = outcome.tree;
        assert.deepEqual([...contents(tree)].sort(), [...model].sort());
      }
    }),
    { numRuns: 300 },
  );
});
